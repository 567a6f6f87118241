"""Children forked from a process that has TensorFlow imported: they start at once, and share its memory. Linux only."""

from __future__ import annotations

import select
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import IO

from autograder.engine.children import Child, Forked
from autograder.engine.jobs import MARK, Role
from autograder.sandbox import Mark, become_subreaper


class Forking:
    """The helper process that is forked from.

    Args:
        environment: its variables.
        complaints: its standard error.
    """

    def __init__(self, environment: Mapping[str, str], complaints: IO[bytes]) -> None:
        become_subreaper()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "autograder.engine.zygote", str(theirs.fileno())],
            env=environment,
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
        )
        theirs.close()
        self._control = ours
        self._ready = False

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def wait(self, seconds: float) -> bool:
        """Wait until TensorFlow is imported; returns whether it is."""
        if not self._ready and select.select([self._control], [], [], seconds)[0]:
            self._ready = self._control.recv(16) == b"ready"
        return self._ready

    def child(self, role: Role) -> tuple[Child, socket.socket]:
        """A new child, and the socket to it.

        Raises:
            OSError: the helper process is gone.
        """
        ours, theirs = socket.socketpair()
        try:
            socket.send_fds(self._control, [role.value], [theirs.fileno()])
            answer = self._control.recv(32)
        finally:
            theirs.close()
        if not answer:
            ours.close()
            raise ConnectionError("The helper process is gone.")
        return Forked(int(answer)), ours

    def remember(self, mark: Mark | None) -> None:
        """Tell by what the submission is known that is graded now, if any: that ends if this process is killed."""
        with suppress(OSError):  # the helper is gone, which is told when it is to fork again
            self._control.send(MARK.dump_json(mark))

    def close(self) -> None:
        """End it."""
        self._control.close()
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
