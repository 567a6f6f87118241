"""A submission changes nothing outside its box, talks to nobody, and touches no other process."""

from __future__ import annotations

import ctypes
import fcntl
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograder import sandbox
from autograder.sandbox import landlock
from autograder.sandbox.linux import Capability

from .conftest import Place
from .inside import (
    GUARDED,
    LANDLOCK,
    NOTHING,
    NOTHING_WITHOUT_ROOT,
    OWN_USER,
    Setting,
    attempt,
    confined,
    settings,
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the layers exist on Linux only")
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
_PTRACE_ATTACH, _PTRACE_SEIZE, _F_SETSIG = 16, 0x4206, 10
_PIDFD_OPEN, _PIDFD_SEND_SIGNAL = 434, 424

every_landlock = pytest.mark.parametrize("abi", range(1, 8))


@pytest.fixture
def older_landlock(abi: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel as it was: ours restricts less when it is asked for less."""
    if landlock.problem() or landlock.version() < abi:
        pytest.skip(f"the kernel has no Landlock version {abi}")
    monkeypatch.setattr(landlock, "version", lambda: abi)


def vandalise(outside: Path) -> dict[str, str]:
    """Try everything that could change a folder."""
    theirs = outside / "theirs.txt"
    inside = Path("inside.txt")
    inside.write_text("from the box")
    ways: dict[str, Callable[[], object]] = {
        "new file": lambda: (outside / "new.txt").write_text("x"),
        "append": lambda: theirs.open("a").write("x"),
        "overwrite": lambda: theirs.write_text("x"),
        "truncate": lambda: os.truncate(theirs, 0),
        "truncate while reading": lambda: os.open(theirs, os.O_RDONLY | os.O_TRUNC),
        "truncate without access": lambda: os.open(theirs, os.O_ACCMODE | os.O_TRUNC),
        "new folder": lambda: (outside / "folder").mkdir(),
        "link": lambda: (outside / "link").symlink_to("/etc/passwd"),
        "hard link out": lambda: (outside / "hard").hardlink_to(inside),
        "move out": lambda: inside.rename(outside / "inside.txt"),
        "move in": lambda: theirs.rename("theirs.txt"),
        "device": lambda: os.mkfifo(outside / "fifo"),
        "permissions": lambda: theirs.chmod(0o000),
        "folder's permissions": lambda: outside.chmod(0o000),
        "owner": lambda: os.chown(theirs, os.getuid(), os.getgid()),
        "dates": lambda: os.utime(theirs, (0, 0)),
        "attribute": lambda: os.setxattr(theirs, "user.note", b"x"),
        "remove": lambda: theirs.unlink(),
        "remove folder": lambda: shutil.rmtree(outside),
    }
    return {name: attempt(way) for name, way in ways.items()}


def check_untouched(outside: Path, mode: int) -> None:
    assert [path.name for path in outside.iterdir()] == ["theirs.txt"]
    theirs = outside / "theirs.txt"
    assert theirs.read_text() == "do not touch"
    assert theirs.stat().st_mode & 0o777 == 0o666
    assert theirs.stat().st_mtime > 0
    assert outside.stat().st_mode & 0o777 == mode
    assert not os.listxattr(theirs)


@settings(*GUARDED)
def test_nothing_outside_the_box_can_be_changed(setting: Setting, place: Place, box: sandbox.Box) -> None:
    mode = 0o777
    if setting is OWN_USER:  # which is no protection for what is open to everybody
        mode = 0o755
        place.outside.chmod(mode)
        (place.outside / "theirs.txt").chmod(0o644)
    confined(setting, lambda: vandalise(place.outside), box=box)
    (place.outside / "theirs.txt").chmod(0o666)
    check_untouched(place.outside, mode)


@every_landlock
@pytest.mark.usefixtures("older_landlock")
@settings(LANDLOCK)
def test_nor_with_an_older_kernel(setting: Setting, place: Place, box: sandbox.Box) -> None:
    confined(setting, lambda: vandalise(place.outside), box=box)
    check_untouched(place.outside, 0o777)


@settings(NOTHING, NOTHING_WITHOUT_ROOT)
def test_without_layers_it_can(setting: Setting, place: Place, box: sandbox.Box) -> None:
    results = confined(setting, lambda: vandalise(place.outside), box=box)
    assert results["new file"] == results["append"] == results["folder's permissions"] == "done"
    assert not place.outside.exists() or place.outside.stat().st_mode & 0o777 == 0
    if place.outside.exists():
        place.outside.chmod(0o777)  # for whoever cleans up


@settings(*GUARDED)
def test_copying_with_permissions_works_in_the_box(setting: Setting, box: sandbox.Box) -> None:
    def copy() -> str:
        Path("a.txt").write_text("copied")
        shutil.copy2("a.txt", "b.txt")
        shutil.make_archive("c", "zip", ".")
        return Path("b.txt").read_text()

    assert confined(setting, copy, box=box) == "copied"


@pytest.fixture
def listeners(place: Place) -> Iterator[dict[str, object]]:
    """The supervisor's machine listens on loopback and on a named Unix socket open to everybody."""
    path = place.outside / "socket"
    with socket.create_server(("127.0.0.1", 0)) as tcp, socket.socket(socket.AF_UNIX) as unix:
        unix.bind(str(path))
        path.chmod(0o777)
        unix.listen()
        yield {"tcp": tcp.getsockname(), "unix": str(path)}


def call(listeners: dict[str, object]) -> dict[str, str]:
    def over(family: int, kind: int, address: object) -> Callable[[], None]:
        def connect() -> None:
            with socket.socket(family, kind) as out:
                out.settimeout(3)
                out.connect(address)  # type: ignore[arg-type]
                out.send(b"hello")

        return connect

    return {
        "tcp": attempt(over(socket.AF_INET, socket.SOCK_STREAM, listeners["tcp"])),
        "udp": attempt(over(socket.AF_INET, socket.SOCK_DGRAM, listeners["tcp"])),
        "ipv6": attempt(over(socket.AF_INET6, socket.SOCK_DGRAM, ("::1", 53))),
        "unix": attempt(over(socket.AF_UNIX, socket.SOCK_STREAM, listeners["unix"])),
        "netlink": attempt(lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)),
        "pair": attempt(lambda: socket.socketpair()),
        "datagram pair": attempt(lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)),
        "lookup": attempt(lambda: socket.getaddrinfo("localhost", 80, proto=socket.IPPROTO_TCP)),
    }


