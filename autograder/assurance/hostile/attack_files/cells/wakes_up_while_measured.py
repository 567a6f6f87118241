# tries: to have a timer wake it while it is stopped for the grader's measuring
# must not: it gets nothing out of it
# would: resources
# undefended: naive
# stopped by: stillness

# %% first
import os, signal, time
reader, writer = os.pipe()
os.set_blocking(reader, False)
seen = []
for delay in (0.02, 0.05, 0.1):
    if os.fork() == 0:
        if os.fork() == 0:
            signal.signal(signal.SIGCONT, lambda *_: None)
            other = os.getppid()
            end = time.monotonic() + 12
            while time.monotonic() < end:
                try:
                    os.kill(other, signal.SIGCONT)
                except OSError:
                    pass
                time.sleep(delay)
            os._exit(0)
        last = begin = time.monotonic()
        signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getppid(), signal.SIGCONT))
        signal.setitimer(signal.ITIMER_REAL, delay, delay)
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
