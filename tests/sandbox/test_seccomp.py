"""The system-call filter, run on an emulated BPF machine for both processors, and for real."""

from __future__ import annotations

import errno
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.sandbox import linux, seccomp
from autograder.sandbox.seccomp import Policy, program
from autograder.sandbox.syscalls import _NUMBERS, ARCHITECTURES, NEWEST, number

ALLOW = 0x7FFF0000
PID = 4321
OWN_USER = Policy(own_user=True, signals_scoped=True, processes=True)
SAME_USER = Policy(own_user=False, signals_scoped=False, processes=True)
SCOPED = Policy(own_user=False, signals_scoped=True, processes=True)
ROOT = Policy(own_user=False, signals_scoped=True, processes=False)
machines = pytest.mark.parametrize("machine", ["x86_64", "aarch64"])


def emulate(code: list[tuple[int, int, int, int]], data: bytes) -> int:
    """Run classic BPF as the kernel does."""
    accumulator, at = 0, 0
    for _ in range(len(code)):
        operation, if_true, if_false, constant = code[at]
        at += 1
        match operation:
            case 0x20:
                accumulator = struct.unpack_from("I", data, constant)[0]
            case 0x54:
                accumulator &= constant
            case 0x15:
                at += if_true if accumulator == constant else if_false
            case 0x35:
                at += if_true if accumulator >= constant else if_false
            case 0x06:
                return constant
    raise AssertionError("it ran off its end")


def answer(policy: Policy, machine: str, call: str | int, *arguments: int) -> int | str:
    """What the filter says to a call: ``"allow"`` or an error number."""
    called = number(call, machine) if isinstance(call, str) else call
    assert called is not None
    words = [argument & (2**64 - 1) for argument in (*arguments, *[0] * (6 - len(arguments)))]
    data = struct.pack("IIQ6Q", called, ARCHITECTURES[machine], 0, *words)
    verdict = emulate(program(policy, PID, machine), data)
    return "allow" if verdict == ALLOW else verdict & 0xFFFF


@machines
@pytest.mark.parametrize("policy", [OWN_USER, SAME_USER, SCOPED, ROOT])
@pytest.mark.parametrize("call", ["ptrace", "socket", "connect", "mount", "io_uring_setup", "setns", "bpf"])
def test_refused_always(policy: Policy, machine: str, call: str) -> None:
    assert answer(policy, machine, call, 1, 2, 3) == errno.EPERM


@machines
def test_rest_is_allowed(machine: str) -> None:
    listed = {pair[list(ARCHITECTURES).index(machine)] for pair in _NUMBERS.values()}
    for call in range(NEWEST + 1):
        if call not in listed:
            assert answer(SAME_USER, machine, call) == "allow"


@machines
def test_future_calls_do_not_exist(machine: str) -> None:
    assert answer(OWN_USER, machine, NEWEST + 1) == errno.ENOSYS
    assert answer(OWN_USER, machine, "clone3") == errno.ENOSYS


@machines
def test_other_architectures_are_refused(machine: str) -> None:
    i386 = 0x40000003
    for policy in (OWN_USER, SAME_USER):
        data = struct.pack("IIQ6Q", 20, i386, 0, *[0] * 6)
        assert emulate(program(policy, PID, machine), data) & 0xFFFF == errno.EPERM
    assert answer(OWN_USER, "x86_64", 0x40000000 + 41) == errno.EPERM  # x32


@machines
@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        (17, "allow"),  # fork
        (0x3D0F00, "allow"),  # a thread
        (0x4111, "allow"),  # vfork
        (0x10000000 | 17, errno.EPERM),  # a user namespace
        (0x40000000 | 17, errno.EPERM),  # a network namespace
        (0x00020000 | 17, errno.EPERM),  # a mount namespace
    ],
)
def test_clone(machine: str, flags: int, expected: int | str) -> None:
    assert answer(OWN_USER, machine, "clone", flags) == expected
    without_processes = expected if flags == 0x3D0F00 else errno.EPERM
    assert answer(ROOT, machine, "clone", flags) == without_processes


@machines
@pytest.mark.parametrize(
    ("family", "kind", "expected"),
    [
        (1, 1, "allow"),
        (1, 5, "allow"),
        (1, 1 | 0o2000000 | 0o4000, "allow"),  # close on exec, non-blocking
        (1, 2, errno.EPERM),  # a datagram can be sent elsewhere later
        (2, 1, errno.EPERM),
        (1 << 32 | 1, 1, "allow"),  # the kernel looks at 32 bits, too
        (1 << 32 | 2, 1, errno.EPERM),
    ],
)
def test_socketpair(machine: str, family: int, kind: int, expected: int | str) -> None:
    assert answer(OWN_USER, machine, "socketpair", family, kind) == expected


@machines
@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        (0, "allow"),
        (0o1101, "allow"),  # write, create, truncate
        (0o1002, "allow"),
        (0o1000, errno.EPERM),
        (0o1003, errno.EPERM),
        (0o2001000, errno.EPERM),
    ],
)
def test_truncating_without_writing(machine: str, flags: int, expected: int | str) -> None:
    assert answer(OWN_USER, machine, "openat", -100, 0, flags) == expected


@machines
def test_own_user_needs_no_guard_for_permissions_and_signals(machine: str) -> None:
    for call in ("kill", "tgkill", "fchmodat", "prlimit64", "setpriority", "fcntl"):
        assert answer(OWN_USER, machine, call, 99, 8, 0) == "allow"


