# tries: several files graded at once, of which two would have their results where a neighbour's are
# must not: everyone's results are their own
# would: rows
# undefended: naive
# owners: ada/hw9_toy.ipynb bo/Café.ipynb
# stopped by: names of our own for results

def build(folder, notebook):
    for name, answer in {
        "ada/hw9_toy.ipynb": 41,
        "bo/Café.ipynb": 41,
        "mallory/HW9_toy.ipynb": 3,
        "mallory/hw9_toy.ipynb": 3,
        "zed/Cafe\u0301.ipynb": 3,
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(notebook(answer, f"student = {name!r}"))
