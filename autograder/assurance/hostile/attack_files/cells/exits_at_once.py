# tries: os._exit in a cell
# must not: there are results, and the other cells count
# would: results
# undefended: naive
# earns: 3

# %% first
import os
os._exit(0)
