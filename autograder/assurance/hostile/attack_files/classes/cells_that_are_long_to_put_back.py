# tries: a notebook without the cells that were handed out, and with thousands of long ones in which to look for them
# must not: the class is graded in time
# would: time
# undefended: naive
# owners: ada
# stopped by: bounded work

import json

def build(folder, notebook):
    folder.mkdir()
    (folder / "ada.ipynb").write_bytes(notebook(41, "student = 'ada'"))
    found = json.loads(notebook(3))
    letters = "model units keras answer return " * 28
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    found["cells"] = [
        {**cell, "id": f"x{number}", "source": f"y{number} = {number}  # {letters}{number}"} for number in range(4900)
    ]
    (folder / "mallory.ipynb").write_text(json.dumps(found))
