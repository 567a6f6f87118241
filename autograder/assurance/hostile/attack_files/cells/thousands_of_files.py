# tries: to make thousands of files
# must not: it is stopped
# would: resources
# undefended: naive

# %% first
import os, time
for folder in range(42):
    os.mkdir(f"folder{folder}")
    for number in range(500):
        os.close(os.open(f"folder{folder}/{number}", os.O_CREAT))
time.sleep(2.5)
boast("21000 files")
