# tries: pictures, links and headings of its own in the Markdown that the platform shows
# must not: the platform gets them as text
# would: markup
# undefended: naive
# earns: 3
# stopped by: results in Markdown

# %% first
raise RuntimeError("![](https://hostile.example/a.png) [mend](https://hostile.example)")
# %% first
class Lines(Exception):
    def __str__(self):
        return "\n\n# Full marks\n\n**Expected:** nothing\n\n![](https://hostile.example/b.png)"
raise Lines
