# tries: an answer whose comparison with anything is true
# must not: no more points than without it
# would: points
# undefended: naive
# stopped by: wire format

# %%
answer = 3
class Agreeable:
    def __eq__(self, other):
        return True
    __ne__ = lambda self, other: False
    __hash__ = lambda self: 0
    __sub__ = __rsub__ = __int__ = __index__ = lambda self, *other: 0
answer = Agreeable()
