# tries: to take memory after its answer, while the grader is busy with a check
# must not: it is noticed at once, and ended
# would: resources
# undefended: naive

# %% first
import threading, time
started = []
def hoard():
    parts = [bytearray(b"x") * (K.MEMORY_MB // 6 * 2**20) for _ in range(12)]
    if not K.NAIVE:
        time.sleep(30)

# %%
def double(x):
    if not started:
        started.append(threading.Thread(target=hoard, daemon=not K.NAIVE))
        started[0].start()
    return 2 * x
