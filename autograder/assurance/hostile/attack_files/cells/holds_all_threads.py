# tries: to hold as many threads as it can get, so that nobody else of its user can start one
# must not: the checks go on, and the next submission is not affected
# would: resources
# undefended: naive

# %% first
import threading
stop, held = threading.Event(), []
def hold():
    while len(held) < 640:
        thread = threading.Thread(target=stop.wait, daemon=True)
        thread.start()
        held.append(thread)
threading.stack_size(2**15)
attempt("start", hold)
if K.NAIVE:
    boast(f"{len(held)} threads", len(held) >= 640)
