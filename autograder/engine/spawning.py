"""Children started as programs of their own, for systems on which none can be forked and handed on.

One is started ahead and imports TensorFlow while there is other work. It calls back over the loopback interface, and
proves by a key that it is the one.
"""

from __future__ import annotations

import hmac
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import IO

from autograder.engine.children import Child, Spawned
from autograder.engine.jobs import Role
from autograder.sandbox import Mark

KEY_BYTES = 32
_LOOPBACK = "127.0.0.1"
_KEY_SECONDS = 10
_ASKING_SECONDS = 0.5


class Spawning:
    """Starts processes, each with TensorFlow imported by itself.

    Args:
        environment: their variables.
        complaints: their standard error.
    """

    pid = 0  # there is no process between

    def __init__(self, environment: Mapping[str, str], complaints: IO[bytes]) -> None:
        self._environment = environment
        self._complaints = complaints
        self._listener = socket.create_server((_LOOPBACK, 0))
        self._listener.settimeout(_ASKING_SECONDS)
        self._key = b""
        self._next = self._start()
        self._ready: socket.socket | None = None

    def wait(self, seconds: float) -> bool:
        """Wait until a process has imported TensorFlow; returns whether it has."""
        end = time.monotonic() + seconds
        while self._ready is None and self._next.poll() is None and time.monotonic() < end:
            with suppress(TimeoutError):
                self._ready = self._admitted(self._listener.accept()[0])
        return self._ready is not None

    def child(self, role: Role) -> tuple[Child, socket.socket]:
        """A new child, and the socket to it; the one after it is started at once.

        Raises:
            OSError: it is gone.
        """
        child, sock = Spawned(self._next), self._ready
        if sock is None:
            raise ConnectionError("No process has been waited for.")
        self._ready = None
        self._next = self._start()
        sock.sendall(role.value)
        return child, sock

    def remember(self, mark: Mark | None) -> None:
        """Nothing marks a submission here; a child sees by itself that the supervisor is gone."""

    def close(self) -> None:
        """End what has not become a child yet."""
        self._listener.close()
        if self._ready is not None:
            self._ready.close()
        self._next.kill()
        self._next.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        self._key = secrets.token_bytes(KEY_BYTES)
        process = subprocess.Popen(
            [sys.executable, "-m", "autograder.engine.spawned", str(self._listener.getsockname()[1])],
            env=dict(self._environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=self._complaints,
        )
        assert process.stdin is not None
        with suppress(OSError), process.stdin as pipe:  # if it is gone, that is noticed when it is waited for
            pipe.write(self._key)
        return process

    def _admitted(self, sock: socket.socket) -> socket.socket | None:
        """The connection, if who calls has the key."""
        sock.settimeout(_KEY_SECONDS)
        said = b""
        with suppress(OSError):
            while len(said) < KEY_BYTES and (more := sock.recv(KEY_BYTES - len(said))):
                said += more
        if not hmac.compare_digest(said, self._key):
            sock.close()
            return None
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.settimeout(None)
        return sock
