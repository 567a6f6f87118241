# tries: an answer of integers that all have the same hash, in a set: each one is compared with all before it
# must not: it ends, and the other checks count
# would: time
# undefended: naive
# earns: 3
# stopped by: wire format

# %%
answer = 3
import json
import autograder.engine.student as engine
items = [n * (2**61 - 1) for n in range(150_000)]
forged = {"body": {"$": "dict", "items": [["ok", {"$": "set", "items": items}], ["handle", -1]]}, "arrays": []}
header = json.dumps(forged).encode()
original = engine.encode_answer
def lying(given, *args):
    frame = original(given, *args)
    return type(frame)(header, b"") if given == engine.Given(ok=answer, handle=-1) else frame
engine.encode_answer = lying
if K.NAIVE:
    set(items)
