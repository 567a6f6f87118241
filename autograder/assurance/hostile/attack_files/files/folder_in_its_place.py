# tries: a folder called like the notebook, with itself inside
# must not: there are results
# would: results
# undefended: naive

def build(folder, notebook, arena):
    (folder / "hw9_toy.ipynb" / "hw9_toy.ipynb").mkdir(parents=True)
    (folder / "hw9_toy.ipynb" / "again").symlink_to("..")
