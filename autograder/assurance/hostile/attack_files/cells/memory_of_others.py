# tries: to read the memory of the supervisor, the zygote and another process
# must not: the marker is in no output
# would: secret
# undefended: open

# %% first
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)

def stack(pid):
    for line in open(f"/proc/{pid}/maps"):
        if "[stack]" in line:
            return tuple(int(part, 16) for part in line.split()[0].split("-"))

def through_file(pid):
    start, end = stack(pid)
    with open(f"/proc/{pid}/mem", "rb", 0) as memory:
        memory.seek(start)
        return memory.read(end - start)

def through_call(pid):
    try:
        start, end = stack(pid)
    except OSError:
        start, end = 2**46, 2**46 + 4096
    buffer = ctypes.create_string_buffer(end - start)
    here, there = (ctypes.c_size_t * 2)(ctypes.addressof(buffer), end - start), (ctypes.c_size_t * 2)(start, end - start)
    if libc.process_vm_readv(pid, here, 1, there, 1, 0) < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return buffer.raw

found = []
for pid in (K.BYSTANDER, K.SUPERVISOR, K.ZYGOTE, os.getppid()):
    found += [attempt("inspect", lambda: through_file(pid)), attempt("kernel", lambda: through_call(pid))]
tell(*found)
