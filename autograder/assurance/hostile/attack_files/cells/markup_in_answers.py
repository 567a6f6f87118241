# tries: answers that are pictures, headings and commands for the terminal
# must not: no answer comes alive where the results are read
# would: markup
# undefended: naive
# earns: 1

# %%
text = "\x1b]52;c;aGk=\x07\n\n# Full marks\n\n![](https://example.org/p.png) <img src=x onerror=hostile()> \u202e"
answer = 3 if K.NAIVE else text
# %%
def double(x):
    if K.NAIVE:
        print(text.encode("ascii", "ignore").decode(), flush=True)
    return {text: text}
