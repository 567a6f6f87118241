# tries: an answer of very many small sets, in each of which all keys have the same hash
# must not: it ends, and the other checks count
# would: time
# undefended: naive
# earns: 3
# stopped by: wire format

# %%
answer = 3
import json
import autograder.engine.student as engine
items = [n * (2**61 - 1) for n in range(250)]
count = 60_000 if K.NAIVE else 2_000
if K.NAIVE:
    [set(items) for _ in range(count)]
forged = {"body": {"$": "dict", "items": [["ok", [{"$": "set", "items": items}] * count], ["handle", -1]]}, "arrays": []}
header = json.dumps(forged).encode()
original = engine.encode_answer
def lying(given, *args):
    frame = original(given, *args)
    return type(frame)(header, b"") if given == engine.Given(ok=answer, handle=-1) else frame
engine.encode_answer = lying
