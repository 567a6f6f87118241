# tries: an error message with live HTML in it
# must not: the page shows it as text
# would: markup
# undefended: naive
# earns: 3
# stopped by: page

# %% first
raise RuntimeError("<script>hostile()</script> <img src=x onerror=hostile()>")
