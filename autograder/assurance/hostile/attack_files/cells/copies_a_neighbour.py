# tries: to copy the answer from another student's submission
# must not: no more points than without it
# would: points
# undefended: open

# %%
import json
answer = 3
text = attempt("read", lambda: open(K.NEIGHBOUR).read())
answer = int("".join(json.loads(text)["cells"][1]["source"]).split("=")[1]) if text else answer
# %% first
found = attempt("read", lambda: open(K.NEIGHBOUR).read())
tell(found)
