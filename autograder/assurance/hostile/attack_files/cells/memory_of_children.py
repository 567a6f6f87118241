# tries: to take far more memory than it may, spread over many processes
# must not: it is stopped, and nothing is left running
# would: resources left
# undefended: naive

# %% first
import os, time
reader, writer = os.pipe()
for _ in range(18):
    if os.fork() == 0:
        part = bytearray(b"x") * (K.MEMORY_MB // 10 * 2**20)
        os.write(writer, b"x")
        time.sleep(30)
        os._exit(0)
time.sleep(2.5)
os.set_blocking(reader, False)
ready = len(attempt("read", lambda: os.read(reader, 100)) or b"")
boast(f"{ready} processes", ready >= 16)
