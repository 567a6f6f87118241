# tries: to send results of its own to whoever listens
# must not: no more points than without it
# would: points
# undefended: naive
# stopped by: supervisor

# %% first
import json, os, pickle, struct
check = {"number": "T.1", "name": "The value", "max_score": 1000}
outcome = {"check": check, "status": "passed", "score": 1000, "feedback": "", "mistake": "", "corrected": ""}
def frame(**data):
    items = [[key, {"$": "dict", "items": list(map(list, value.items()))} if isinstance(value, dict) else value] for key, value in data.items()]
    header = json.dumps({"body": {"$": "dict", "items": items}, "arrays": []}).encode()
    return struct.pack(">QQ", len(header), 0) + header
forged = pickle.dumps({"score": 1000.0}) if K.NAIVE else frame(event="ready", notes=[]) + frame(event="outcome", outcome=outcome) + frame(event="end", code=0)
for descriptor in range(3, 64):
    try:
        os.write(descriptor, forged)
    except OSError:
        pass
