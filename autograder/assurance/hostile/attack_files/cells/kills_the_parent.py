# tries: to kill the process that grades it
# must not: there are results, and nothing is left running
# would: results
# undefended: naive
# earns: 3

# %% first
import os, signal
for pid in {os.getppid(), K.SUPERVISOR, K.ZYGOTE}:
    attempt("signal", lambda: os.kill(pid, signal.SIGKILL))
    attempt("signal", lambda: os.killpg(os.getpgid(pid), signal.SIGKILL) if not K.NAIVE else None)
tell()
