# tries: processes whose names look like parts of what the kernel tells about them: dead, and another user's
# must not: they are counted and ended
# would: left resources
# undefended: naive

# %% first
import ctypes, os, time
libc = ctypes.CDLL(None, use_errno=True)
for name in (b") Z 1 1 (", b"x\nUid:\t0\t0", b"a) Z", b"\xff\xfe)"):
    for _ in range(20):
        if os.fork() == 0:
            libc.prctl(15, name, 0, 0, 0)
            os.setsid()
            time.sleep(30)
            os._exit(0)
time.sleep(1.5)
boast("80 processes")
