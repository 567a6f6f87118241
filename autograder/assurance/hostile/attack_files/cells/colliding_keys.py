# tries: an answer whose keys, tuples of integers, all have the same hash
# must not: it ends, and the other checks count
# would: time
# undefended: naive
# earns: 1
# stopped by: wire format

# %%
import itertools
NUMBERS = [n * (2**61 - 1) for n in range(-3, 4)]
class Lazy(dict):
    """A dict that looks large to whoever takes it apart."""

    def items(self):
        return [(key, 0) for key in itertools.product(NUMBERS, repeat=6 if K.NAIVE else 5)]

def double(x):
    if K.NAIVE:
        return dict(Lazy().items())
    return Lazy()
