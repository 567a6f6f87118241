# tries: a zip of zips of zips, each of which holds more of them than the one around it
# must not: it ends
# would: resources
# undefended: naive

import io, zipfile

def packed(entries):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return buffer.getvalue()

def build(folder, notebook, arena):
    data = packed([("hw9_toy.ipynb", notebook), *((f"{n}.txt", bytes(60 * 2**20)) for n in range(4))])
    for depth in range(5):
        data = packed([(f"hw9_toy{n}.zip", data) for n in range(6)])
    (folder / "hw9_toy.zip").write_bytes(data)
    (folder / "hw9_toy.ipynb").write_bytes(notebook)
    (folder / "more.zip").write_bytes(packed([(f"{n}.txt", bytes(100 * 2**20)) for n in range(3)]))
