# tries: to open doors of the kernel that lead around the other layers
# must not: they are shut
# would: resources
# undefended: open

# %% first
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def checked(*call):
    result = libc.syscall(*call)
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return True
ring, events = ctypes.create_string_buffer(120), ctypes.create_string_buffer(128)
doors = {
    "io_uring": lambda: checked(425, 4, ring),
    "userfaultfd": lambda: checked(323, 1),
    "key ring": lambda: checked(248, b"user", b"name", b"value", 5, -3),
    "performance": lambda: checked(298, events, 0, -1, -1, 0),
    "new root": lambda: checked(161, b"/"),
}
opened = [name for name, door in doors.items() if attempt("kernel", door)]
boast(" ".join(opened), bool(opened))
