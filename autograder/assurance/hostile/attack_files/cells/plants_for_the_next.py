# tries: to plant data sets, settings and start-up files where the next submission or the grader might read them
# must not: files outside its box stay as they are, and the next submission is not affected
# would: files
# undefended: open
# earns: 3

# %% first
import os
places = [f"{K.KERAS_HOME}/datasets/mnist.npz", f"{K.KERAS_HOME}/keras.json", f"{K.KERAS_HOME}/models/other.h5",
          f"{K.HOME}/.keras/keras.json", f"{K.HOME}/.ipython/profile_default/startup/00.py", f"{K.HOME}/.pypirc",
          f"{K.LAB}/__pycache__/__init__.cpython-311.pyc", f"{K.SOURCE}/usercustomize.py"]
def plant(path):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write("{}")
for path in places:
    attempt("write", lambda: plant(path))
attempt("write", lambda: os.symlink("/etc", f"{K.KERAS_HOME}/{K.TOKEN}"))
attempt("write", lambda: os.chmod(f"{K.KERAS_HOME}/datasets", 0))
tell()
