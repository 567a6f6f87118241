# tries: arrays that hold nothing and say that they have 2**58 rows
# must not: it ends, and the other checks count
# would: results
# undefended: naive
# earns: 1
# stopped by: wire format

# %%
import numpy as np
answer = np.zeros((2**58, 0))
# %%
def double(x):
    import os
    if K.NAIVE:
        os._exit(0)
    return [np.zeros((2**58, 0)), np.zeros((0, 2**58)), np.zeros((1,) * 32), np.array(None), np.zeros(3, "M8[s]")]
