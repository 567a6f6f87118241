# tries: to write to every descriptor without end
# must not: it ends, and the other cells count
# would: time
# undefended: naive
# earns: 3

# %% first
import json, os, pickle, struct
body = {"$": "dict", "items": [["event", "cell"], ["index", 0]]}
header = json.dumps({"body": body, "arrays": []}).encode()
message = pickle.dumps({"score": 0.0}) if K.NAIVE else struct.pack(">QQ", len(header), 0) + header
while True:
    for descriptor in range(3, 32):
        try:
            os.write(descriptor, message)
        except OSError:
            pass
