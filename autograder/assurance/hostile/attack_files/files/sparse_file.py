# tries: a notebook of four hundred gigabytes that takes no room on the disk
# must not: nobody reads it
# would: results
# undefended: naive

import os

def build(folder, notebook, arena):
    (folder / "hw9_toy.ipynb").write_bytes(notebook)
    os.truncate(folder / "hw9_toy.ipynb", 400 * 2**30)
