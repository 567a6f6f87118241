# tries: links in its box, to have their targets changed or removed with it
# must not: files outside its box stay as they are
# would: files
# undefended: naive
# earns: 3
# stopped by: removal of the box

# %% first
import os
for name, target in {"a": K.LAB, "b": K.OPEN, "c": K.LAB + "/data.txt"}.items():
    os.symlink(target, name)
    attempt("write", lambda: os.symlink(target, os.path.expanduser(f"~/{name}")))
