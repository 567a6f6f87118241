# tries: to take another process over as a debugger does, or through a descriptor of it
# must not: they run on
# would: others
# undefended: open
# earns: 3

# %% first
import ctypes, signal
libc = ctypes.CDLL(None, use_errno=True)
def checked(*call):
    result = libc.syscall(*call)
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return result
for pid in (K.BYSTANDER,) if K.OPEN_SETTING else (K.BYSTANDER, K.SUPERVISOR, K.ZYGOTE):
    if libc.ptrace(16, pid, None, None) == 0:
        attempt("kernel", lambda: libc.ptrace(17, pid, None, None))
    attempt("kernel", lambda: checked(434, pid, 0))
    attempt("kernel", lambda: checked(424, checked(434, pid, 0), signal.SIGSTOP, None, 0))
tell()
