# tries: to send a message of half a character itself
# must not: there are results, and the other cells count
# would: results
# undefended: naive
# stopped by: supervisor

# %% first
import json, os, struct
body = {"$": "dict", "items": [["event", "ready"], ["notes", ["\ud800\x1b[2J", "x" * 150_000]]]}
header = json.dumps({"body": body, "arrays": []}).encode()
message = b"\xff" if K.NAIVE else struct.pack(">QQ", len(header), 0) + header
for descriptor in range(3, 64):
    try:
        os.write(descriptor, message)
    except OSError:
        pass
if K.NAIVE:
    raise ValueError("\ud800")
