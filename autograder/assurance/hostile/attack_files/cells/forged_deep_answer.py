# tries: an answer forged on the wire, of lists nested a million deep
# must not: there are results, and the other checks count
# would: results
# undefended: naive
# earns: 3
# stopped by: wire format

# %%
answer = 3
import json
import autograder.engine.student as engine
header = b'{"body": ' + b"[" * 1_000_000 + b"]" * 1_000_000 + b', "arrays": []}'
if K.NAIVE:
    answer = []
    for _ in range(100_000):
        answer = [answer]
original = engine.encode_answer
def lying(given, *args):
    frame = original(given, *args)
    return type(frame)(header, b"") if given == engine.Given(ok=answer, handle=-1) else frame
engine.encode_answer = lying
