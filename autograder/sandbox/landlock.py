"""Landlock: allow a process the files it needs and no others (``Documentation/userspace-api/landlock.rst``).

A rule covers a path and everything below it. What a kernel's version (its "ABI") cannot restrict, it does
not: version 1 has files, 2 renaming between folders, 3 truncating, 4 TCP, 5 device controls, 6 signals and
abstract sockets. Never covered are ``stat``, ``chmod``, ``chown`` and named Unix sockets; see
:mod:`autograder.sandbox.seccomp`.
"""

from __future__ import annotations

import ctypes
import errno
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntFlag
from pathlib import Path

from autograder.portable import LINUX
from autograder.sandbox import linux

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same numbers on every architecture
_ASK_VERSION = 1
_PATH_BENEATH = 1
_O_PATH = getattr(os, "O_PATH", 0)


class Access(IntFlag):
    """What a rule may allow, from ``linux/landlock.h``."""

    EXECUTE = 1 << 0
    WRITE_FILE = 1 << 1
    READ_FILE = 1 << 2
    READ_DIR = 1 << 3
    REMOVE_DIR = 1 << 4
    REMOVE_FILE = 1 << 5
    MAKE_CHAR = 1 << 6
    MAKE_DIR = 1 << 7
    MAKE_REG = 1 << 8
    MAKE_SOCK = 1 << 9
    MAKE_FIFO = 1 << 10
    MAKE_BLOCK = 1 << 11
    MAKE_SYM = 1 << 12
    REFER = 1 << 13
    TRUNCATE = 1 << 14
    IOCTL_DEV = 1 << 15


LIST = Access.READ_DIR
READ = Access.READ_FILE | Access.READ_DIR
RUN = READ | Access.EXECUTE
#: A box: everything but devices, sockets and running programs from it.
OWN = (
    READ
    | Access.WRITE_FILE
    | Access.REMOVE_DIR
    | Access.REMOVE_FILE
    | Access.MAKE_DIR
    | Access.MAKE_REG
    | Access.MAKE_FIFO
    | Access.MAKE_SYM
    | Access.REFER
    | Access.TRUNCATE
)
#: A device such as /dev/null.
USE = Access.READ_FILE | Access.WRITE_FILE

_OF_FILES = Access.EXECUTE | Access.WRITE_FILE | Access.READ_FILE | Access.TRUNCATE | Access.IOCTL_DEV
_NET_TCP = 0b11  # binding and connecting
_SCOPES = 0b11  # abstract Unix sockets and signals
_SIGNALS_SINCE = 6


@dataclass(frozen=True)
class Rule:
    """Allow ``access`` to a path and everything below it."""

    path: Path
    access: Access


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("access", ctypes.c_uint64), ("descriptor", ctypes.c_int32))


def version() -> int:
    """The kernel's Landlock ABI, 1 or more.

    Raises:
        OSError: the kernel has none, or it is switched off.
    """
    return linux.syscall(_CREATE_RULESET, 0, 0, _ASK_VERSION)


def problem() -> str | None:
    """Why Landlock cannot be used here, or None if it can."""
    if not LINUX:
        return linux.ON_LINUX_ONLY
    try:
        version()
    except OSError as error:
        if error.errno == errno.EOPNOTSUPP:
            return "the kernel has Landlock but it is switched off (boot option lsm=)"
        return "the kernel has no Landlock (Linux 5.13 or later is needed), or the container forbids it"
    return None


def scopes_signals() -> bool:
    """Whether Landlock here also keeps signals inside (Linux 6.12)."""
    try:
        return version() >= _SIGNALS_SINCE
    except OSError:
        return False


def restrict(rules: Iterable[Rule]) -> None:
    """Allow the calling thread, for ever, only what the rules say; needs ``no_new_privs``.

    Rules for paths that do not exist are left out.

    Raises:
        OSError: the kernel refuses it.
    """
    abi = version()
    handled = _handled(abi)
    ruleset = _Ruleset(handled, _NET_TCP if abi >= 4 else 0, _SCOPES if abi >= _SIGNALS_SINCE else 0)
    size = 8 if abi < 4 else 16 if abi < _SIGNALS_SINCE else 24
    descriptor = linux.syscall(_CREATE_RULESET, ctypes.addressof(ruleset), size, 0)
    try:
        for rule in rules:
            _add(descriptor, rule, handled)
        linux.syscall(_RESTRICT_SELF, descriptor, 0)
    finally:
        os.close(descriptor)


def _handled(abi: int) -> Access:
    newest = 15 if abi >= 5 else 14 if abi >= 3 else 13 if abi >= 2 else 12
    return Access((1 << newest + 1) - 1)


def _add(ruleset: int, rule: Rule, handled: Access) -> None:
    try:
        descriptor = os.open(rule.path, _O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return  # what is not there, or cannot be reached anyway, needs no permission
    try:
        access = rule.access & handled
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            access &= _OF_FILES
        if access:
            beneath = _PathBeneath(access, descriptor)
            linux.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.addressof(beneath), 0)
    finally:
        os.close(descriptor)
