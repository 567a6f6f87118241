# tries: processes that are its parent's children rather than its own, and stay behind
# must not: nothing is left running
# would: left
# undefended: naive
# earns: 3
# stopped by: sweep of processes

# %% first
import ctypes, os, time
libc = ctypes.CDLL(None, use_errno=True)
CLONE_PARENT = 0x8000
for _ in range(3):
    if libc.syscall(56, CLONE_PARENT, None, None, None, None) == 0:
        os.setsid()
        time.sleep(60)
        os._exit(0)
