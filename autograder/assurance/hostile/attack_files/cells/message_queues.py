# tries: to leave memory behind that no process holds: System V message queues and semaphores
# must not: it is refused
# would: resources
# undefended: open
# earns: 3

# %% first
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def call(function, *arguments):
    if (result := function(*arguments)) < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return result
def queue():
    number = call(libc.msgget, 0, 0o1600)
    libc.msgctl(number, 0, None)  # this is only to show that it could
    return True
def semaphores():
    number = call(libc.semget, 0, 32, 0o1600)
    libc.semctl(number, 0, 0)
    return True
done = [deed.__name__ for deed in (queue, semaphores) if attempt("kernel", deed)]
boast(" ".join(done), bool(done))
