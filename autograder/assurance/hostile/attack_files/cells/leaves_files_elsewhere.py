# tries: to leave files where anybody may write
# must not: files outside its box stay as they are
# would: files
# undefended: open
# stopped by: removal of litter

# %% first
import os
for folder in K.SHARED:
    attempt("write", lambda: open(f"{folder}/{K.TOKEN}", "w").write("41"))
    attempt("write", lambda: os.makedirs(f"{folder}/{K.TOKEN}-folder/inside"))
    attempt("write", lambda: os.chmod(f"{folder}/{K.TOKEN}-folder", 0))
tell()
