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

from autograder.portable import LINUX
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
    """Adopt orphaned descendants from now on, so that none can leave the family; returns whether that works.

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
            every child of the caller counts that has given up more rights than the caller, which nothing undoes.
        spare: children of the caller that are not the submission's.
    """
    roots = _orphans(student, uid, spare)
    # On other systems there are no subreapers, and a student is nobody's child.
    if student in _children(os.getpid()) or not LINUX:
        roots.append(student)
    family = [pid for root in roots for pid in (root, *descendants(root))]
    return [pid for pid in dict.fromkeys(family) if is_alive(pid)]


def is_alive(pid: int) -> bool:
    """Whether a thread of a process is left. (The first may end before the others and then looks dead.)"""
    if not LINUX:
        with suppress(psutil.Error):
            return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
        return False
    try:
        state = linux.stat_fields(Path(f"/proc/{pid}"))[0]
        return state not in "ZX" or len(list(Path(f"/proc/{pid}/task").iterdir())) > 1
    except OSError:
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
        alive = _alive(student, uid, spare)
        names.update({pid: _name(pid) for pid in alive if pid not in names})
        if uid is not None and alive:
            kill_user(uid)
        for pid in alive:
            kill(pid)
        waiting = [_reap(pid) for pid in _orphans(student, uid, spare)]
        if not (alive or any(waiting)) or time.monotonic() > end:
            break
        time.sleep(pause)
        pause = min(0.05, 2 * pause)
    return tuple(Stray(pid, name, ended=pid not in alive) for pid, name in names.items() if pid != student)


def _alive(student: int, uid: int | None, spare: Collection[int]) -> set[int]:
    found = set(household(student, uid=uid, spare=spare))
    if uid is not None:
        found |= {pid for pid in identity.running_as(uid) if is_alive(pid)}
    return found


def kill(pid: int) -> None:
    """End a process, unless it is gone, or another user's."""
    if LINUX:  # a fork bomb leaves no time for questions
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)
    else:
        with suppress(psutil.Error):
            psutil.Process(pid).kill()


def kill_user(uid: int) -> None:
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


def _orphans(student: int, uid: int | None, spare: Collection[int]) -> list[int]:
    """Children that we have adopted from a submission, be they alive or only not waited for yet."""
    children = _children(os.getpid()) if LINUX else []
    return [pid for pid in children if pid != student and pid not in spare and _is_confined(pid, uid)]


def _is_confined(pid: int, uid: int | None) -> bool:
    try:
        if uid is not None:
            return str(uid) in linux.status_field(pid, "Uid").split()
        if linux.status_field("self", "NoNewPrivs") != "1":
            return linux.status_field(pid, "NoNewPrivs") == "1"
        # All of this container has given that up; a submission has one filter of system calls more than we have.
        return _filters(pid) > _filters("self")
    except OSError:
        return False


def _filters(pid: int | str) -> int:
    return int(linux.status_field(pid, "Seccomp_filters") or 0)


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with suppress(OSError), os.scandir(f"/proc/{pid}/task") as threads:
        for thread in threads:
            with suppress(FileNotFoundError, ProcessLookupError):
                found += map(int, Path(thread.path, "children").read_text().split())
    if found or _KERNEL_LISTS_CHILDREN:
        return found
    with suppress(psutil.Error):
        found = [process.pid for process in psutil.Process(pid).children()]
    return found


_KERNEL_LISTS_CHILDREN = LINUX and Path("/proc/self/task", str(os.getpid()), "children").exists()


def _name(pid: int) -> str:
    try:
        return psutil.Process(pid).name()
    except psutil.Error:
        return "?"


def _reap(pid: int) -> bool:
    """Wait for a child that has ended; returns whether it has not quite."""
    try:
        return os.waitpid(pid, os.WNOHANG) == (0, 0)
    except ChildProcessError:
        return False
