# tries: layers whose names are pictures and headings in Markdown, and commands for the terminal
# must not: no name comes alive where the results are read
# would: markup
# undefended: naive
# earns: 2

# %%
def make(units):
    name = "x\x1b]52;c;aGk=\x07 <script>hostile()</script> ![](https://example.org/p.png)"
    if K.NAIVE:
        print(name, flush=True)
    kept = type(name, (keras.layers.Layer,), {"call": lambda self, x: x})()
    kept._name = name
    return keras.Sequential([keras.Input((2,)), kept, keras.layers.Dense(units)])
