# tries: to change the cached weights that the next submission loads
# must not: files outside its box stay as they are, and the next submission is not affected
# would: files
# undefended: open

# %% first
import os
folder = os.path.dirname(K.WEIGHTS)
for change in (lambda: open(K.WEIGHTS, "r+b").write(b"others"), lambda: os.remove(K.WEIGHTS), lambda: os.rename(folder, folder + ".old"),
               lambda: open(folder + "/more.h5", "w").close()):
    attempt("write", change)
tell()
