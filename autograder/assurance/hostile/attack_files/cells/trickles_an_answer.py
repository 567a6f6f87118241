# tries: an answer that arrives byte by byte, for ever
# must not: it ends, and there are results
# would: time
# undefended: naive
# earns: 0

# %%
import os, struct, time
def double(x):
    while True:
        for descriptor in range(3, 32):
            try:
                os.write(descriptor, b"\0")
            except OSError:
                pass
        time.sleep(0.3)
