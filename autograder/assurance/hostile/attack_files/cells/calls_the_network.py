# tries: to reach servers over TCP and UDP
# must not: nobody hears of it
# would: contact
# undefended: open
# earns: 3

# %% first
import socket
def over(kind, port):
    with socket.socket(socket.AF_INET, kind) as out:
        out.settimeout(2)
        out.connect(("127.0.0.1", port))
        out.send(b"hello")
attempt("call", lambda: over(socket.SOCK_STREAM, K.TCP))
attempt("call", lambda: over(socket.SOCK_DGRAM, K.UDP))
attempt("call", lambda: over(socket.SOCK_STREAM, 53))
tell()
