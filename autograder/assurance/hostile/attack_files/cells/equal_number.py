# tries: a number whose comparison with anything is true
# must not: no more points than without it
# would: points
# undefended: naive
# earns: 3
# stopped by: wire format

# %%
answer = 3
class Number(int):
    def __eq__(self, other):
        return True
    __hash__ = int.__hash__
answer = Number(3)
