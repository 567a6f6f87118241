# tries: an endless loop in a cell
# must not: it ends, and the other cells count
# would: time
# undefended: naive
# earns: 3

# %% first
while True:
    pass
