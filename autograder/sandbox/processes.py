"""Find everything that a submission has started, and end it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from autograder.sandbox import identity, linux
from autograder.sandbox.linux import Option

_SHELL = "/bin/sh"


@dataclass(frozen=True)
class Stray:
    """A process, besides the submission's first, that was running when it should not have been any more.

    ``ended`` is false if even the kernel could not end it in time (it hangs in a device).
    """

    pid: int
    name: str
    ended: bool = True


def become_subreaper() -> bool:
    """Adopt orphaned descendants from now on, so that none can leave the family; false where the system
    cannot.

    On Linux, call it before anything is forked.
    """
    try:
        linux.prctl(Option.SET_CHILD_SUBREAPER, 1)
    except OSError:
        return False
    return True


def descendants(pid: int) -> list[int]:
    """Children of a process, their children and so on; without itself."""
    found: list[int] = []
    waiting = [pid]
    while waiting:
        children = _children(waiting.pop())
        found += children
        waiting += children
    return found


def household(student: int, *, uid: int | None = None, spare: Collection[int] = ()) -> list[int]:
    """Living processes of a submission: its first one, descendants, and orphans that the caller has adopted.

    Args:
        student: process id of the first one.
        uid: the user that belongs to this submission alone, if there is one: orphans are known by it. If not,
            every child of the caller counts that has given up new privileges, as a submission has for good.
        spare: children of the caller that are not the submission's.
    """
    children = _children(os.getpid())
    roots = {pid for pid in children if pid != student and _is_orphan(pid, uid)}
    # On other systems there are no subreapers, and a student is nobody's child.
    if student in children or not linux.LINUX:
        roots.add(student)
    family = [pid for root in sorted(roots.difference(spare)) for pid in (root, *descendants(root))]
    return [pid for pid in family if is_alive(pid)]


def is_alive(pid: int) -> bool:
    """Whether a thread of a process is left. (The first may end before the others and then looks dead.)"""
    try:
        if psutil.Process(pid).status() not in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD):
            return True
        return linux.LINUX and len(list(Path(f"/proc/{pid}/task").iterdir())) > 1
    except (OSError, psutil.Error):
        return False


def sweep(
    student: int, *, uid: int | None = None, spare: Collection[int] = (), seconds: float = 5.0
) -> tuple[Stray, ...]:
    """End a submission: its first process and everything it has left behind, until nothing is left.

    The first process stays to be waited for by the caller, if it is a child of the caller; orphans are waited
    for here.

    Args:
        student: process id of the submission's first process.
        uid: the user that belongs to this submission alone, if there is one.
        spare: children of the calling process that must live, such as the zygote and the grader.
        seconds: when to give up.

    Returns:
        What was found besides the first process.
    """
    names: dict[int, str] = {}
    end = time.monotonic() + seconds
    pause = 0.001
    while True:
        if uid is not None:
            _kill_user(uid)
        alive = _alive(student, uid, spare)
        for pid in alive:
            if pid not in names:
                names[pid] = _name(pid)
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        waiting = _reap(set(names) - {student})
        if not (alive or waiting) or time.monotonic() > end:
            break
        time.sleep(pause)
        pause = min(0.05, 2 * pause)
    return tuple(Stray(pid, name, ended=pid not in alive) for pid, name in names.items() if pid != student)


def _alive(student: int, uid: int | None, spare: Collection[int]) -> set[int]:
    found = set(household(student, uid=uid, spare=spare))
    if uid is not None:
        found |= {pid for pid in identity.running_as(uid) if is_alive(pid)}
    return found


def _kill_user(uid: int) -> None:
    """Have the kernel end everything of one user in one step: no fork bomb is faster than that."""
    with suppress(OSError, subprocess.TimeoutExpired):
        subprocess.run(
            [_SHELL, "-c", "kill -KILL -1"],
            user=uid,
            group=uid,
            extra_groups=(),
            env={},
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=2,
        )


def _is_orphan(pid: int, uid: int | None) -> bool:
    if not linux.LINUX:
        return False
    try:
        if uid is not None:
            return str(uid) in linux.status_field(pid, "Uid").split()
        return linux.status_field(pid, "NoNewPrivs") == "1"
    except OSError:
        return False


def _children(pid: int) -> list[int]:
    found: list[int] = []
    try:
        for thread in os.scandir(f"/proc/{pid}/task"):
            with suppress(FileNotFoundError, ProcessLookupError):
                found += map(int, Path(thread.path, "children").read_text().split())
    except OSError:
        pass
    if found or _KERNEL_LISTS_CHILDREN:
        return found
    with suppress(psutil.Error):
        found = [process.pid for process in psutil.Process(pid).children()]
    return found


_KERNEL_LISTS_CHILDREN = Path("/proc/self/task", str(os.getpid()), "children").exists()


def _name(pid: int) -> str:
    try:
        return psutil.Process(pid).name()
    except psutil.Error:
        return "?"


def _reap(pids: Collection[int]) -> bool:
    """Wait for those of the processes that are our children; returns whether one of them has not quite ended."""
    waiting = False
    for pid in pids:
        with suppress(ChildProcessError):
            waiting |= os.waitpid(pid, os.WNOHANG) == (0, 0)
    return waiting
