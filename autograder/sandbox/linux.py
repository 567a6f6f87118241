"""The few Linux calls that the standard library lacks; importable anywhere, usable on Linux only."""

from __future__ import annotations

import ctypes
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path

from autograder.portable import LINUX

ON_LINUX_ONLY = "it exists on Linux only"
_LIBC = ctypes.CDLL(None, use_errno=True) if LINUX else None

#: The processor as the kernel's tables call it.
MACHINE = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine().lower())
_MS_BIND, _MS_REC, _MS_PRIVATE = 0x1000, 0x4000, 0x40000
_SECCOMP = {"x86_64": 317, "aarch64": 277}


class Option(IntEnum):
    """Options of prctl(2), from ``linux/prctl.h``."""

    SET_PDEATHSIG = 1
    SET_DUMPABLE = 4
    SET_KEEPCAPS = 8
    SET_SECCOMP = 22
    CAPBSET_READ = 23
    CAPBSET_DROP = 24
    SET_CHILD_SUBREAPER = 36
    SET_NO_NEW_PRIVS = 38


class Capability(IntEnum):
    """Bits of capabilities(7), from ``linux/capability.h``."""

    CHOWN = 0
    DAC_READ_SEARCH = 2
    SETGID = 6
    SETUID = 7
    SETPCAP = 8
    SYS_ADMIN = 21


class _CapabilityHeader(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _CapabilitySets(ctypes.Structure):
    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


def prctl(option: Option, argument: int = 0, pointer: int = 0) -> int:
    """Call prctl(2).

    Raises:
        OSError: the kernel refuses it, or this is not Linux.
    """
    return _checked("prctl", int(option), argument, pointer, 0, 0)


def syscall(number: int, *arguments: int) -> int:
    """Make a system call by number; pointers are passed as integers.

    Raises:
        OSError: the kernel refuses it, or this is not Linux.
    """
    return _checked("syscall", number, *arguments)


def seccomp(operation: int, flags: int, pointer: int) -> int:
    """Call seccomp(2).

    Raises:
        OSError: the kernel refuses it, or this is not a machine whose number for it is known.
    """
    if MACHINE not in _SECCOMP:
        raise OSError(f"no system-call table for {MACHINE}")
    return syscall(_SECCOMP[MACHINE], operation, flags, pointer)


def unshare(flags: int) -> None:
    """Call unshare(2), which moves the calling thread into fresh namespaces.

    Raises:
        OSError: the kernel refuses it, or this is not Linux.
    """
    _checked("unshare", flags)


def mount_privately() -> None:
    """Have what the calling thread mounts from now on be seen in its own mount namespace alone.

    Raises:
        OSError: the kernel refuses it, or this is not Linux.
    """
    _mount(b"none", b"/", _MS_REC | _MS_PRIVATE)


def mount_over(place: Path, shown: Path) -> None:
    """Show one file or folder in the place of another.

    Raises:
        OSError: the kernel refuses it, or this is not Linux.
    """
    _mount(os.fsencode(shown), os.fsencode(place), _MS_BIND)


def _mount(source: bytes, target: bytes, flags: int) -> None:
    paths = [ctypes.create_string_buffer(path) for path in (source, target)]
    _checked("mount", *map(ctypes.addressof, paths), 0, flags, 0)


def capabilities() -> frozenset[int]:
    """The effective capabilities of the calling thread; empty on other systems."""
    if not LINUX:
        return frozenset()
    mask = int(status_field("self", "CapEff"), 16)
    return frozenset(bit for bit in range(64) if mask >> bit & 1)


def keep_capabilities(kept: frozenset[Capability]) -> None:
    """Give up every capability of the calling thread but ``kept``.

    Raises:
        OSError: the kernel refuses it, or this is not Linux.
    """
    header = _CapabilityHeader(0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3: two words of 32 bits
    sets = (_CapabilitySets * 2)()
    for bit in kept:
        word = sets[bit // 32]
        word.effective |= 1 << bit % 32
        word.permitted |= 1 << bit % 32
    _checked("capset", ctypes.addressof(header), ctypes.addressof(sets))


def told(path: Path) -> str:
    """What the kernel tells in a file of ``/proc``. The names of processes are in it, which may be any bytes.

    Raises:
        OSError: it tells nothing; the process is gone, or another user's.
    """
    return path.read_text(encoding="utf-8", errors="replace")


def stat_fields(process: Path) -> list[str]:
    """The fields of proc(5)'s ``stat`` from the state on, which is number 3 there.

    Args:
        process: its folder in ``/proc``, or that of one of its threads.

    Raises:
        OSError: there is no such process.
    """
    return told(process / "stat").rpartition(")")[2].split()


def status_field(pid: int | str, name: str) -> str:
    """One field of ``/proc/PID/status`` as text, ``""`` if this kernel does not report it.

    Raises:
        OSError: there is no such process.
    """
    for line in told(Path(f"/proc/{pid}/status")).splitlines():
        key, _, value = line.partition(":")
        if key == name:
            return value.strip()
    return ""


@contextmanager
def file_access_as(uid: int, gid: int) -> Iterator[None]:
    """Let the calling thread alone look at files, and at ``/proc``, as somebody else."""
    if _LIBC is None:
        yield
        return
    _LIBC.setfsgid(gid)
    _LIBC.setfsuid(uid)
    try:
        yield
    finally:
        _LIBC.setfsuid(os.geteuid())
        _LIBC.setfsgid(os.getegid())


def _checked(function: str, *arguments: int) -> int:
    if _LIBC is None:
        raise OSError(f"{function} exists on Linux only")
    # Every argument is passed as a machine word: variadic C functions would otherwise read half of it.
    result = int(getattr(_LIBC, function)(*(ctypes.c_long(argument) for argument in arguments)))
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"{function}: {os.strerror(number)}")
    return result
