# tries: a function that returns an array of gigabytes which takes no memory
# must not: it is stopped, and the other checks count
# would: resources
# undefended: naive
# earns: 1

# %%
def double(x):
    import numpy as np
    return np.broadcast_to(np.float64(0), (10**9,))
