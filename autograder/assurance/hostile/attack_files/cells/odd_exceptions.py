# tries: an exception that cannot be caught as such, nor printed
# must not: there are results, and the other cells count
# would: results
# undefended: naive
# earns: 3
# stopped by: separate process

# %% first
class Odd(BaseException):
    def __str__(self):
        raise Odd
    __repr__ = __str__
raise Odd
