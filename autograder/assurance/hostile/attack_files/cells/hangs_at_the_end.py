# tries: to hang when the interpreter ends, with a thread and an exit handler
# must not: it ends, and nothing is left running
# would: time
# undefended: naive
# earns: 3
# stopped by: sweep of processes

# %% first
import atexit, threading
def forever():
    threading.Event().wait()
atexit.register(forever)
threading.Thread(target=forever).start()
