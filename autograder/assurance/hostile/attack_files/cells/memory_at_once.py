# tries: one array far larger than all that it may take
# must not: it is stopped, and the other cells count
# would: resources
# undefended: naive

# %% first
import numpy as np
large = attempt("allocate", lambda: np.zeros(4 * K.MEMORY_MB * 2**20, np.uint8))
boast("four times the limit", large is not None)
