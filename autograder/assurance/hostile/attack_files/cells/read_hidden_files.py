# tries: to read the hidden grader and images from disk, and to tell them in an error message
# must not: the marker is in no output
# would: secret
# undefended: open

# %% first
ways = [K.GRADER, K.HIDDEN, f"/proc/self/root{K.GRADER}", f"/proc/self/cwd/{'../' * 12}{K.GRADER}", K.PRIVATE + "/secret.txt"]
tell(*(attempt("read", lambda way=way: open(way, "rb").read()) for way in ways))