@settings(*(setting for setting in GUARDED if setting is not OWN_USER))
def test_nobody_can_be_called(setting: Setting, listeners: dict[str, object], box: sandbox.Box) -> None:
    results = confined(setting, lambda: call(listeners), box=box)
    assert results.pop("pair") == "done"  # asyncio needs it, and it leads nowhere
    results.pop("lookup")  # of localhost needs a file only
    assert set(results.values()) == {"PermissionError"}


@settings(Setting("network namespace alone", frozenset({sandbox.Layer.NAMESPACE}), as_root=True))
def test_an_empty_network_has_nobody(setting: Setting, listeners: dict[str, object], box: sandbox.Box) -> None:
    results = confined(setting, lambda: call(listeners), box=box)
    assert results["unix"] == "done"
    assert results["tcp"] == results["udp"] == "OSError"  # unreachable


@settings(NOTHING, NOTHING_WITHOUT_ROOT)
def test_without_layers_somebody_can(setting: Setting, listeners: dict[str, object], box: sandbox.Box) -> None:
    results = confined(setting, lambda: call(listeners), box=box)
    assert results["tcp"] == results["unix"] == "done"


def harass(pid: int) -> dict[str, str]:
    """Try everything that could disturb a process; the worst comes last."""
    assert _LIBC is not None

    def own_io_signal() -> None:
        ours, theirs = socket.socketpair()
        fcntl.fcntl(ours, fcntl.F_SETOWN, pid)
        fcntl.fcntl(ours, _F_SETSIG, signal.SIGKILL)
        fcntl.fcntl(ours, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
        theirs.send(b"x")

    def checked(result: int) -> None:
        if result < 0:
            raise OSError(ctypes.get_errno(), "refused")

    def by_descriptor() -> None:
        descriptor = _LIBC.syscall(_PIDFD_OPEN, pid, 0)
        checked(descriptor)
        checked(_LIBC.syscall(_PIDFD_SEND_SIGNAL, descriptor, signal.SIGKILL, None, 0))

    def read_memory() -> None:
        buffer = ctypes.create_string_buffer(8)
        vector = (ctypes.c_size_t * 2)(ctypes.addressof(buffer), 8)
        checked(_LIBC.process_vm_readv(pid, vector, 1, vector, 1, 0))

    ways: dict[str, Callable[[], object]] = {
        "limits": lambda: resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, 0)),
        "priority": lambda: os.setpriority(os.PRIO_PROCESS, pid, 19),
        "priorities": lambda: os.setpriority(os.PRIO_USER, 0, 19),
        "scheduler": lambda: os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0)),
        "attach": lambda: checked(_LIBC.ptrace(_PTRACE_ATTACH, pid, None, None)),
        "seize": lambda: checked(_LIBC.ptrace(_PTRACE_SEIZE, pid, None, None)),
        "read memory": read_memory,
        "memory": lambda: open(f"/proc/{pid}/mem", "r+b"),  # noqa: PTH123, SIM115
        "environment": lambda: Path(f"/proc/{pid}/environ").read_bytes(),
        "descriptors": lambda: list(Path(f"/proc/{pid}/fd").iterdir()),
        "memory badness": lambda: Path(f"/proc/{pid}/oom_score_adj").write_text("1000"),
        "io signal": own_io_signal,
        "pidfd": by_descriptor,
        "stop": lambda: os.kill(pid, signal.SIGSTOP),
        "kill": lambda: os.kill(pid, signal.SIGKILL),
    }
    return {name: attempt(way) for name, way in ways.items()}


