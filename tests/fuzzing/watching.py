"""Watch what the interpreter does while an input is read: run code, start programs, open files, call out."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

#: Audit events that reading data has no reason for (see the table in Python's documentation).
FORBIDDEN = (
    "exec",
    "compile",
    "import",
    "pickle.find_class",
    "marshal.loads",
    "ctypes.dlopen",
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "os.remove",
    "os.rename",
    "os.symlink",
    "os.link",
    "os.chmod",
    "os.chown",
    "os.rmdir",
    "os.putenv",
    "shutil.",
    "socket.",
    "urllib.",
    "code.__new__",
    "function.__new__",
)
HANG_SECONDS = 60


class Forbidden(BaseException):
    """Something was done that reading must not do."""


class Hang(BaseException):
    """An input takes for ever."""


class _Watch:
    def __init__(self) -> None:
        self.may_open: Callable[[str], bool] | None = None
        self.thread = 0  # others may be at work, and are not what is watched
        self.seen = ""

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.may_open is None or threading.get_ident() != self.thread:
            return
        if event in ("open", "compile") and arguments[1 if event == "compile" else 0] == "<unknown>":
            return  # ast.parse makes no code; for its error message it looks for the line in a file of that name
        if event == "open" and not isinstance(arguments[0], int) and not self.may_open(os.fsdecode(arguments[0])):
            self.seen = f"open {arguments[0]!r}"
        elif event.startswith(FORBIDDEN):
            self.seen = f"{event} {arguments!r}"[:300]
        else:
            return
        raise Forbidden(self.seen)


_watch = _Watch()
_installed: list[bool] = []


@contextmanager
def watched(may_open: Callable[[str], bool] = lambda path: False) -> Iterator[None]:
    """While this lasts, this thread may do nothing forbidden, and it must not last long.

    Args:
        may_open: which paths may be opened; by default none.

    Raises:
        Forbidden, Hang: see there.
    """
    if not _installed:
        sys.addaudithook(_watch)  # for good: hooks cannot be taken away
        _installed.append(True)

    def ring(*_: Any) -> None:
        raise Hang

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, HANG_SECONDS)
    _watch.seen, _watch.thread, _watch.may_open = "", threading.get_ident(), may_open
    try:
        yield
    finally:
        _watch.may_open = None
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    if _watch.seen:  # somebody has caught it
        raise Forbidden(_watch.seen)
