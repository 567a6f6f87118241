# tries: to wait in C for ever, without the interpreter's lock
# must not: it ends, and the other cells count
# would: time
# undefended: naive
# earns: 3

# %% first
import ctypes, signal
signal.signal(signal.SIGALRM, signal.SIG_IGN)
ctypes.CDLL(None).pause()
