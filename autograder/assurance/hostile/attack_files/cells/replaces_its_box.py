# tries: to put a link in the place of its own box
# must not: files outside its box stay as they are
# would: files
# undefended: open

# %% first
import os
box = os.path.dirname(os.getcwd())
attempt("write", lambda: os.rename(box, box + "-moved"))
attempt("write", lambda: os.symlink(K.OPEN, box))
tell()
