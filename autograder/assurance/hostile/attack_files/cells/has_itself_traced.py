# tries: to make its parent its debugger, which is then told that it has ended although it goes on
# must not: the other cells count, and nothing is left running
# would: resources
# undefended: open
# earns: 3

# %% first
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def be_traced():
    if libc.ptrace(0, 0, None, None) < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return True
boast("traced", bool(attempt("kernel", be_traced)))
