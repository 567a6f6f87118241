# tries: a link to the hidden grader in place of the notebook
# must not: the marker is in no output
# would: secret
# undefended: naive

def build(folder, notebook, arena):
    (folder / "hw9_toy.ipynb").symlink_to(arena.kit().grader)
