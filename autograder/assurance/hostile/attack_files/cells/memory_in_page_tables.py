# tries: to hold memory in the kernel's page tables, by reading one byte each of very many empty regions
# must not: it is counted
# would: resources
# undefended: naive

# %% first
import ctypes, time
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
MIB, REGION = 2**20, 2 * 2**20
READ, PRIVATE_ANONYMOUS_UNRESERVED, NO_HUGE_PAGES = 1, 0x4022, 15
def fill(tables):
    size = tables * 256 * REGION
    start = libc.mmap(None, size, READ, PRIVATE_ANONYMOUS_UNRESERVED, -1, 0)
    if start == ctypes.c_void_p(-1).value:
        raise OSError(ctypes.get_errno(), "refused")
    libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(size), NO_HUGE_PAGES)
    for place in range(start, start + size, REGION):
        ctypes.c_char.from_address(place).value
    return tables
held = sum(attempt("allocate", lambda: fill(100)) or 0 for _ in range(10))
time.sleep(0.6)
table = next(line for line in open("/proc/self/status") if line.startswith("VmPTE"))
boast(f"{held} MB {table}", int(table.split()[1]) // 1024 > 1.5 * K.MEMORY_MB)
