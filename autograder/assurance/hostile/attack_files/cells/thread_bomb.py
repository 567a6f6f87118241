# tries: to start very many threads
# must not: it is stopped
# would: resources
# undefended: naive

# %% first
import threading
stop = threading.Event()
started = []
def start():
    while len(started) < 700:
        thread = threading.Thread(target=stop.wait, daemon=True)
        thread.start()
        started.append(thread)
attempt("start", start)
stop.set()
boast(f"{len(started)} threads", len(started) >= 700)
