# tries: to give its process and its threads names that are no text, over which whoever watches them stumbles
# must not: it is watched all the same, and the other checks count
# would: results
# undefended: naive
# earns: 3
# stopped by: watchdog

# %% first
import ctypes, os, threading, time
if K.NAIVE:
    os._exit(0)
libc = ctypes.CDLL(None, use_errno=True)
name = b"\xff) \xfe Z 1\n("
libc.prctl(15, name, 0, 0, 0)
def named():
    libc.prctl(15, name, 0, 0, 0)
    time.sleep(20)
threading.Thread(target=named, daemon=True).start()
if os.fork() == 0:
    os.setsid()
    time.sleep(20)
    os._exit(0)
time.sleep(1.5)
