"""A process that imports TensorFlow, calls the supervisor, and becomes a student's or the grader.

Run as ``python -m autograder.engine.spawned PORT`` with a key of 32 bytes on its standard input.
"""

from __future__ import annotations

import os
import socket
import sys
import threading
import time

import psutil

from autograder.engine.jobs import Role
from autograder.engine.spawning import KEY_BYTES
from autograder.engine.zygote import become, preload

_LOOK_SECONDS = 1.0


def main() -> None:
    """Preload, call, be told the role, and live as that."""
    key = sys.stdin.buffer.read(KEY_BYTES)
    threading.Thread(target=_end_with, args=(psutil.Process(os.getppid()),), daemon=True).start()
    preload()
    sock = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sock.sendall(key)
    role = sock.recv(1)
    if role:
        become(Role(role), sock)


def _end_with(parent: psutil.Process) -> None:
    """No kernel does it here when the supervisor is gone."""
    while parent.is_running() and parent.status() != psutil.STATUS_ZOMBIE:
        time.sleep(_LOOK_SECONDS)
    os._exit(1)


if __name__ == "__main__":
    main()
