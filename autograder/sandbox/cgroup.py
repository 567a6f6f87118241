"""Control groups of the kernel: where this process is in them, and those around a submission."""

from __future__ import annotations

import os
import secrets
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from autograder.portable import LINUX

ROOT = Path("/sys/fs/cgroup")
_MIB = 2**20
_ROOM = 1.15  # of the watchdog's limit, which then speaks first wherever it can
_REMOVE_SECONDS = 2.0


def own_group(controller: str) -> Path:
    """The folder of this process's cgroup for a v1 controller, or ``""`` for v2.

    Inside a container the group is mounted as the root while ``/proc/self/cgroup`` may show the host's path.
    """
    root = ROOT / controller
    try:
        lines = Path("/proc/self/cgroup").read_text().splitlines()
    except OSError:
        return root
    for line in lines:
        _, names, path = line.split(":", 2)
        if controller in names.split(",") and (names or not controller):
            own = root / path.lstrip("/")
            return own if own.is_dir() else root
    return root


@dataclass(frozen=True)
class ProcessorGroup:
    """A cgroup whose processes get one share of the processors together, however many they are.

    Each submission in one of its own gets as much as another. The share is the kernel's default, the same for all.

    Attributes:
        folder: where the kernel shows it.
    """

    folder: Path

    @classmethod
    def make(cls) -> ProcessorGroup | None:
        """A new group below this process's own, or None where that is not permitted."""
        for parent, share in ((own_group("cpu"), "cpu.shares"), (own_group(""), "cpu.weight")):
            if not _is_group(parent):
                continue
            _tidy(parent)
            group = cls(_new(parent))
            with suppress(OSError):
                group.folder.mkdir()
                if (group.folder / share).exists():  # not where version 2 does not hand the controller on
                    return group
                group.remove()
        return None

    def add(self, pid: int) -> None:
        """Move a process in; what it starts from then on is in, too.

        Raises:
            OSError: it is gone.
        """
        (self.folder / "cgroup.procs").write_text(str(pid))

    def remove(self) -> None:
        """End whatever is left in it, and remove it."""
        _remove(self.folder)


@dataclass(frozen=True)
class MemoryGroup:
    """A cgroup that one submission's processes cannot leave, with a limit on what they take together.

    The watchdog looks ten times a second and says more; this holds also against what a process takes in between.
    Few places permit it: Gradescope's containers do not.

    Attributes:
        folder: where the kernel shows it.
        limit_file: which file in it holds the limit; the name tells the two versions of cgroups apart.
    """

    folder: Path
    limit_file: str

    @classmethod
    def make(cls, memory_mb: int) -> MemoryGroup | None:
        """A new group below this process's own, or None where that is not permitted.

        Args:
            memory_mb: MiB that the watchdog allows; the group gets somewhat more.
        """
        for parent, limit_file in ((own_group("memory"), "memory.limit_in_bytes"), (own_group(""), "memory.max")):
            if not _is_group(parent):
                continue
            _tidy(parent)
            group = cls(_new(parent), limit_file)
            try:
                group.folder.mkdir()
            except OSError:
                continue
            try:
                (group.folder / limit_file).write_text(str(int(memory_mb * _ROOM) * _MIB))
            except OSError:  # version 2 where the parent does not hand the controller on
                group.remove()
                continue
            return group
        return None

    def add(self, pid: int) -> None:
        """Move a process in; what it starts from then on is in, too.

        Raises:
            OSError: it is gone.
        """
        (self.folder / "cgroup.procs").write_text(str(pid))

    @property
    def has_killed(self) -> bool:
        """Whether the kernel has ended a process because the group was at its limit."""
        name = "memory.events" if self.limit_file == "memory.max" else "memory.oom_control"
        with suppress(OSError):
            rows = (line.split() for line in (self.folder / name).read_text().splitlines())
            return any(key == "oom_kill" and int(count) > 0 for key, count in rows)
        return False

    def remove(self) -> None:
        """End whatever is left in it, and remove it."""
        _remove(self.folder)


def _is_group(folder: Path) -> bool:
    return LINUX and (folder / "cgroup.procs").exists()


def _new(parent: Path) -> Path:
    return parent / f"autograder-{os.getpid()}-{secrets.token_hex(4)}"


def _remove(folder: Path) -> None:
    end = time.monotonic() + _REMOVE_SECONDS
    while folder.exists() and time.monotonic() < end:
        with suppress(OSError):
            for pid in (folder / "cgroup.procs").read_text().split():
                os.kill(int(pid), signal.SIGKILL)
        try:
            folder.rmdir()
        except OSError:  # busy until the last process has been waited for
            time.sleep(0.02)


def _tidy(parent: Path) -> None:
    """Remove groups of supervisors that were killed themselves; the kernel lets only empty ones go."""
    for folder in parent.glob("autograder-*-????????"):
        if not Path(f"/proc/{folder.name.split('-')[1]}").exists():
            with suppress(OSError):
                folder.rmdir()