@machines
@pytest.mark.parametrize("policy", [OWN_USER, SAME_USER, SCOPED, ROOT])
def test_no_file_is_locked_leased_or_watched(policy: Policy, machine: str) -> None:
    assert answer(policy, machine, "flock", 3, 2) == errno.ENOSYS
    for command in (6, 7, 37, 38, 1024, 1026, 1031):
        assert answer(policy, machine, "fcntl", 3, command, 0) == errno.EPERM
    for command in (0, 1, 2, 3, 4, 5, 1030):
        assert answer(policy, machine, "fcntl", 3, command, 0) == "allow"
    for call in ("inotify_init1", "inotify_add_watch", "fanotify_init", "fanotify_mark"):
        assert answer(policy, machine, call, 0, 0, 0) == errno.EPERM


@machines
@pytest.mark.parametrize("policy", [OWN_USER, SAME_USER, SCOPED, ROOT])
def test_no_memory_is_outside_all_processes(policy: Policy, machine: str) -> None:
    for flags in (0x21, 0x23, 0x40021, 0x8021):  # shared and anonymous; with huge pages; filled at once
        assert answer(policy, machine, "mmap", 0, 4096, 3, flags, -1, 0) == errno.EPERM
    for flags in (0x22, 0x01, 0x02, 0x20022):  # private, or a file
        assert answer(policy, machine, "mmap", 0, 4096, 3, flags, -1, 0) == "allow"
    for call in ("sendmsg", "sendmmsg", "vmsplice", "tee"):
        assert answer(policy, machine, call, 3, 0, 0) == errno.EPERM


@machines
@pytest.mark.parametrize("target", [PID, 0, -PID])
def test_own_signals(machine: str, target: int) -> None:
    assert answer(SAME_USER, machine, "kill", target, 9) == "allow"


@machines
@pytest.mark.parametrize("target", [1, -1, PID + 1, -PID - 1, 2**32 + 1])
def test_signals_to_others(machine: str, target: int) -> None:
    assert answer(SAME_USER, machine, "kill", target, 9) == errno.EPERM
    assert answer(SAME_USER, machine, "tgkill", target, target, 9) == errno.EPERM
    assert answer(SCOPED, machine, "kill", target, 9) == "allow"  # Landlock decides


@machines
def test_permissions_of_the_same_user(machine: str) -> None:
    assert answer(SAME_USER, machine, "fchmodat", -100, 0, 0) == 0  # done, it says
    assert answer(SAME_USER, machine, "utimensat", -100, 1, 1) == 0
    assert answer(SAME_USER, machine, "utimensat", -100, 1, 0) == errno.EPERM
    assert answer(SAME_USER, machine, "fchownat", -100, 0, 0) == errno.EPERM
    assert answer(SAME_USER, machine, "fcntl", 3, 8, 1) == errno.EPERM
    assert answer(SAME_USER, machine, "fcntl", 3, 2, 1) == "allow"
    assert answer(SAME_USER, machine, "ioctl", 3, 0x8901, 0) == errno.EPERM
    assert answer(SAME_USER, machine, "ioctl", 3, 0x5401, 0) == "allow"
    assert answer(SAME_USER, machine, "prlimit64", 1, 0, 0) == errno.EPERM
    assert answer(SAME_USER, machine, "prlimit64", PID, 0, 0) == "allow"
    assert answer(SAME_USER, machine, "setpriority", 0, 0, 19) == "allow"
    assert answer(SAME_USER, machine, "setpriority", 2, 0, 19) == errno.EPERM


@machines
@pytest.mark.parametrize("call", ["shmat", "msgrcv", "semop", "semctl"])
def test_memory_and_queues_of_other_programs_are_out_of_reach(machine: str, call: str) -> None:
    """They are known by number, and a user's programs share them: not making new ones is not enough."""
    for policy in (OWN_USER, SAME_USER, ROOT):
        assert answer(policy, machine, call, 1, 0, 0) == errno.EPERM


@machines
def test_program_is_short_enough(machine: str) -> None:
    for policy in (OWN_USER, SAME_USER, ROOT):
        code = program(policy, PID, machine)
        assert len(code) < 4096
        assert all(0 <= jump < 256 for instruction in code for jump in instruction[1:3])


@pytest.mark.skipif(linux.MACHINE != "x86_64" or not linux.LINUX, reason="the headers here are for x86-64")
@pytest.mark.skipif(not Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h").exists(), reason="no kernel headers")
def test_numbers_are_the_kernels() -> None:
    lines = Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h").read_text().splitlines()
    known = {line.split()[1][5:]: int(line.split()[2]) for line in lines if line.startswith("#define __NR_")}
    for name in _NUMBERS:
        if name in known:
            assert number(name, "x86_64") == known[name]


@pytest.mark.skipif(sys.platform != "linux" or bool(seccomp.problem()), reason="no seccomp here")
def test_filter_is_accepted_by_the_kernel() -> None:
    code = """
import os, sys, types
from autograder.sandbox import linux, seccomp
linux.prctl(linux.Option.SET_NO_NEW_PRIVS, 1)
seccomp.restrict(seccomp.Policy(own_user=False, signals_scoped=False, processes=True))
import socket
for attempt in (lambda: socket.socket(), lambda: os.kill(os.getppid(), 0), lambda: os.chown("/tmp", 0, 0)):
    try:
        attempt()
    except PermissionError:
        print("refused")
os.kill(os.getpid(), 0)
print("alive")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["refused"] * 3 + ["alive"]
