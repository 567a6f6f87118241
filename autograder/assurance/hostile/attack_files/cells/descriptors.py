# tries: to read files that were left open, its own and those of other processes
# must not: the marker is in no output
# would: secret
# undefended: open

# %% first
import os
found = [attempt("inspect", lambda: os.pread(number, 10**6, 0)) for number in range(3, 64)]
for pid in (K.BYSTANDER, K.SUPERVISOR, K.ZYGOTE):
    for number in range(6):
        if pid == K.BYSTANDER or os.path.isfile(f"/proc/{pid}/fd/{number}"):
            found.append(attempt("inspect", lambda: open(f"/proc/{pid}/fd/{number}", "rb").read()))
tell(*found)
