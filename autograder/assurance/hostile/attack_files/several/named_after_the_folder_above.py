# tries: several files graded at once, of which one is called so that its results would lie above the folder for them
# must not: nothing outside that folder is written
# would: files
# undefended: naive
# owners: ada.ipynb
# stopped by: names of our own for results

def build(folder, notebook):
    folder.mkdir()
    (folder / "ada.ipynb").write_bytes(notebook(41, "student = 'ada'"))
    (folder / "...ipynb").write_bytes(notebook(3))
