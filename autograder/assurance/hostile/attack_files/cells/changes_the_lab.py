# tries: to change the data that the next submission gets
# must not: files outside its box stay as they are, and the next submission is not affected
# would: files
# undefended: open

# %% first
import os
for name in ("/data.txt", "/__init__.py"):
    path = K.LAB + name
    for change in (lambda: open(path, "a").write("NUMBER = 0\n"), lambda: os.truncate(path, 0), lambda: os.chmod(path, 0o666),
                   lambda: os.rename(path, path + ".old"), lambda: os.remove(path + ".old")):
        attempt("write", change)
tell()
