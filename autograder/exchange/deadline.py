"""An end for work whose amount a stranger decides."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from autograder.interrupts import interrupted_after
from autograder.portable import ALARMS

_BY_THE_CLOCK = 4


class TookTooLong(BaseException):
    """Raised in the middle of the work; not an ``Exception``, so that no handler in there swallows it."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Give up after so many seconds of the processor.

    It counts what this process computes, not the clock, so that a busy machine is not held against anybody. Outside
    the main thread nothing is counted. A system without such a timer counts a multiple of it by the clock.

    Raises:
        TookTooLong: time is up.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    if not ALARMS:
        with interrupted_after(_BY_THE_CLOCK * seconds, TookTooLong):
            yield
        return

    def ring(*_: Any) -> None:
        raise TookTooLong

    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
