# tries: to read secrets from its own environment and from that of other processes
# must not: the marker is in no output
# would: secret
# undefended: open

# %% first
import os
found = [str(dict(os.environ)), attempt("read", lambda: open("/proc/self/environ").read())]
for pid in (os.getppid(), K.SUPERVISOR, K.ZYGOTE, K.BYSTANDER):
    found.append(attempt("inspect", lambda: open(f"/proc/{pid}/environ").read()))
tell(*found)
