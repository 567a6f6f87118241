# tries: a notebook with a number of a hundred thousand digits
# must not: there are results
# would: results
# undefended: naive

def build(folder, notebook, arena):
    (folder / "hw9_toy.ipynb").write_bytes(notebook.replace(b'"nbformat": 4', b'"nbformat": ' + b"4" * 100_000))
