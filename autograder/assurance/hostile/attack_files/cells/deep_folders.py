# tries: folders inside each other, deeper than any path
# must not: its box is removed
# would: files
# undefended: naive
# stopped by: removal of the box

# %% first
import os
for _ in range(1200):
    os.mkdir("x" * 50)
    os.chdir("x" * 50)
os.chmod(".", 0)
