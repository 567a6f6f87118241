# tries: to end itself by a signal that has no name
# must not: there are results, and the other cells count
# would: results
# undefended: naive
# earns: 3

# %% first
import os
os.kill(os.getpid(), 44)
