"""Stop everything that a submission runs for a while, and tell whether it has kept still."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from autograder.portable import LINUX
from autograder.sandbox import identity, linux
from autograder.sandbox.processes import household

_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_STOP_SECONDS = 2.0
_PAUSE_SECONDS = 0.005
#: Processor time that the last instants of a stop may still take.
_TOLERATED_SECONDS = 0.005


@dataclass(frozen=True)
class Stillness:
    """A submission whose processes are stopped.

    Attributes:
        student: its first process.
        uid: the user that belongs to it alone, if there is one.
        spare: children of the calling process that are not its own.
        used: processor seconds of each process at the beginning.
    """

    student: int
    uid: int | None
    spare: tuple[int, ...]
    used: dict[int, float]

    @classmethod
    def begin(cls, student: int, *, uid: int | None = None, spare: Collection[int] = ()) -> Stillness:
        """Stop all of it. What starts others meanwhile is stopped with them."""
        end = time.monotonic() + _STOP_SECONDS
        stopped: set[int] = set()
        while True:
            pids = _all(student, uid, spare)
            for pid in pids:
                _tell(pid, psutil.Process.suspend)
            if (pids == stopped and all(map(_is_stopped, pids))) or time.monotonic() > end:
                break
            stopped = pids
            time.sleep(_PAUSE_SECONDS)
        return cls(student, uid, tuple(spare), _used(_all(student, uid, spare)))

    def end(self) -> bool:
        """Let it go on; returns whether it has kept still.

        A process can have itself woken, by a timer that sends the signal for it; it cannot hide what it has used then.
        """
        pids = _all(self.student, self.uid, self.spare)
        used = _used(pids)
        more = sum(used.values()) - sum(self.used.values())
        kept = used.keys() == self.used.keys() and more < _TOLERATED_SECONDS
        for pid in pids:
            _tell(pid, psutil.Process.resume)
        return kept


def _all(student: int, uid: int | None, spare: Collection[int]) -> set[int]:
    found = set(household(student, uid=uid, spare=spare))
    return found | set(identity.running_as(uid)) if uid is not None else found


def _tell(pid: int, what: Callable[[psutil.Process], None]) -> None:
    with suppress(psutil.Error):
        what(psutil.Process(pid))


def _is_stopped(pid: int) -> bool:
    """Whether no thread of a process runs."""
    if not LINUX:
        return True
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        return all(linux.stat_fields(thread)[0] in "TtZXx" for thread in threads)
    except OSError:
        return True


def _used(pids: Collection[int]) -> dict[int, float]:
    found: dict[int, float] = {}
    for pid in pids if LINUX else ():
        with suppress(OSError):
            found[pid] = sum(map(_nanoseconds, Path(f"/proc/{pid}/task").iterdir())) / 1e9
    return found


def _nanoseconds(thread: Path) -> int:
    try:
        return int(linux.told(thread / "schedstat").split()[0])
    except FileNotFoundError:  # a kernel without it counts ticks
        return sum(map(int, linux.stat_fields(thread)[11:13])) * 10**9 // _TICKS
