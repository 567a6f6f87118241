# tries: an error message that clears the instructor's terminal and writes to the clipboard
# must not: no output has a control character
# would: markup
# undefended: naive
# earns: 3
# stopped by: supervisor

# %% first
raise RuntimeError("\x1b[2J\x1b]52;c;cm0gLXJm\x07 \x9b2J \u202e")
