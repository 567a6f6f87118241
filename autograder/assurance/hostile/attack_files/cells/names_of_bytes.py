# tries: files in its box whose names are no text, or hold line breaks, and pipes and links beside them
# must not: its box is removed
# would: files
# undefended: naive
# stopped by: removal of the box
# earns: 3

# %% first
import os
for folder in (b".", b"\xff\xfe", b"a\nb", b"-rf", b"*"):
    if folder != b".":
        os.mkdir(folder)
    for name in (b"\xff\xff", b"\n", b"\x1b[2J", "\udcff".encode("utf-8", "surrogatepass"), b"..."):
        with open(folder + b"/" + name, "w") as file:
            file.write("x")
    os.mkfifo(folder + b"/pipe")
    os.symlink(b"/", folder + b"/link")
    os.symlink(b"loop", folder + b"/loop")
os.chmod(b"*", 0)
