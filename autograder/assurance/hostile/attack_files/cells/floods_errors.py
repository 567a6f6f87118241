# tries: an error message of megabytes
# must not: the results stay small, and the other cells count
# would: flood
# undefended: naive
# earns: 3
# stopped by: supervisor

# %% first
raise RuntimeError("x" * 10**7)
