# tries: to fill the disk
# must not: it is stopped
# would: resources
# undefended: naive

# %% first
import os, time
def fill():
    for number in range(4):
        with open(f"large{number}", "wb") as file:
            os.posix_fallocate(file.fileno(), 0, 400 * 2**20)
attempt("write", fill)
time.sleep(3)
boast("1600 MB", all(os.path.exists(f"large{number}") for number in range(4)))
