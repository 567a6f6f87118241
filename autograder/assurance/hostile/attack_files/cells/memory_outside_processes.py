# tries: to hold memory that is in no process's size: shared, given back but kept; in sockets; in pipes
# must not: it is refused, or noticed
# would: resources
# undefended: naive

# %% first
import ctypes, mmap, os, socket, time
held, kept = 0, []
MIB = 2**20
def shared(path=None):
    descriptor = -1 if path is None else os.open(path, os.O_RDWR)
    for _ in range(8):
        part = mmap.mmap(descriptor, 100 * MIB)
        part.write(bytes(100 * MIB))
        part.madvise(mmap.MADV_DONTNEED)
        kept.append(part)
    return 800
def sockets():
    total = 0
    while total < 700 * MIB and len(kept) < 460:
        pair = socket.socketpair()
        kept.append(pair)
        for one in pair:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**30)
            one.setblocking(False)
            try:
                while True:
                    total += one.send(bytes(2**16))
            except BlockingIOError:
                pass
    return total // MIB
held += attempt("kernel", shared) or 0
held += attempt("kernel", lambda: shared("/dev/zero")) or 0
held += attempt("kernel", sockets) or 0
time.sleep(1.5)
boast(f"{held} MB", held > 1.5 * K.MEMORY_MB)
