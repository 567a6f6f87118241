# tries: to change the dates of other files
# must not: files outside its box stay as they are
# would: files
# undefended: open

# %% first
import os
for path in (K.LAB + "/data.txt", K.HOME + "/.bashrc", K.OPEN + "/theirs.txt"):
    attempt("write", lambda: os.utime(path, (0, 0)))
tell()
