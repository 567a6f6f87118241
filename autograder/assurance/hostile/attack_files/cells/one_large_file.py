# tries: to write one file larger than it may
# must not: it is stopped
# would: resources
# undefended: naive

# %% first
import os
def write():
    with open("large", "wb") as file:
        os.posix_fallocate(file.fileno(), 0, 700 * 2**20)
    return True
boast("700 MB", bool(attempt("write", write)))
