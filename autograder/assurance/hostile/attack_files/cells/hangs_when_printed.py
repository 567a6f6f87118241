# tries: an answer that never finishes printing itself
# must not: it ends, and the other checks count
# would: time
# undefended: naive
# earns: 3

# %%
class Answer:
    def __repr__(self):
        while True:
            pass
    __sub__ = __float__ = lambda self, *other: 9.0
answer = Answer()
