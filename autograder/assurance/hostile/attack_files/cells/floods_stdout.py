# tries: to print without measure
# must not: the results stay small, and the other cells count
# would: flood
# undefended: naive
# earns: 3
# stopped by: separate process

# %% first
import sys
for _ in range(20):
    print("x" * 10**6)
    sys.stderr.write("y" * 10**6)
