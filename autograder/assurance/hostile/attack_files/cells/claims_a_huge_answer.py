# tries: an answer that says it is some exabytes long
# must not: nobody waits for it or makes room for it
# would: time
# undefended: naive
# earns: 1

# %%
import os, struct, time
def double(x):
    for descriptor in range(3, 32):
        try:
            os.write(descriptor, struct.pack(">QQ", 2**62, 2**62))
        except OSError:
            pass
    time.sleep(100)
