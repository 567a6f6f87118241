# tries: an endless loop that ignores every signal
# must not: it ends, and the other cells count
# would: time
# undefended: naive
# earns: 3

# %% first
import signal
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 64))
while True:
    try:
        pass
    except BaseException:
        pass
