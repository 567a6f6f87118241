"""Whatever a submission leaves running is found and ended, and nothing else is."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from autograder import sandbox
from autograder.sandbox import linux

from .conftest import Place
from .inside import (
    EVERYTHING,
    GUARDED,
    LANDLOCK,
    ROOT_STAYS,
    Setting,
    Student,
    confined,
    forked,
    settings,
    supervised,
    until,
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="orphans are adopted on Linux only")

WITH_PROCESSES = tuple(setting for setting in GUARDED if setting is not ROOT_STAYS)


def daemon(work: Callable[[], None]) -> int:
    """Leave a process behind as daemons do: forked twice, in a session of its own."""
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.setsid()
        if (pid := os.fork()) != 0:
            os.write(writer, str(pid).encode())
            os._exit(0)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        work()
        os._exit(0)
    os.wait()
    return int(os.read(reader, 32))


@settings(*WITH_PROCESSES)
def test_daemons_are_ended(setting: Setting, box: sandbox.Box) -> None:
    def student() -> list[int]:
        return [daemon(lambda: time.sleep(600)) for _ in range(3)]

    def supervise(student: Student) -> dict[str, Any]:
        pids = student.result()
        running = [psutil.pid_exists(pid) for pid in pids]
        strays = student.end()
        return {
            "found": sorted(stray.pid for stray in strays) == sorted(pids),
            "all ended": all(stray.ended for stray in strays),
            "before": running,
            "after": [psutil.pid_exists(pid) for pid in pids],
        }

    assert supervised(setting, student, supervise, box=box) == {
        "found": True,
        "all ended": True,
        "before": [True] * 3,
        "after": [False] * 3,
    }


@pytest.mark.parametrize("container", ["open", "no new privileges"])
@settings(LANDLOCK, EVERYTHING)
def test_bystanders_live(setting: Setting, container: str, box: sandbox.Box) -> None:
    """The zygote, the grader and other students' processes are children of the supervisor, too."""

    def supervise(student: Student) -> list[bool]:
        pid = student.result()
        if container != "open":
            linux.prctl(linux.Option.SET_NO_NEW_PRIVS, 1)
        with subprocess.Popen(["/bin/sleep", "60"]) as bystander:
            found = pid in [stray.pid for stray in student.end()]
            lives = bystander.poll() is None
            bystander.kill()
        return [found, lives]

    assert supervised(setting, lambda: daemon(lambda: time.sleep(600)), supervise, box=box) == [True, True]


@settings(LANDLOCK)
def test_what_is_spared_lives(setting: Setting, box: sandbox.Box) -> None:
    def supervise(student: Student) -> bool:
        pid = student.result()
        assert pid in sandbox.household(student.pid)
        sandbox.sweep(student.pid, spare=(pid,))
        lives = psutil.pid_exists(pid)
        student.end()
        return lives and not psutil.pid_exists(pid)

    assert supervised(setting, lambda: daemon(lambda: time.sleep(600)), supervise, box=box)


