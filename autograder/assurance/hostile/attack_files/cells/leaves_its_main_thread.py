# tries: to end its first thread only, so that it looks dead and goes on
# must not: it ends, and nothing is left running
# would: time
# undefended: naive
# earns: 3

# %% first
import ctypes, threading, time
def go_on():
    time.sleep(60)
threading.Thread(target=go_on, daemon=True).start()
ctypes.CDLL(None).syscall(60, 0)
