# tries: five submissions that end their grader, each in its own way, and come first in a class
# must not: those who come later are graded
# would: rows
# undefended: naive
# owners: 2006 2007
# stopped by: separate process

ENDINGS = [
    "import os\nos._exit(0)",
    "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    "import ctypes\nctypes.string_at(0)",
    "raise ValueError('\\ud800')",
    "import os, signal\nos.killpg(os.getpgrp(), signal.SIGKILL)",
]

def build(folder, notebook):
    for place, ending in enumerate(ENDINGS):
        write(folder, f"Aaron {place}_{2001 + place}", notebook(3, ending))
    write(folder, "Yve Lee_2006", notebook(41, "student = 'yve'"))
    write(folder, "Zoe Lee_2007", notebook(41, "student = 'zoe'"))

def write(folder, student, data):
    place = folder / f"{student}_assignsubmission_file_"
    place.mkdir(parents=True)
    (place / "hw9_toy.ipynb").write_bytes(data)
