"""Limits that the kernel itself enforces, from the moment a process is sandboxed.

They are walls far outside; the watchdog's limits lie inside them and end a run with a sentence. These hold in
the tenth of a second in which the watchdog does not look.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from autograder.portable import LINUX, PORTABLE
from autograder.sandbox import linux

if sys.platform != "win32" and not PORTABLE:
    import resource

_MIB = 2**20
#: Beyond the memory limit: address space that libraries claim and hardly touch, per process and per processor
#: (stacks of thread pools and the C library's arenas).
_UNTOUCHED_MIB = 768
_UNTOUCHED_PER_CPU_MIB = 64
_THREADS = 128
_THREADS_PER_CPU = 16


@dataclass(frozen=True)
class Walls:
    """What a submission may use.

    Attributes:
        memory_mb: resident MiB; the watchdog's limit.
        cpu_seconds: processor time of any one process.
        file_mb: MiB in one file.
        box_mb: MiB in all of the box.
        box_files: files and folders in the box.
        open_files: per process.
        processes: at one time; the watchdog's limit.
        threads: of the submission; the watchdog's limit.
        user_threads: of the user as a whole, as the kernel counts them.
    """

    memory_mb: int
    cpu_seconds: int
    file_mb: int = 512
    box_mb: int = 1024
    box_files: int = 20_000
    open_files: int = 1024
    processes: int = 64
    threads: int = 1024
    user_threads: int = 1024

    @property
    def beyond_memory(self) -> str:
        """What a submission has done that took more than ``memory_mb``."""
        return f"used more than {self.memory_mb} MB of memory"


def problem() -> str | None:
    """Why such limits cannot be set here, or None if they can."""
    return "this system has no such limits" if sys.platform == "win32" or PORTABLE else None


def make_walls(memory_mb: int, seconds: float, *, own_user: bool) -> Walls:
    """Walls for a submission that may use ``memory_mb`` MiB for ``seconds`` of wall time.

    With an own user the count of threads starts at nothing; otherwise the person's other programs count, too.
    """
    cpus = os.cpu_count() or 1
    threads = _THREADS + _THREADS_PER_CPU * cpus
    of_user = threads if own_user else threads + _threads_of_this_user()
    return Walls(memory_mb, cpu_seconds=int(seconds * cpus) + 1, threads=threads, user_threads=of_user)


def bound_memory(memory_mb: int) -> None:
    """Bound what the calling process, one of ours, takes, and have the kernel end it when memory is short.

    What a submission brings it to take is not to cost another submission its grade.

    Args:
        memory_mb: MiB beyond what it has now.

    Raises:
        OSError: the system refuses it.
        ValueError: likewise.
    """
    if problem():
        return
    be_first_to_go()
    if hasattr(resource, "RLIMIT_DATA"):
        _limit("RLIMIT_DATA", _data_now() + (memory_mb + _untouched()) * _MIB)


def be_first_to_go() -> None:
    """When memory is short, the kernel ends the largest of those that have said this."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def put_up(walls: Walls, *, counted_apart: bool = False) -> None:
    """Set the limits for the calling process, for ever.

    Memory: the kernel counts what a process may write to (``RLIMIT_DATA``), touched or not. The wall is what the
    process has now (TensorFlow is in it), plus the limit, plus room for address space that is claimed and never
    touched. An allocation beyond it raises ``MemoryError`` on the spot, at the student's own line.

    Args:
        walls: which.
        counted_apart: whether the kernel counts the threads of the process apart from the user's others.

    Raises:
        OSError: the system refuses one.
        ValueError: likewise.
    """
    if problem():
        return
    limits = {
        "RLIMIT_CORE": 0,
        "RLIMIT_CPU": walls.cpu_seconds,
        "RLIMIT_DATA": _data_now() + (walls.memory_mb + _untouched()) * _MIB,
        "RLIMIT_FSIZE": walls.file_mb * _MIB,
        "RLIMIT_NOFILE": walls.open_files,
        "RLIMIT_NPROC": walls.threads if counted_apart else walls.user_threads,
        "RLIMIT_MSGQUEUE": 0,
    }
    for name, value in limits.items():
        _limit(name, value)


def _limit(name: str, value: int) -> None:
    which = getattr(resource, name, None)
    if which is None:
        return  # other systems have fewer
    _, hard = resource.getrlimit(which)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(which, (value, value))


def _untouched() -> int:
    return _UNTOUCHED_MIB + _UNTOUCHED_PER_CPU_MIB * (os.cpu_count() or 1)


def _data_now() -> int:
    if LINUX:
        return int(linux.status_field("self", "VmData").split()[0]) * 1024
    return psutil.Process().memory_info().vms


def _threads_of_this_user() -> int:
    own = os.getuid() if hasattr(os, "getuid") else None
    found = psutil.process_iter(["uids", "num_threads"])
    return sum(p.info["num_threads"] or 0 for p in found if p.info["uids"] and p.info["uids"].real == own)
