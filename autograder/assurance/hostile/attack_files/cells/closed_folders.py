# tries: to fill the disk in folders that it has closed to everybody, itself included
# must not: it is stopped, and its box is removed
# would: resources
# undefended: naive

# %% first
import os, time
def fill(number):
    os.mkdir(f"closed{number}")
    with open(f"closed{number}/large", "wb") as file:
        os.posix_fallocate(file.fileno(), 0, 300 * 2**20)
    os.chmod(f"closed{number}", 0)
for number in range(5):
    attempt("write", lambda: fill(number))
time.sleep(3)
boast("1500 MB", all(os.path.exists(f"closed{number}") for number in range(5)))
