# tries: to put commands where the grader's user will run them later
# must not: files outside its box stay as they are
# would: files
# undefended: open

# %% first
import os
attempt("write", lambda: open(K.HOME + "/.bashrc", "a").write("touch hostile\n"))
attempt("write", lambda: os.makedirs(K.HOME + "/.local/lib/python3.11/site-packages"))
attempt("write", lambda: os.makedirs(K.HOME + "/.config/autostart"))
tell()
