# tries: sys.exit inside a function that is asked for
# must not: the other checks count
# would: results
# undefended: naive
# earns: 1
# stopped by: separate process

# %%
def double(x):
    import sys
    sys.exit(1)
