# tries: arrays of another shape than they say, and where numbers are expected
# must not: the other checks count
# would: results
# undefended: naive
# earns: 1
# stopped by: wire format

# %%
import numpy as np
import autograder.engine.student as engine
def double(x):
    original = engine.encode
    def lying(*args, **kwargs):
        frame = original(*args, **kwargs)
        return type(frame)(frame.header.replace(b"[3, 5]", b"[999999999, 9999]"), frame.payload)
    engine.encode = lying
    return np.arange(15).reshape(3, 5)
