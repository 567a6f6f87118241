# tries: an endless loop in a function that is asked for
# must not: it ends, and the other checks count
# would: time
# undefended: naive
# earns: 1

# %%
def double(x):
    while True:
        pass
