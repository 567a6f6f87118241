# tries: an answer of lists nested a hundred thousand deep
# must not: there are results
# would: results
# undefended: naive
# earns: 3
# stopped by: wire format

# %%
answer = []
for _ in range(100_000):
    answer = [answer]
