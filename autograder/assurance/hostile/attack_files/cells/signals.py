# tries: to stop, wake and end other processes
# must not: they run on
# would: others
# undefended: open
# earns: 3

# %% first
import os, signal
for pid in (K.BYSTANDER, K.SUPERVISOR, K.ZYGOTE):
    for number in (signal.SIGUSR1, signal.SIGTERM, signal.SIGCONT):
        if pid != K.ZYGOTE or not K.OPEN_SETTING:
            attempt("signal", lambda: os.kill(pid, number))
attempt("signal", lambda: os.kill(K.BYSTANDER, signal.SIGSTOP))
tell()
