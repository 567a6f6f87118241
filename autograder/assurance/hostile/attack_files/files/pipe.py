# tries: a named pipe in place of the notebook, which nobody ever writes to
# must not: it ends
# would: time
# undefended: naive

import os

def build(folder, notebook, arena):
    os.mkfifo(folder / "hw9_toy.ipynb")
