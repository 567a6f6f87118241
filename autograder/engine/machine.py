"""What this machine or container actually grants: processors and memory."""

from __future__ import annotations

import ctypes
import gc
import math
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil

from autograder.portable import LINUX
from autograder.sandbox.cgroup import own_group

_SHARE = 1 / 3
_WATCH_SECONDS = 0.5


def processors() -> int:
    """Processors granted, at least 1: the smaller of the affinity mask and the cgroup's quota, rounded up.

    TensorFlow counts the host's processors; with a quota below that its threads throttle one another.
    """
    granted = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota = _cpu_quota()
    return max(1, min(granted, math.ceil(quota))) if quota else granted


class Thrift:
    """Returns what a process has freed to the system, once it holds a third of what it may (glibc; elsewhere nothing).

    After training, TensorFlow leaves some hundred MiB freed but not returned, which a small container cannot spare.
    Where there is plenty, nothing is done: returning memory and fetching it again makes a training some percent slower.

    Args:
        limit_mb: MiB that this process may use.
    """

    def __init__(self, limit_mb: float) -> None:
        self._most = limit_mb * 2**20 * _SHARE
        self._process = psutil.Process()
        self._trim: Callable[[int], int] | None = None
        if LINUX:
            with suppress(OSError, AttributeError):
                self._trim = ctypes.CDLL(None).malloc_trim

    def between(self) -> None:
        """Return memory after a piece of work, garbage included."""
        if self._holds_much():
            gc.collect()
            self._return()

    def keep_watch(self) -> None:
        """Return memory twice a second from now on, in a thread: training has no pauses for it."""
        threading.Thread(target=self._watch, name="trim", daemon=True).start()

    def _watch(self) -> None:
        while self._trim is not None:
            if self._holds_much():
                self._return()
            time.sleep(_WATCH_SECONDS)

    def _holds_much(self) -> bool:
        try:
            held = self._process.memory_info()
        except psutil.Error:
            return True
        # What is shared lies in files and is not for us to return.
        return bool(held.rss - getattr(held, "shared", 0) > self._most)

    def _return(self) -> None:
        if self._trim is not None:
            self._trim(0)


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
