"""Interrupt work that takes too long, on any system."""

from __future__ import annotations

import ctypes
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from autograder.portable import ALARMS


@contextmanager
def interrupted_after(seconds: float, error: type[BaseException]) -> Iterator[None]:
    """Raise ``error`` in what runs inside once it has run for so many seconds of the clock.

    Where the system has alarms, this works in the main thread. Elsewhere what waits in a library's own code is
    interrupted as soon as it comes back to Python.
    """
    with _alarm(seconds, error) if ALARMS else _raised_from_outside(seconds, error):
        yield


@contextmanager
def _alarm(seconds: float, error: type[BaseException]) -> Iterator[None]:
    def ring(*_: Any) -> None:
        raise error

    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


@contextmanager
def _raised_from_outside(seconds: float, error: type[BaseException]) -> Iterator[None]:
    thread = ctypes.c_ulong(threading.get_ident())
    over = False
    deciding = threading.Lock()

    def ring() -> None:
        with deciding:
            if not over:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, ctypes.py_object(error))

    timer = threading.Timer(seconds, ring)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        with deciding:
            over = True
        for _ in range(10):  # what has rung is raised here: Python looks at every turn, and whoever is next is spared
            pass
        timer.cancel()
