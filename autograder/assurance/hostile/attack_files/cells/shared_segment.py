# tries: to attach a System V memory segment of the supervisor's user
# must not: the marker is in no output
# would: secret
# undefended: open

# %% first
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p

def attach():
    address = libc.shmat(K.SEGMENT, None, 0o10000)
    if address in (None, ctypes.c_void_p(-1).value):
        raise OSError(ctypes.get_errno(), "refused")
    return ctypes.string_at(address, 64)

tell(attempt("kernel", attach))
