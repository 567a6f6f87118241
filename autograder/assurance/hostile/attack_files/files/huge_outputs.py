# tries: a notebook with megabytes of outputs
# must not: the results stay small, and it is graded
# would: flood
# undefended: naive
# earns: 3
# stopped by: reader of submissions

import json

def build(folder, notebook, arena):
    content = json.loads(notebook)
    content["cells"][0]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["x" * 1000] * 20_000}]
    (folder / "hw9_toy.ipynb").write_text(json.dumps(content))
