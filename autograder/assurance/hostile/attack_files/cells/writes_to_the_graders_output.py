# tries: to write to the supervisor's own output through /proc
# must not: nothing of it is there
# would: contact
# undefended: open
# earns: 3

# %% first
import os
for pid in {os.getppid(), K.SUPERVISOR, K.ZYGOTE}:
    for number in (1, 2):
        attempt("write", lambda: open(f"/proc/{pid}/fd/{number}", "a").write(f"{K.TOKEN} was here\n"))
tell()
