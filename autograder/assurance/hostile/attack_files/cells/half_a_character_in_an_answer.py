# tries: answers and errors of half a character, which no encoding can write
# must not: there are results, and the other checks count
# would: results
# undefended: naive
# earns: 1
# stopped by: supervisor

# %%
answer = "\ud800"
# %%
def double(x):
    raise ValueError("\udc00")
# %%
raise ValueError("\ud800")
