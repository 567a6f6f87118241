# tries: to take far more memory than it may
# must not: it is stopped, and the other cells count
# would: resources
# undefended: naive

# %% first
parts = []
def grow():
    while len(parts) * 50 < 1.8 * K.MEMORY_MB:
        parts.append(bytearray(b"x") * (50 * 2**20))
attempt("allocate", grow)
boast(f"{len(parts) * 50} MB", len(parts) * 50 > 1.6 * K.MEMORY_MB)