def state_of(pid: int) -> list[str]:
    """What a process is doing, its priority and its limits."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return [fields[0], *fields[15:17], Path(f"/proc/{pid}/limits").read_text()]


@settings(*GUARDED)
def test_other_processes_are_left_alone(setting: Setting, place: Place, box: sandbox.Box, victim: int) -> None:
    def attack() -> dict[str, str]:
        results = harass(victim)
        results |= {f"supervisor: {name}": result for name, result in harass(os.getppid()).items()}
        attempt(lambda: os.kill(-1, signal.SIGKILL))  # everybody it may; never itself
        return results

    before = state_of(victim)
    results = confined(setting, attack, box=box)
    assert state_of(victim) == before
    # The box's own user may change the priority of its own user's processes, and watch its own socket.
    done = {name.rpartition(": ")[2] for name, result in results.items() if result == "done"}
    assert done <= {"priorities", "io signal"}


@every_landlock
@pytest.mark.usefixtures("older_landlock")
@settings(LANDLOCK)
def test_nor_are_they_disturbed_with_an_older_kernel(
    setting: Setting, place: Place, box: sandbox.Box, victim: int
) -> None:
    before = state_of(victim)
    results = confined(setting, lambda: harass(victim), box=box)
    assert state_of(victim) == before
    assert "done" not in {result for name, result in results.items() if name != "io signal"}


@settings(NOTHING_WITHOUT_ROOT)
def test_without_layers_they_are_not(setting: Setting, place: Place, box: sandbox.Box, victim: int) -> None:
    results = confined(setting, lambda: harass(victim), box=box)
    assert results["kill"] == results["limits"] == results["environment"] == "done"


@settings(*GUARDED)
def test_own_programs_can_be_started_and_stopped(setting: Setting, box: sandbox.Box) -> None:
    def work() -> list[str]:
        found = [subprocess.run(["/bin/echo", "hello"], capture_output=True, text=True).stdout.strip()]
        with subprocess.Popen(["/bin/sleep", "60"]) as sleeper:
            os.kill(sleeper.pid, signal.SIGKILL)
        return [*found, str(sleeper.returncode)]

    if setting.as_root and sandbox.Layer.USER not in setting.layers:
        # Nothing could bound the number of root's processes.
        with pytest.raises(RuntimeError, match="PermissionError"):
            confined(setting, work, box=box)
    else:
        assert confined(setting, work, box=box) == ["hello", "-9"]


@settings(*GUARDED)
def test_no_way_back(setting: Setting, box: sandbox.Box) -> None:
    def look() -> dict[str, str]:
        status = Path("/proc/self/status").read_text().splitlines()
        return dict(line.split(":\t", 1) for line in status)

    status = confined(setting, look, box=box)
    assert status["NoNewPrivs"] == "1"
    kept = 1 << Capability.DAC_READ_SEARCH if setting.private_python else 0
    assert {int(status[name], 16) for name in ("CapPrm", "CapEff")} == {kept}
    assert {int(status[name], 16) for name in ("CapInh", "CapAmb")} == {0}
    if setting.as_root:
        assert status["CapBnd"] == "0000000000000000"
    if sandbox.Layer.SECCOMP in setting.layers:
        assert status["Seccomp"] == "2"
    if sandbox.Layer.USER in setting.layers and setting.as_root:
        uids = status["Uid"].split()
        assert len(set(uids)) == 1
        assert int(uids[0]) in range(61184, 65520)
        assert status["Groups"].split() == []
