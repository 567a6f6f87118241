# tries: to become root in a user namespace of its own
# must not: it is refused
# would: resources
# undefended: open

# %% first
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def enter():
    reader, writer = os.pipe()
    if os.fork() == 0:  # a process with threads may not
        failed = libc.unshare(0x10000000 | 0x20000)
        os.write(writer, b"%d" % (ctypes.get_errno() if failed else 0))
        os._exit(0)
    os.wait()
    if number := int(os.read(reader, 9)):
        raise OSError(number, "refused")
    return True
boast("root of its own", bool(attempt("kernel", enter)))
