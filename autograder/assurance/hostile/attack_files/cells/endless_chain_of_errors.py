# tries: an error whose causes form a ring, with thousands of notes
# must not: it ends, and the other cells count
# would: flood
# undefended: naive
# earns: 3
# stopped by: supervisor

# %% first
first, second = RuntimeError("a"), RuntimeError("b")
first.__cause__, second.__cause__ = second, first
class Long(RuntimeError):
    __notes__ = ["n" * 1000] * 3000
    def __str__(self):
        return "\n".join(self.__notes__)
Long.__name__ = "x" * 1_000_000
error = Long()
error.__cause__ = first
raise error
