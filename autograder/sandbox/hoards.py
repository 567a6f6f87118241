"""What a submission holds that shows neither in the size of its processes nor in its folder.

Memory that is shared without a file stays when it is given back or no longer looked at; sockets and pipes hold what was
written to them; a deleted file stays as long as somebody has it open or mapped. All of it hangs on a descriptor or a
mapping of a living process, where it is found here. (What hangs on neither, messages that carry descriptors and pipes
that hold pages, is refused; see :mod:`autograder.sandbox.seccomp`.)
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from autograder.portable import LINUX
from autograder.sandbox import linux

_MIB = 2**20
_PIPE_MB = 1 / 16
_DELETED = " (deleted)"
_ANONYMOUS = ("/dev/zero", "/memfd:", "/SYSV", "/anon_hugepage")

_T = TypeVar("_T")


@dataclass(frozen=True)
class Hoard:
    """What was found: MiB of memory, MiB of deleted files, and how many descriptors there are."""

    memory_mb: float = 0.0
    deleted_mb: float = 0.0
    descriptors: int = 0


def hoard(pids: Iterable[int], folders: Collection[Path], unknown_mb: float, most: int) -> Hoard:
    """What processes hold together; each thing counts once.

    Args:
        pids: the processes.
        folders: where the submission may write: other deleted files are not its own.
        unknown_mb: MiB to count for a deleted file whose size cannot be told.
        most: stop counting beyond this many descriptors.
    """
    if not LINUX:
        return Hoard()
    memory: dict[str, float] = {}
    deleted: dict[str, float] = {}
    descriptors = 0
    pids = list(pids)
    for pid in pids:
        for name, target in _as_owner(pid, _descriptors):
            descriptors += 1
            if descriptors > most:
                return Hoard(sum(memory.values()), sum(deleted.values()), descriptors)
            if target.startswith("socket:"):
                memory[target] = _socket_mb()
            elif target.startswith("pipe:"):
                memory[target] = _PIPE_MB
            elif target.endswith(_DELETED):
                for state in _as_owner(pid, partial(_states, name)):
                    if stat.S_ISREG(state.st_mode) and not state.st_nlink:
                        deleted[_key(state.st_dev, state.st_ino)] = state.st_blocks * 512 / _MIB
    own = tuple(f"{folder}/" for folder in folders)
    for pid in pids:
        for span, key, path in _as_owner(pid, _mappings):
            first, _, last = span.partition("-")
            size = (int(last, 16) - int(first, 16)) / _MIB
            if path.startswith(_ANONYMOUS):
                memory[key] = max(size, memory.get(key, 0.0))
            elif path.startswith(own) and key not in deleted:
                blocks = _blocks(Path(f"/proc/{pid}/map_files/{span}"))
                deleted[key] = max(size, unknown_mb) if blocks is None else blocks * 512 / _MIB
    return Hoard(sum(memory.values()), sum(deleted.values()), descriptors)


def _descriptors(pid: int) -> Iterator[tuple[str, str]]:
    with os.scandir(f"/proc/{pid}/fd") as entries:
        for entry in entries:
            with suppress(FileNotFoundError):
                yield entry.path, os.readlink(entry.path)  # noqa: PTH115 - ten times as fast


def _states(name: str, pid: int) -> list[os.stat_result]:
    return [Path(name).stat()]


def _mappings(pid: int) -> Iterator[tuple[str, str, str]]:
    """Those of what is deleted, or never had a name: addresses, which file it is, its former path."""
    with Path(f"/proc/{pid}/maps").open(errors="replace") as lines:
        for line in lines:
            if line.endswith(f"{_DELETED}\n"):
                span, _, _, device, inode, path = line.split(maxsplit=5)
                major, _, minor = device.partition(":")
                yield span, _key(os.makedev(int(major, 16), int(minor, 16)), int(inode)), path


def _key(device: int, inode: int) -> str:
    return f"{device}:{inode}"


def _blocks(path: Path) -> int | None:
    try:
        return path.stat().st_blocks
    except OSError:
        return None


def _as_owner(pid: int, look: Callable[[int], Iterable[_T]]) -> list[_T]:
    """In a container even root may not look into other users' processes; their own user may."""
    try:
        try:
            return list(look(pid))
        except PermissionError:
            owner = Path(f"/proc/{pid}").stat()
            with linux.file_access_as(owner.st_uid, owner.st_gid):
                return list(look(pid))
    except OSError:
        return []


def _socket_mb() -> float:
    """The most that a socket holds: twice what one may ask for."""
    try:
        return 2 * int(Path("/proc/sys/net/core/wmem_max").read_text()) / _MIB
    except (OSError, ValueError):
        return 0.5
