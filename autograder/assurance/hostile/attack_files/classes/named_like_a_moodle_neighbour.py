# tries: in a class from Moodle, a file whose own name says that it is another student's
# must not: everyone's points are in their own row
# would: rows
# undefended: naive
# owners: 2001 2002
# stopped by: identity from the platform's part of a name

def build(folder, notebook):
    folder.mkdir()
    theirs = "Ada Lee_2001_assignsubmission_file_hw9_toy.ipynb"
    (folder / theirs).write_bytes(notebook(41, "student = 'ada'"))
    (folder / "Bo Ek_2002_assignsubmission_file_hw9_toy.ipynb").write_bytes(notebook(41, "student = 'bo'"))
    (folder / f"Mallory Vee_2003_assignsubmission_file_{theirs}").write_bytes(notebook(3))
    (folder / "Zed Vee_2004_assignsubmission_file_x_2002_assignsubmission_file_….ipynb").write_bytes(notebook(4))
