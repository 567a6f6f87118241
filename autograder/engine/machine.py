"""What this machine or container actually grants: processors and memory."""

from __future__ import annotations

import ctypes
import gc
import math
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import cast

import psutil

from autograder.sandbox.cgroup import own_group

_LONG_SECONDS = 0.3
_WATCH_SECONDS = 0.5


def processors() -> int:
    """Processors granted, at least 1: the smaller of the affinity mask and the cgroup's quota, rounded up.

    TensorFlow counts the host's processors; with a quota below that its threads throttle one another.
    """
    granted = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota = _cpu_quota()
    return max(1, min(granted, math.ceil(quota))) if quota else granted


@contextmanager
def giving_back_memory() -> Iterator[None]:
    """Give back memory after what is done inside, unless it was too short to leave much behind."""
    started = time.monotonic()
    yield
    if time.monotonic() - started >= _LONG_SECONDS:
        _give_back_memory()


def keep_giving_back_memory(limit_mb: float) -> None:
    """From now on, return freed memory whenever half of a limit is in use, in a thread: training has no pauses for it.

    Args:
        limit_mb: MiB that this process may use.
    """
    if sys.platform == "linux":
        threading.Thread(target=_watch, args=(limit_mb * 2**20 / 2,), name="trim", daemon=True).start()


def _give_back_memory() -> None:
    """Collect garbage, and return what the C library keeps of freed memory to the system (glibc; elsewhere nothing).

    After training, TensorFlow leaves some hundred MiB freed but not returned, which a small container cannot spare.
    """
    gc.collect()
    if trim := _trim():
        trim(0)


def _watch(most: float) -> None:
    """Trim whenever more than ``most`` bytes are in use. It makes a training slower by some percent."""
    process, trim = psutil.Process(), _trim()
    with suppress(psutil.Error):
        while trim:
            if process.memory_info().rss > most:
                trim(0)
            time.sleep(_WATCH_SECONDS)


def _trim() -> Callable[[int], int] | None:
    """``malloc_trim`` where there is one."""
    if sys.platform != "linux":
        return None
    try:
        return cast(Callable[[int], int], ctypes.CDLL(None).malloc_trim)
    except (OSError, AttributeError):
        return None


def memory_limit_mb() -> float:
    """MiB of memory granted: the smaller of the machine's and the cgroup's."""
    limits = [psutil.virtual_memory().total]
    for file in (own_group("memory") / "memory.limit_in_bytes", own_group("") / "memory.max"):
        number = _read_number(file)
        if number is not None:
            limits.append(int(number))
    return min(limits) / 2**20


def _cpu_quota() -> float | None:
    """Processors that the cgroup's quota allows (v2 ``cpu.max``, v1 ``cpu.cfs_quota_us``), or None."""
    try:
        quota, period = (own_group("") / "cpu.max").read_text().split()
        if quota != "max":
            return int(quota) / int(period)
    except (OSError, ValueError):
        pass
    group = own_group("cpu")
    quota_us = _read_number(group / "cpu.cfs_quota_us")
    period_us = _read_number(group / "cpu.cfs_period_us")
    if quota_us is None or period_us is None or quota_us <= 0 or period_us <= 0:
        return None
    return quota_us / period_us


def _read_number(path: Path) -> float | None:
    try:
        return float(path.read_text())
    except (OSError, ValueError):
        return None
