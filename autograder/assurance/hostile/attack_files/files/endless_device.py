# tries: a link to a device that never ends in place of the notebook
# must not: it ends
# would: resources
# undefended: naive

def build(folder, notebook, arena):
    (folder / "hw9_toy.ipynb").symlink_to("/dev/zero")
