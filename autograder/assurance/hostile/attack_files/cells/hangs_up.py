# tries: to close every descriptor
# must not: there are results, and the other cells count
# would: results
# undefended: naive
# earns: 3

# %% first
import os
os.closerange(3, 64)
