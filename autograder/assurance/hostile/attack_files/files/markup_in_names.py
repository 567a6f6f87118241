# tries: file names with live HTML in them
# must not: the page shows them as text
# would: markup
# undefended: naive
# earns: 3
# stopped by: page

def build(folder, notebook, arena):
    (folder / "hw9_toy.ipynb").write_bytes(notebook)
    (folder / "<img src=x onerror=hostile()>.ipynb").write_bytes(notebook)
