# tries: to reach servers over named and abstract Unix sockets
# must not: nobody hears of it
# would: contact
# undefended: open
# earns: 3

# %% first
import socket
def over(address):
    with socket.socket(socket.AF_UNIX) as out:
        out.connect(address)
        out.send(b"hello")
attempt("call", lambda: over(K.UNIX))
attempt("call", lambda: over("\0" + K.ABSTRACT))
tell()
