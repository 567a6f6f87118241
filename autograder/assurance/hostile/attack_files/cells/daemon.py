# tries: a process of its own session that stays behind
# must not: nothing is left running
# would: left
# undefended: naive
# earns: 3
# stopped by: sweep of processes

# %% first
import os, signal, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        time.sleep(60)
    os._exit(0)
os.wait()
