# tries: to fill the disk with files that are deleted and still open, or only mapped
# must not: they are counted
# would: resources
# undefended: naive

# %% first
import mmap, os, tempfile, time
kept = []
for number in range(10):
    file = tempfile.TemporaryFile(dir=".")
    os.posix_fallocate(file.fileno(), 0, 130 * 2**20)
    kept.append(file if number % 2 else mmap.mmap(file.fileno(), 4096))
time.sleep(2.5)
boast(f"{len(kept)} files of 130 MB")
