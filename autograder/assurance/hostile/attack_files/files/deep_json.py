# tries: a notebook of lists nested a hundred thousand deep
# must not: there are results
# would: results
# undefended: naive

def build(folder, notebook, arena):
    (folder / "hw9_toy.ipynb").write_bytes(b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}")
