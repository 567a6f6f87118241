# tries: to be told what others do with files: their names in shared folders, and when hidden ones are read
# must not: nothing can be watched
# would: resources
# undefended: open
# earns: 3

# %% first
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def watch(make, path):
    descriptor = make()
    if descriptor < 0 or libc.inotify_add_watch(descriptor, path.encode(), 0xFFF) < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return True
def fanotify():
    if libc.fanotify_init(0x200, 0) < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return True
places = (*K.SHARED, K.SOURCE, K.LAB, K.KERAS_HOME, os.path.dirname(os.getcwd()))
done = [path for path in places for make in (libc.inotify_init, lambda: libc.inotify_init1(0))
        if attempt("kernel", lambda: watch(make, path))]
boast(" ".join(done), bool(done) or attempt("kernel", fanotify) is True)
