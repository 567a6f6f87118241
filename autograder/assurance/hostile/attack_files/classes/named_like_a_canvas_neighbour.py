# tries: in a class from Canvas, a file whose own name says that it is another student's, and later
# must not: everyone's points are in their own row
# would: rows
# undefended: naive
# owners: 101 102
# stopped by: identity from the platform's part of a name

def build(folder, notebook):
    folder.mkdir()
    (folder / "adalee_101_5001_hw9_toy.ipynb").write_bytes(notebook(41, "student = 'ada'"))
    (folder / "boek_102_5002_hw9_toy.ipynb").write_bytes(notebook(41, "student = 'bo'"))
    (folder / "malloryvee_103_5003_adalee_101_9001_hw9_toy.ipynb").write_bytes(notebook(3))
    (folder / "zedvee_104_5004_x_LATE_102_9002_hw9_toy-7.ipynb").write_bytes(notebook(4))
