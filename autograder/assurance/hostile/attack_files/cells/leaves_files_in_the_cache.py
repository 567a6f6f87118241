# tries: to leave files for the next submission in Keras's cache
# must not: files outside its box stay as they are
# would: files
# undefended: open
# stopped by: removal of litter

# %% first
import os
attempt("write", lambda: os.makedirs(K.KERAS_HOME + "/datasets/cats"))
attempt("write", lambda: open(K.KERAS_HOME + "/datasets/cats/answers.txt", "w").write("41"))
attempt("write", lambda: open(K.KERAS_HOME + "/keras.json", "w").write("{}"))
tell()
