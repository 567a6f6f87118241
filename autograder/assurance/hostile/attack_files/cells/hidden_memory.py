# tries: memory that no watchdog counts: anonymous files and shared segments
# must not: it is refused
# would: resources
# undefended: open

# %% first
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def segment():
    if libc.shmget(0, 2**20, 0o1600) < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return True
done = attempt("kernel", lambda: os.memfd_create("x") or True), attempt("kernel", segment)
boast("hidden memory", any(done))
