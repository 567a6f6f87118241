# tries: to fetch the answer from a server
# must not: no more points than without it
# would: contact points
# undefended: open

# %%
answer = 3
import socket

def fetch():
    with socket.create_connection(("127.0.0.1", K.TCP), timeout=3) as server:
        server.sendall(b"GET / HTTP/1.0\r\n\r\n")
        return server.makefile().read().split()[-1]

answer = int(attempt("call", fetch) or 3)
# %% first
import socket
attempt("call", lambda: socket.create_connection(("127.0.0.1", K.TCP), timeout=3).close())
tell()
