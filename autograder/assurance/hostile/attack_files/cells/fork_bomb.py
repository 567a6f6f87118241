# tries: to start very many processes
# must not: it is stopped, and nothing is left running
# would: resources left
# undefended: naive

# %% first
import os, time
started = 0
def start():
    global started
    while started < 100:
        if os.fork() == 0:
            time.sleep(30)
            os._exit(0)
        started += 1
attempt("start", start)
time.sleep(1)
boast(f"{started} processes", started >= 100)
