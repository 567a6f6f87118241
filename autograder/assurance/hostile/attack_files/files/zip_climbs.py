# tries: a zip with a name that leads out of the folder
# must not: files outside its box stay as they are
# would: files
# undefended: naive

import io, os, pickle, stat, zipfile

def write(folder, entries):
    with zipfile.ZipFile(folder / "submission.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data, mode in entries:
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            archive.writestr(info, data, zipfile.ZIP_DEFLATED)

def build(folder, notebook, arena):
    write(folder, [("hw9_toy.ipynb", notebook, 0), ("../../../open/hostile.txt", b"x", 0)])
