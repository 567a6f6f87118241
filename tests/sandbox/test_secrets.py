"""A planted secret cannot be read, however it is tried; with the layers off it can."""

from __future__ import annotations

import ctypes
import os
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from autograder import sandbox
from autograder.course import Limits

from .conftest import Place
from .inside import (
    EVERYTHING,
    GUARDED,
    NOBODY,
    NOTHING,
    NOTHING_WITHOUT_ROOT,
    OWN_USER,
    ROOT_STAYS,
    Setting,
    attempt,
    confined,
    forked,
    settings,
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the layers exist on Linux only")
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
WITH_LANDLOCK = tuple(setting for setting in GUARDED if setting is not OWN_USER)


def dump_all(place: Place, victim: int) -> str:
    """Everything that a hostile program can get hold of, as one text."""
    found: list[str] = []

    def take(read: Callable[[], object]) -> None:
        with suppress(OSError, ValueError, RuntimeError):
            found.append(str(read()))

    supervisor = os.getppid()
    secret, folder = str(place.file), str(place.secret)
    ways = [
        secret,
        f"/proc/self/root{secret}",
        f"/proc/self/cwd/../../..{secret}",
        f"{folder}/../secret/answers.txt",
    ]
    for pid in (supervisor, victim):
        ways += [
            f"/proc/{pid}/root{secret}",
            f"/proc/{pid}/environ",
            *(f"/proc/{pid}/fd/{fd}" for fd in range(8)),
        ]
        take(lambda pid=pid: memory_of(pid))
    for way in ways:
        take(lambda way=way: read_now(way))
    # Links in one's own box that lead there.
    take(lambda: Path("hard").hardlink_to(secret))
    take(lambda: Path("soft").symlink_to(secret))
    take(lambda: Path("folder").symlink_to(folder))
    take(lambda: Path(secret).rename("moved"))
    take(lambda: Path(folder).rename("moved-folder"))
    for name in ("hard", "soft", "folder/answers.txt", "moved", "moved-folder/answers.txt"):
        take(lambda name=name: Path(name).read_bytes())
    # Opening the door first.
    for path in (folder, secret):
        take(lambda path=path: Path(path).chmod(0o777))
        take(lambda path=path: os.chown(path, os.getuid(), os.getgid()))
    for become in (os.setuid, os.seteuid, os.setgid):
        take(lambda become=become: become(0))
    take(lambda: Path(secret).read_bytes())
    # Looking at it from another place.
    assert _LIBC is not None
    _LIBC.unshare(0x10000000 | 0x00020000)  # a user namespace and a mount namespace
    _LIBC.mount(folder.encode(), b"folder", None, 4096, None)
    take(lambda: os.chroot(folder))
    take(lambda: Path("/answers.txt").read_bytes())
    take(lambda: Path("folder/answers.txt").read_bytes())
    # A program that has not given anything up.
    take(lambda: os.popen(f"cat {secret} 2>&1; su -c 'cat {secret}' 2>&1").read())
    # What is left of the time before.
    take(lambda: Path("/proc/self/environ").read_bytes())
    take(lambda: dict(os.environ))
    for fd in range(3, 64):
        take(lambda fd=fd: os.pread(fd, 4096, 0))
    return "\n".join(found)


def read_now(path: str) -> bytes:
    """A file's first bytes, without waiting for more if it is a pipe."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        return os.read(descriptor, 65536)
    finally:
        os.close(descriptor)


def memory_of(pid: int) -> bytes:
    """The stack of another process, where its environment lies."""
    maps = Path(f"/proc/{pid}/maps").read_text()
    span = next(line.split()[0] for line in maps.splitlines() if "[stack]" in line)
    start, end = (int(number, 16) for number in span.split("-"))
    with Path(f"/proc/{pid}/mem").open("rb") as memory:
        memory.seek(start)
        return memory.read(end - start)


@pytest.fixture
def open_secret(place: Place) -> Iterator[int]:
    """The supervisor has the secret open while it forks."""
    descriptor = os.open(place.file, os.O_RDONLY)
    yield descriptor
    os.close(descriptor)


@pytest.mark.usefixtures("open_secret")
@settings(*GUARDED)
def test_planted_secret_is_not_found(setting: Setting, place: Place, box: sandbox.Box, victim: int) -> None:
    text = confined(
        setting,
        lambda: dump_all(place, victim),
        box=box,
        secrets=(place.secret,),
        readable=(place.readable,),
    )
    assert place.marker not in text
    assert str(box.home) in text  # it did look around


@pytest.mark.usefixtures("open_secret")
@settings(NOTHING, NOTHING_WITHOUT_ROOT)
def test_without_layers_the_same_program_finds_it(
    setting: Setting, place: Place, box: sandbox.Box, victim: int
) -> None:
    text = confined(setting, lambda: dump_all(place, victim), box=box, secrets=())
    assert text.count(place.marker) >= 3  # the file, the victim's environment, its open file


@settings(*GUARDED)
def test_what_is_handed_out_can_be_read(setting: Setting, place: Place, box: sandbox.Box) -> None:
    def work() -> list[str]:
        Path("mine.txt").write_text("kept")
        Path("mine.txt").rename("../tmp/moved.txt")
        return [(place.readable / "data.txt").read_text(), Path("../tmp/moved.txt").read_text()]

    found = confined(setting, work, box=box, secrets=(place.secret,), readable=(place.readable,))
    assert found == ["for everybody", "kept"]


@settings(*WITH_LANDLOCK)
def test_a_secret_inside_what_is_handed_out_stays_closed(setting: Setting, place: Place, box: sandbox.Box) -> None:
    def look() -> list[object]:
        names: list[object] = [(place.readable / "data.txt").read_text()]
        with suppress(OSError):
            names += map(str, place.secret.iterdir())
        with suppress(OSError):
            names.append(place.file.read_text())
        return names

    found = confined(setting, look, box=box, secrets=(place.secret,), readable=(place.root,))
    assert found == ["for everybody"]


@settings(*WITH_LANDLOCK)
def test_the_package_itself_cannot_be_read(setting: Setting, place: Place, box: sandbox.Box) -> None:
    source = Path(sandbox.__file__)
    assert source.read_text()

    def look() -> str:
        try:
            return source.read_text()
        except PermissionError:
            return "closed"

    assert confined(setting, look, box=box, secrets=(place.secret,)) == "closed"


@settings(OWN_USER)
def test_an_open_secret_is_called_open(setting: Setting, place: Place, box: sandbox.Box) -> None:
    place.secret.chmod(0o755)
    plan = sandbox.make_plan(box=box, readable=(), secrets=(place.secret,), limits=Limits(), disabled=setting.disabled)
    assert not plan.isolation.isolated
    assert str(place.secret) in plan.isolation.missing
    assert sandbox.Layer.PERMISSIONS not in plan.layers
    found = confined(setting, lambda: place.file.read_text(), box=box, secrets=(place.secret,))
    assert found == place.marker


@settings(EVERYTHING)
def test_a_broken_promise_is_noticed_before_anything_runs(
    setting: Setting, place: Place, box: sandbox.Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("landlock", "seccomp"):
        monkeypatch.setattr(f"autograder.sandbox.{module}.restrict", lambda *_: None)
    monkeypatch.setattr("autograder.sandbox.entering._become", lambda plan: None)
    with pytest.raises(RuntimeError, match="SandboxError"):
        confined(setting, lambda: "ran", box=box, secrets=(place.secret,))


@settings(*GUARDED)
def test_nothing_is_inherited_but_what_is_kept(setting: Setting, box: sandbox.Box) -> None:
    def look() -> list[str]:
        found = []
        for descriptor in range(256):
            with suppress(OSError):
                mode = os.fstat(descriptor).st_mode
                found.append("pipe" if stat.S_ISFIFO(mode) else "device" if stat.S_ISCHR(mode) else "other")
        return found

    with tempfile.TemporaryFile():
        assert confined(setting, look, box=box) == ["device"] * 3 + ["pipe"]


def test_a_process_with_threads_is_refused(box: sandbox.Box) -> None:
    import threading

    def supervise() -> str:
        threading.Thread(target=threading.Event().wait, daemon=True).start()
        plan = sandbox.make_plan(box=box, readable=(), secrets=(), limits=Limits())
        try:
            sandbox.enter(plan)
        except sandbox.SandboxError as problem:
            return problem.message
        return "entered"

    assert "threads" in forked(supervise)


@settings(*GUARDED)
def test_the_graders_that_come_with_an_installed_package_are_closed(
    setting: Setting, place: Place, box: sandbox.Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = place.root / "site-packages" / "autograder"
    grader = package / "bundled_course" / "solutions" / "hw9_toy" / "grader.py"
    handed_out = package / "bundled_course" / "assignments" / "lab.py"
    for path, text in ((grader, place.marker), (handed_out, "for everybody")):
        path.parent.mkdir(parents=True)
        path.write_text(text)  # as pip leaves them: others may read them, and the folders
    if setting.as_root is False and os.geteuid() == 0:
        for path in (package.parent, *package.parent.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
    monkeypatch.syspath_prepend(package.parent)

    def look() -> list[str]:
        found = []
        for path in (handed_out, grader, grader.parent / ".." / "hw9_toy" / "grader.py"):
            with suppress(OSError):
                found.append(path.read_text())
        return found

    assert confined(setting, look, box=box) == ["for everybody"]
    plan = sandbox.make_plan(box=box, readable=(), secrets=(), limits=Limits(), disabled=setting.disabled)
    assert plan.secrets == (package / "bundled_course" / "solutions",)


def looked_at(path: Path) -> list[int] | str:
    """Size and date of a file, or the name of the error."""
    try:
        found = path.stat()
    except OSError as problem:
        return type(problem).__name__
    return [found.st_size, int(found.st_mtime)]


@settings(*GUARDED)
def test_neither_size_nor_date_of_a_secret_can_be_seen(setting: Setting, place: Place, box: sandbox.Box) -> None:
    os.utime(place.file, (10**9, 10**9))
    place.file.parent.chmod(0o755)  # and yet
    place.file.chmod(0o600)
    seen = confined(setting, lambda: looked_at(place.file), box=box, secrets=[place.file])
    if seen == [len(place.marker), 10**9]:
        # An own user alone cannot be given other mounts, nor root who has kept none of its rights.
        assert setting in (OWN_USER, ROOT_STAYS)
    else:
        assert seen[0] == 0
    assert looked_at(place.file) == [len(place.marker), 10**9]


@settings(*WITH_LANDLOCK)
def test_what_covers_a_folder_is_closed(setting: Setting, place: Place, box: sandbox.Box) -> None:
    seen = confined(
        setting,
        lambda: (looked_at(place.file), attempt(lambda: list(place.secret.iterdir()))),
        box=box,
        secrets=[place.secret],
    )
    assert seen[1] == "PermissionError"
    assert seen[0] in ("PermissionError", "FileNotFoundError") or setting is ROOT_STAYS
