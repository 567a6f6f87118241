# tries: processes that start new ones whenever they are about to be found
# must not: nothing is left running
# would: left
# undefended: naive
# stopped by: sweep of processes

# %% first
import os, time
for _ in range(5):
    if os.fork() == 0:
        try:
            os.setsid()
            end = time.monotonic() + 60
            while time.monotonic() < end:
                if os.fork():
                    break
                time.sleep(0.05)
        finally:
            os._exit(0)
