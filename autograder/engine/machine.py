"""What this machine or container actually grants: processors and memory."""

from __future__ import annotations

import ctypes
import gc
import math
import os
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import psutil

from autograder.sandbox.cgroup import own_group


def processors() -> int:
    """Processors granted, at least 1: the smaller of the affinity mask and the cgroup's quota, rounded up.

    TensorFlow counts the host's processors; with a quota below that its threads throttle one another.
    """
    granted = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota = _cpu_quota()
    return max(1, min(granted, math.ceil(quota))) if quota else granted


def give_back_memory() -> None:
    """Collect garbage, and return what the C library keeps of freed memory to the system (glibc; elsewhere nothing).

    After training, TensorFlow leaves some hundred MiB freed but not returned, which a small container cannot spare.
    """
    gc.collect()
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)


def keep_giving_back_memory() -> None:
    """Return freed memory to the system twice a second from now on, in a thread: training has no pauses for it."""
    if sys.platform == "linux":
        threading.Thread(target=_trim_for_ever, name="trim", daemon=True).start()


def _trim_for_ever() -> None:
    with suppress(OSError, AttributeError):
        trim = ctypes.CDLL(None).malloc_trim
        while True:
            trim(0)
            time.sleep(0.5)


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
