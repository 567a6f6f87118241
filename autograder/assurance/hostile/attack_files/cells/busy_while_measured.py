# tries: to keep the processors busy while the grader measures how fast they are
# must not: nothing of it runs meanwhile
# would: resources
# undefended: naive
# stopped by: stillness

# %% first
import os, time
reader, writer = os.pipe()
os.set_blocking(reader, False)
seen = []
for _ in range(3):
    if os.fork() == 0:
        last = begin = time.monotonic()
        while last < begin + 12:
            now = time.monotonic()
            if now - last > 0.25:
                os.write(writer, b"stopped")
            last = now
        os._exit(0)
time.sleep(0.5)

# %%
def double(x):
    time.sleep(0.1)
    seen.append(attempt("read", lambda: os.read(reader, 100)))
    if not any(seen):
        if not K.NAIVE:
            boast("never stopped")
        print(f"{K.BOAST} never stopped", flush=True)
    return 2 * x