@settings(*WITH_PROCESSES)
def test_headless_process_is_ended(setting: Setting, box: sandbox.Box) -> None:
    """A process whose first thread has ended looks dead and is not."""

    def headless() -> None:
        threading.Thread(target=time.sleep, args=(600,)).start()
        libc = ctypes.CDLL(None)
        libc.syscall(60 if os.uname().machine == "x86_64" else 93, 0)  # exit(2) of this thread alone

    def supervise(student: Student) -> dict[str, bool]:
        pid = student.result()
        dead_looking = until(lambda: psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
        facts = {"looks dead": dead_looking, "lives": pid in sandbox.household(student.pid, uid=student.plan.uid)}
        facts["has memory"] = sandbox.memory_mb(pid) > 1
        student.end()
        return {**facts, "ended": not psutil.pid_exists(pid)}

    facts = supervised(setting, lambda: daemon(headless), supervise, box=box)
    assert facts == {"looks dead": True, "lives": True, "has memory": True, "ended": True}


@pytest.mark.slow
@settings(*WITH_PROCESSES)
def test_fork_bomb_is_bounded_and_ended(setting: Setting, box: sandbox.Box) -> None:
    def bomb() -> None:
        while True:
            with suppress(OSError):
                os.fork()

    def supervise(student: Student) -> dict[str, Any]:
        family = lambda: sandbox.household(student.pid, uid=student.plan.uid)  # noqa: E731
        watchdog = sandbox.Watchdog(student.plan, student.pid)
        assert until(lambda: watchdog.check() is not None)
        excess = watchdog.check()
        time.sleep(0.5)
        most = len(family())
        strays = sandbox.sweep(student.pid, uid=student.plan.uid, seconds=30)  # however busy the machine is
        time.sleep(0.2)
        return {
            "excess": excess and excess.detail,
            "bounded": 64 < most <= student.plan.walls.threads,
            "all ended": all(stray.ended for stray in strays),
            "left": len(family()),
        }

    assert supervised(setting, bomb, supervise, box=box) == {
        "excess": "started more than 64 processes",
        "bounded": True,
        "all ended": True,
        "left": 0,
    }


@settings(ROOT_STAYS)
def test_where_root_stays_there_is_no_fork_at_all(setting: Setting, box: sandbox.Box) -> None:
    def student() -> list[str]:
        answers = []
        for fork in (os.fork, lambda: ctypes.CDLL(None).syscall(57), lambda: subprocess.run(["/bin/true"])):
            try:
                answers.append("refused" if fork() == -1 else "forked")
            except OSError:
                answers.append("refused")
        thread = threading.Thread(target=answers.append, args=("threads run",))
        thread.start()
        thread.join()
        return answers

    answers = confined(setting, student, box=box)
    assert answers == ["refused"] * 3 + ["threads run"]


@settings(*GUARDED)
def test_dies_with_its_supervisor(setting: Setting, box: sandbox.Box, place: Place) -> None:
    def supervise(student: Student) -> None:
        assert until((box.work / "running").exists)
        (place.outside / "pid").write_text(str(student.pid))
        os._exit(0)  # as if killed: nothing is swept

    def run_on() -> None:
        Path("running").touch()
        time.sleep(600)

    with pytest.raises(RuntimeError, match="died"):
        supervised(setting, run_on, supervise, box=box)
    pid = int((place.outside / "pid").read_text())
    assert until(lambda: not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)


def test_a_finished_student_leaves_nothing_to_sweep(box: sandbox.Box) -> None:
    def supervise(student: Student) -> list[int]:
        student.result()
        os.waitpid(student.pid, 0)
        return [stray.pid for stray in sandbox.sweep(student.pid, uid=student.plan.uid)]

    assert supervised(EVERYTHING, lambda: 1, supervise, box=box) == []


def test_a_stranger_with_the_students_number_is_left_alone() -> None:
    """Process ids are used again: what is no child of the supervisor is not the student."""
    with subprocess.Popen(["/bin/sleep", "60"]) as stranger:
        forked(lambda: sandbox.sweep(stranger.pid) and None)
        assert stranger.poll() is None
        stranger.kill()


@settings(*WITH_PROCESSES)
def test_names_that_are_no_text_are_watched_all_the_same(setting: Setting, box: sandbox.Box) -> None:
    def student() -> int:
        ctypes.CDLL(None).prctl(15, b"\xff) Z 1\n(", 0, 0, 0)
        return daemon(lambda: time.sleep(600))

    def supervise(student: Student) -> list[Any]:
        pid = student.result()
        excess = sandbox.Watchdog(student.plan, student.pid).check(thorough=True)
        stillness = sandbox.Stillness.begin(student.pid, uid=student.plan.uid)
        kept = stillness.end()
        sandbox.give_way([student.pid, pid], 1, 5)
        return [excess, kept, [stray.pid for stray in student.end()] == [pid], psutil.pid_exists(pid)]

    assert supervised(setting, student, supervise, box=box) == [None, True, True, False]
