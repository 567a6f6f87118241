# tries: a link in the place of the results, to have another file overwritten
# must not: files outside its box stay as they are
# would: files
# undefended: naive
# earns: 3

# %% first
import os
def link():
    if os.path.lexists(K.RESULTS):
        os.remove(K.RESULTS)
    os.symlink(K.OPEN + "/theirs.txt", K.RESULTS)
attempt("write", link)
tell()
