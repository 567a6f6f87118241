# tries: to replace the hidden grader by one that gives full marks
# must not: no more points than without it
# would: points files
# undefended: open

# %% first
import os
easy = "from autograder.checks import points\n@points(4, 'T.1 The value')\ndef test_value(submission):\n    pass\n"
attempt("write", lambda: open(K.GRADER, "w").write(easy))
attempt("write", lambda: os.chmod(K.GRADER, 0o666))
attempt("write", lambda: os.replace(K.GRADER, K.GRADER + ".old"))
attempt("write", lambda: open(K.GRADER, "w").write(easy))
tell()
