# tries: to reach the hidden files through hard and soft links, and by moving them into its own box
# must not: the marker is in no output
# would: secret
# undefended: open

# %% first
import os
attempt("write", lambda: os.link(K.GRADER, "hard"))
attempt("write", lambda: os.symlink(K.GRADER, "soft"))
attempt("write", lambda: os.symlink(K.SOURCE, "folder"))
found = [attempt("read", lambda: open("hard").read()), attempt("read", lambda: open("soft").read())]
found += [attempt("read", lambda: open(f"folder/graders/{os.path.basename(K.GRADER)}").read())]
tell(*found)
