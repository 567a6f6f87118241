# tries: to crash the interpreter
# must not: there are results, and the other cells count
# would: results
# undefended: naive
# earns: 3

# %% first
import ctypes
ctypes.string_at(0)
