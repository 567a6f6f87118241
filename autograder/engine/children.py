"""The processes that a zygote makes, as the supervisor sees them: alive, ended somehow, waited for."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from autograder.sandbox import is_alive

_FATE_SECONDS = 1.0
_KILLED = 9  # SIGKILL, which not every system has
_UNCLEAR = "os._exit, a crash, or the system ran out of memory"
_BY_ITSELF = "os._exit or the like"


class Child(Protocol):
    """A process for a submission or for the grader."""

    @property
    def pid(self) -> int:
        """Its process id; nobody else's until it has been waited for."""
        ...

    def is_alive(self) -> bool:
        """Whether it has not ended yet."""
        ...

    def fate(self) -> str:
        """What has ended it, as far as that can be known while it has not been waited for."""
        ...

    def wait(self) -> None:
        """Wait for its end; it has been killed."""
        ...


@dataclass(frozen=True)
class Forked:
    """A child that was forked and then given to the supervisor."""

    pid: int

    def is_alive(self) -> bool:
        """Whether it has not ended yet."""
        try:
            return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None
        except ChildProcessError:
            return False

    def fate(self) -> str:
        """What has ended it."""
        found = None
        end = time.monotonic() + _FATE_SECONDS  # its end of the channel is closed a little before it is gone
        with suppress(ChildProcessError):
            while found is None and time.monotonic() < end:
                found = os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
                time.sleep(0.01)
        if found is not None and found.si_code == os.CLD_EXITED:
            return _BY_ITSELF
        return _crash(found.si_status) if found is not None else _UNCLEAR

    def wait(self) -> None:
        """Wait for its end."""
        with suppress(ChildProcessError):
            os.waitpid(self.pid, 0)


@dataclass(frozen=True)
class Spawned:
    """A child that was started as a program of its own."""

    process: subprocess.Popen[bytes]

    @property
    def pid(self) -> int:
        """Its process id."""
        return self.process.pid

    def is_alive(self) -> bool:
        """Whether it has not ended yet. (To ask its Popen would be to wait for it.)"""
        return is_alive(self.pid)

    def fate(self) -> str:
        """What has ended it."""
        try:
            code = self.process.wait(_FATE_SECONDS)
        except subprocess.TimeoutExpired:
            return _UNCLEAR
        return _BY_ITSELF if code >= 0 else _crash(-code)

    def wait(self) -> None:
        """Wait for its end."""
        self.process.wait()


def _crash(number: int) -> str:
    if number == _KILLED:
        return _UNCLEAR
    try:
        return f"a crash, {signal.Signals(number).name}"
    except ValueError:  # one of those that have no name
        return f"a crash, signal {number}"
