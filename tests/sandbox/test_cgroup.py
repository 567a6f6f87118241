"""A cgroup around a submission's memory, where one may be made."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.sandbox import cgroup
from autograder.sandbox.cgroup import MemoryGroup, ProcessorGroup
from autograder.sandbox.courtesy import give_way

HOARD = "import sys\nsys.stdin.readline()\nx = bytearray(b'x') * (300 * 2**20)\nprint(len(x), flush=True)\n"


@pytest.fixture
def group():
    made = MemoryGroup.make(100)
    if made is None:
        pytest.skip("this machine lets us make no cgroup")
    yield made
    made.remove()


def hoarder():
    return subprocess.Popen([sys.executable, "-c", HOARD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_the_kernel_ends_who_takes_too_much(group: MemoryGroup) -> None:
    with hoarder() as process:
        group.add(process.pid)
        assert not group.has_killed
        out, _ = process.communicate("go\n", timeout=60)
    assert out == ""
    assert process.returncode == -signal.SIGKILL
    assert group.has_killed


def test_control_outside_nobody_is_ended() -> None:
    with hoarder() as process:
        out, _ = process.communicate("go\n", timeout=60)
    assert process.returncode == 0
    assert int(out) == 300 * 2**20


def test_removing_it_ends_what_is_in_it(group: MemoryGroup) -> None:
    with subprocess.Popen(["sleep", "1000"]) as process:
        group.add(process.pid)
        group.remove()
        assert process.wait(timeout=10) == -signal.SIGKILL
    group.remove()
    assert not group.folder.exists()


def test_groups_of_killed_supervisors_are_tidied_up(group: MemoryGroup) -> None:
    with subprocess.Popen(["true"]) as process:
        process.wait()
    left = group.folder.with_name(f"autograder-{process.pid}-0123abcd")
    left.mkdir()
    other = MemoryGroup.make(100)
    assert other is not None
    other.remove()
    assert not left.exists()
    assert group.folder.exists()


def test_where_none_may_be_made_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cgroup, "ROOT", tmp_path)
    assert MemoryGroup.make(100) is None
    (tmp_path / "cgroup.procs").touch()  # version 2, whose parent hands no controller on
    (tmp_path / "memory").mkdir()
    (tmp_path / "memory" / "cgroup.procs").touch()
    for parent in (tmp_path, tmp_path / "memory"):
        parent.chmod(0o555)
    if os.geteuid() != 0:
        assert MemoryGroup.make(100) is None


@pytest.mark.parametrize(
    ("limit_file", "name", "text", "killed"),
    [
        ("memory.max", "memory.events", "low 0\noom 1\noom_kill 1\n", True),
        ("memory.max", "memory.events", "low 0\noom 1\noom_kill 0\n", False),
        ("memory.limit_in_bytes", "memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n", True),
        ("memory.limit_in_bytes", "memory.oom_control", "oom_kill_disable 0\nunder_oom 0\n", False),
        ("memory.max", "another", "", False),
    ],
)
def test_both_versions_tell_whom_they_have_ended(
    tmp_path: Path, limit_file: str, name: str, text: str, killed: bool
) -> None:
    (tmp_path / name).write_text(text)
    assert MemoryGroup(tmp_path, limit_file).has_killed is killed


BUSY = "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}); print('up', flush=True)\nwhile True: pass"


@pytest.fixture
def busy() -> Iterator[list[int]]:
    """Eight processes that want the same processor."""
    started = [subprocess.Popen([sys.executable, "-c", BUSY], stdout=subprocess.PIPE, text=True) for _ in range(8)]
    for process in started:
        assert process.stdout is not None
        process.stdout.readline()
    yield [process.pid for process in started]
    for process in started:
        process.kill()
        process.communicate()


def seconds_of(pid: int) -> float:
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def test_many_processes_get_no_more_than_one(busy: list[int]) -> None:
    groups = [ProcessorGroup.make(), ProcessorGroup.make()]
    if None in groups:
        pytest.skip("this machine lets us make no cgroup")
    alone, *others = busy
    try:
        for group, pids in zip(groups, ([alone], others), strict=True):
            assert group is not None
            for pid in pids:
                group.add(pid)
        before = [seconds_of(pid) for pid in busy]
        time.sleep(2)
        used = [seconds_of(pid) - first for pid, first in zip(busy, before, strict=True)]
        assert used[0] > 0.6 * sum(used[1:])
    finally:
        for group in groups:
            assert group is not None
            group.remove()
    assert not any(group.folder.exists() for group in groups if group)


def test_without_groups_many_become_nice(busy: list[int]) -> None:
    assert give_way(busy, 100, 0) == 0
    niceness = give_way(busy, 1, 0)
    assert 5 <= niceness <= 10  # all eight run, or nearly all of them: 1.25 ** 10 is 9.3
    assert {os.getpriority(os.PRIO_PROCESS, pid) for pid in busy} == {niceness}
    assert give_way(busy, 1, 0) == niceness
