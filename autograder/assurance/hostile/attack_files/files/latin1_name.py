# tries: a file beside the notebook whose name is no text
# must not: it is graded
# would: results
# undefended: naive
# earns: 3
# stopped by: reader of submissions

import os

def build(folder, notebook, arena):
    (folder / "hw9_toy.ipynb").write_bytes(notebook)
    with open(os.fsencode(folder) + b"/caf\xe9.txt", "wb") as file:
        file.write(b"x")
