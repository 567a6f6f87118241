"""seccomp: refuse the system calls that reach around the other layers.

Everything is allowed except what is listed here, because TensorFlow's needs differ between versions. Calls
newer than this list are answered with "not implemented", for which the C library has a fallback.

Why no locks, leases and notices at all, not even on its own files: they belong to the file, not to the process, and
some files are everybody's. Who may read the base weights could lock them, and keep others waiting or have their reading
fail; who may list a folder would learn what others do in it.

Why no descriptors in messages and no anonymous memory that is shared: both hold memory that is in no process's size.

Why no socket at all, not even a Unix one: a named Unix socket is a door out (the session bus of an ordinary
user starts programs outside every sandbox), and Landlock does not guard it. ``socketpair`` stays, which
asyncio needs.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.portable import LINUX
from autograder.sandbox import linux
from autograder.sandbox.syscalls import ARCHITECTURES, NEWEST, number

_GET_ACTION_AVAILABLE = 2
_MODE_FILTER = 2

_ALLOW = 0x7FFF0000
_REFUSE = 0x00050000  # + errno; SECCOMP_RET_ERRNO

# Classic BPF, from linux/bpf_common.h: load a word of seccomp_data, mask it, compare and jump, return.
_LOAD, _AND, _JUMP_EQUAL, _JUMP_AT_LEAST, _RETURN = 0x20, 0x54, 0x15, 0x35, 0x06
_NUMBER_AT, _ARCHITECTURE_AT, _ARGUMENTS_AT = 0, 4, 16
_WORD = 0xFFFFFFFF
_X32 = 0x40000000

_CLONE_NAMESPACES = 0x02000000 | 0x00020000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000
_CLONE_THREAD = 0x00010000
_AF_UNIX, _SOCK_STREAM, _SOCK_SEQPACKET, _SOCK_TYPE = 1, 1, 5, 0xF
_F_SETOWN, _F_SETSIG, _F_SETOWN_EX = 8, 10, 15
_F_SETLK, _F_SETLKW, _F_OFD_SETLK, _F_OFD_SETLKW = 6, 7, 37, 38
_F_SETLEASE, _F_NOTIFY, _F_SETPIPE_SZ = 1024, 1026, 1031
_MAP_TYPE, _MAP_SHARED, _MAP_SHARED_VALIDATE, _MAP_ANONYMOUS = 0xF, 1, 3, 0x20
_FIOSETOWN, _SIOCSPGRP = 0x8901, 0x8902
_O_TRUNC, _O_ACCMODE = 0o1000, 0o3

#: Other processes' memory; the kernel's own doors; namespaces and mounts; memory that no watchdog sees, and
#: that of the user's other programs; sockets; watching files; and changes to files which some or all versions of
#: Landlock do not guard.
# fmt: off
_NEVER = (
    "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "process_mrelease", "kcmp",
    "pidfd_open", "pidfd_getfd", "pidfd_send_signal", "io_uring_setup", "io_uring_enter",
    "io_uring_register", "bpf", "perf_event_open", "userfaultfd", "add_key", "request_key", "keyctl",
    "syslog", "fanotify_init", "fanotify_mark", "inotify_init", "inotify_init1", "inotify_add_watch",
    "iopl", "ioperm", "modify_ldt", "init_module", "finit_module",
    "delete_module", "kexec_load", "kexec_file_load", "reboot", "swapon", "swapoff", "acct", "quotactl",
    "quotactl_fd", "mount", "umount2", "pivot_root", "chroot", "move_mount", "open_tree", "fsopen",
    "fsconfig", "fsmount", "fspick", "mount_setattr", "setns", "unshare", "open_by_handle_at",
    "name_to_handle_at", "shmget", "shmat", "shmctl", "msgget", "msgsnd", "msgrcv", "msgctl", "semget",
    "semop", "semtimedop", "semctl", "mq_open", "memfd_secret", "sendmsg", "sendmmsg",
    "vmsplice", "tee", "socket", "connect", "truncate",
    "setxattr", "lsetxattr", "fsetxattr", "removexattr", "lremovexattr", "fremovexattr",
)
# fmt: on

#: The same, but callers fall back to something else: the C library to clone, libffi to a file, HDF5 to no lock.
_NOT_IMPLEMENTED = ("clone3", "memfd_create", "openat2", "flock")


@dataclass(frozen=True)
class Policy:
    """What differs between the ways in which a process is sandboxed.

    Attributes:
        own_user: it runs under a user id of its own. If not, files and processes of the same user are
            protected here as far as Landlock does not protect them.
        signals_scoped: Landlock keeps its signals inside.
        processes: it may start other processes.
    """

    own_user: bool
    signals_scoped: bool
    processes: bool


@dataclass(frozen=True)
class _Check:
    """The call is allowed when ``argument & mask`` is one of ``values`` (with ``not_in``: is none of them).

    Only the lower 32 bits are looked at: for all arguments used here the kernel ignores the others, too.
    """

    argument: int
    values: tuple[int, ...]
    mask: int = _WORD
    not_in: bool = False


_Instruction = tuple[int, int, int, int]


def problem() -> str | None:
    """Why seccomp filters cannot be used here, or None if they can."""
    if not LINUX:
        return linux.ON_LINUX_ONLY
    if linux.MACHINE not in ARCHITECTURES:
        return f"the system-call numbers of {linux.MACHINE} are not known to this program"
    try:
        action = ctypes.c_uint32(_REFUSE)
        linux.seccomp(_GET_ACTION_AVAILABLE, 0, ctypes.addressof(action))
    except OSError:
        return "the kernel has no seccomp filters, or the container forbids them"
    return None


def restrict(policy: Policy) -> None:
    """Filter the calling thread's system calls for ever; needs ``no_new_privs``.

    Raises:
        OSError: the kernel refuses the filter.
    """
    instructions = program(policy, os.getpid())
    code = b"".join(struct.pack("HBBI", *instruction) for instruction in instructions)
    buffer = ctypes.create_string_buffer(code, len(code))
    header = ctypes.create_string_buffer(struct.pack("HP", len(instructions), ctypes.addressof(buffer)))
    linux.prctl(linux.Option.SET_SECCOMP, _MODE_FILTER, ctypes.addressof(header))


def program(policy: Policy, pid: int, machine: str = linux.MACHINE) -> list[_Instruction]:
    """The filter as BPF instructions (code, jump if true, jump if false, constant).

    Args:
        policy: what to allow.
        pid: of the process that will be filtered.
        machine: ``x86_64`` or ``aarch64``.
    """
    refuse = _answer(errno.EPERM)
    code = [(_LOAD, 0, 0, _ARCHITECTURE_AT), (_JUMP_EQUAL, 1, 0, ARCHITECTURES[machine]), refuse]
    code += [(_LOAD, 0, 0, _NUMBER_AT)]
    if machine == "x86_64":
        code += [(_JUMP_AT_LEAST, 0, 1, _X32), refuse]
    code += [(_JUMP_AT_LEAST, 0, 1, NEWEST + 1), _answer(errno.ENOSYS)]
    for name, answer in _plain(policy):
        if (call := number(name, machine)) is not None:
            code += [(_JUMP_EQUAL, 0, 1, call), _answer(answer)]
    if not policy.own_user and (call := number("utimensat", machine)) is not None:
        code += [(_JUMP_EQUAL, 0, len(_DATES), call), *_DATES]
    for name, checks in _checked(policy, pid):
        if (call := number(name, machine)) is not None:
            body = [step for check in checks for step in _compile(check)] + [(_RETURN, 0, 0, _ALLOW)]
            code += [(_JUMP_EQUAL, 0, len(body), call), *body]
    return [*code, (_RETURN, 0, 0, _ALLOW)]


def _plain(policy: Policy) -> Iterator[tuple[str, int]]:
    """Calls that are always answered with this error number."""
    yield from ((name, errno.EPERM) for name in _NEVER)
    yield from ((name, errno.ENOSYS) for name in _NOT_IMPLEMENTED)
    if not policy.processes:
        yield from ((name, errno.EPERM) for name in ("fork", "vfork"))
    if not policy.own_user:
        # Landlock guards neither permissions nor dates, so the user's own files elsewhere would be at risk. Zero is
        # "done": copying a file inside the box changes both, which honest notebooks should survive.
        yield from ((name, 0) for name in ("chmod", "fchmod", "fchmodat", "fchmodat2"))
        yield from ((name, 0) for name in ("utime", "utimes", "futimesat"))
        yield from ((name, errno.EPERM) for name in ("chown", "fchown", "lchown", "fchownat"))


def _checked(policy: Policy, pid: int) -> Iterator[tuple[str, tuple[_Check, ...]]]:
    """Calls that are allowed if all checks hold."""
    yield "socketpair", (_Check(0, (_AF_UNIX,)), _Check(1, (_SOCK_STREAM, _SOCK_SEQPACKET), _SOCK_TYPE))
    clone = [_Check(0, (0,), _CLONE_NAMESPACES)]
    if not policy.processes:
        clone.append(_Check(0, (_CLONE_THREAD,), _CLONE_THREAD))
    yield "clone", tuple(clone)
    # Opening a file to truncate but not to write needs no Landlock right before version 3.
    truncate = (_O_TRUNC, _O_TRUNC | _O_ACCMODE)
    for name, flags in (("open", 1), ("openat", 2)):
        yield name, (_Check(flags, truncate, _O_TRUNC | _O_ACCMODE, not_in=True),)
    anonymous = (_MAP_ANONYMOUS | _MAP_SHARED, _MAP_ANONYMOUS | _MAP_SHARED_VALIDATE)
    yield "mmap", (_Check(3, anonymous, _MAP_ANONYMOUS | _MAP_TYPE, not_in=True),)
    # "Tell that process when there is input" is a signal, too.
    signalling = (_F_SETOWN, _F_SETSIG, _F_SETOWN_EX) if not (policy.own_user or policy.signals_scoped) else ()
    on_files = (_F_SETLK, _F_SETLKW, _F_OFD_SETLK, _F_OFD_SETLKW, _F_SETLEASE, _F_NOTIFY, _F_SETPIPE_SZ)
    yield "fcntl", (_Check(1, (*on_files, *signalling), not_in=True),)
    if policy.own_user:
        return
    # The supervisor may belong to the same user: its limits and priorities are not to be touched.
    itself = _Check(0, (0, pid))
    for name in ("prlimit64", "sched_setscheduler", "sched_setparam", "sched_setattr", "sched_setaffinity"):
        yield name, (itself,)
    for name in ("setpriority", "ioprio_set"):
        yield name, (_Check(1, (0, pid)), _Check(0, (0, 1)))
    if policy.signals_scoped:
        return
    group = -pid & _WORD
    yield "kill", (_Check(0, (0, pid, group)),)
    for name in ("tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo"):
        yield name, (_Check(0, (pid,)),)
    yield "ioctl", (_Check(1, (_FIOSETOWN, _SIOCSPGRP), not_in=True),)


def _compile(check: _Check) -> list[_Instruction]:
    """Instructions that refuse the call, or run on past their end if the check holds."""
    count = len(check.values)
    compare = []
    for index, value in enumerate(check.values):
        left = count - index - 1  # comparisons still to come
        last = left == 0
        if check.not_in:  # a match falls into the refusal, no match at all jumps over it
            compare.append((_JUMP_EQUAL, left, 1 if last else 0, value))
        else:
            compare.append((_JUMP_EQUAL, left + 1, 0, value))
    return [
        (_LOAD, 0, 0, _ARGUMENTS_AT + 8 * check.argument),
        (_AND, 0, 0, check.mask),
        *compare,
        _answer(errno.EPERM),
    ]


def _answer(number_: int) -> _Instruction:
    return (_RETURN, 0, 0, _REFUSE | number_)


#: The dates of a file that are given are "done" like permissions. "Now", without dates, is refused: to touch a file
#: begins with it, and only where it fails goes on to make the file.
_DATES = [
    (_LOAD, 0, 0, _ARGUMENTS_AT + 8 * 2),
    (_JUMP_EQUAL, 0, 1, 0),
    _answer(errno.EPERM),
    _answer(0),
]
