# tries: an error message, a class and a file of half a character, which no encoding can write
# must not: there are results, and the other cells count
# would: results
# undefended: naive
# earns: 3
# stopped by: supervisor

# %% first
raise ValueError("\ud800")
# %% first
import linecache
exec(compile("raise RuntimeError('\\ud800 \\ud83d')", "<cell \udfff>", "exec"))
