# tries: to replace built-in functions before the answers are collected
# must not: no more points than without it
# would: points
# undefended: naive
# earns: 3
# stopped by: separate process

# %%
import builtins
builtins.abs = lambda *args: 0
