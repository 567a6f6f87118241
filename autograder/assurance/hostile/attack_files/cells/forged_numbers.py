# tries: an answer forged on the wire: a number of a million digits, infinity, and keys that are numbers
# must not: there are results
# would: results
# undefended: naive
# earns: 0
# stopped by: wire format

# %%
answer = 10**400
import json
import autograder.engine.student as engine
headers = [b'{"body": {"$": "dict", "items": [["ok", ' + text + b'], ["handle", -1]]}, "arrays": []}'
           for text in (b"9" * 1_000_000, b"1e999999", b"-Infinity", b'{"\xc2\xb2": 1}', b"NaN")]
original = engine.encode_answer
def lying(given, *args):
    frame = original(given, *args)
    return type(frame)(headers.pop(), b"") if headers else frame
engine.encode_answer = lying
def double(x):
    import os
    if K.NAIVE:
        os._exit(0)
    return 10**400
