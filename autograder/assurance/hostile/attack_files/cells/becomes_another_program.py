# tries: to become another program, which says nothing and stays
# must not: it ends, and the other cells count
# would: time
# undefended: naive
# earns: 3

# %% first
import os
os.execv("/bin/sh", ["sh", "-c", "sleep 61; sleep 62"])
