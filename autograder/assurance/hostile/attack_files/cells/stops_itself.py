# tries: to stop itself, so that no alarm of its own goes off
# must not: it ends, and the other cells count
# would: time
# undefended: naive
# earns: 3

# %% first
import os, signal
os.kill(os.getpid(), signal.SIGSTOP)
