"""Limits: the kernel's walls and the watchdog inside them."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from autograder import sandbox
from autograder.course import Limits
from autograder.sandbox import linux
from autograder.sandbox.linux import Capability
from autograder.sandbox.watchdog import left_outside

from .inside import (
    EVERYTHING,
    GUARDED,
    LANDLOCK,
    OWN_USER,
    Setting,
    Student,
    confined,
    forked,
    settings,
    supervised,
    until,
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="walls differ on other systems")

SMALL = Limits(memory_mb=300, submission_seconds=5)


@settings(*GUARDED)
def test_huge_array_is_a_memory_error_at_once(setting: Setting, box: sandbox.Box) -> None:
    def allocate() -> list[str]:
        try:
            np.ones((1024, 1024, 1024))
        except MemoryError:
            return ["MemoryError", str(float(np.ones(1_000_000).sum()))]
        return ["allocated"]

    assert confined(setting, allocate, box=box) == ["MemoryError", "1000000.0"]


@settings(*GUARDED)
def test_walls(setting: Setting, box: sandbox.Box) -> None:
    def look() -> dict[str, Any]:
        big = Path("big").open("wb")  # noqa: SIM115
        facts: dict[str, Any] = {"file": "no limit"}
        big.seek(512 * 2**20 - 1)
        big.write(b"xy")
        try:
            big.flush()
        except OSError as problem:
            facts["file"] = os.strerror(problem.errno or 0)
        opened = []
        try:
            while len(opened) < 2000:
                opened.append(os.open("/dev/null", os.O_RDONLY))
        except OSError:
            facts["descriptors"] = len(opened)
        for name in ("CORE", "CPU", "NPROC"):
            soft, hard = resource.getrlimit(getattr(resource, f"RLIMIT_{name}"))
            facts[name] = soft if soft == hard else None
        return facts

    facts = confined(setting, look, box=box, limits=SMALL)
    assert facts["file"] == os.strerror(27)  # too large
    assert 1000 < facts["descriptors"] < 1024
    assert facts["CORE"] == 0
    assert facts["CPU"] == 5 * (os.cpu_count() or 1) + 1
    assert 0 < facts["NPROC"] < 10_000


@settings(EVERYTHING)
def test_processor_time_is_bounded(setting: Setting, box: sandbox.Box) -> None:
    def spin() -> None:
        while True:
            pass

    limits = Limits(submission_seconds=0.1)
    with pytest.raises(RuntimeError, match="died"):
        confined(setting, spin, box=box, limits=limits, seconds=20)


def watched(setting: Setting, box: sandbox.Box, action: Callable[[], Any], **walls: int) -> dict[str, Any]:
    """What a watchdog says at last about a student."""

    def supervise(student: Student) -> dict[str, Any]:
        watchdog = sandbox.Watchdog(student.plan, student.pid)
        found: list[sandbox.Excess] = []

        def bites() -> bool:
            found.extend(filter(None, [watchdog.check()]))
            return bool(found)

        assert until(bites, seconds=30)
        return {"resource": found[0].resource, "detail": found[0].detail, "peak": watchdog.peak_memory_mb}

    return supervised(setting, action, supervise, box=box, limits=SMALL, **walls)


@settings(*GUARDED)
def test_memory_is_watched(setting: Setting, box: sandbox.Box) -> None:
    def grow() -> None:
        kept = []
        while True:
            kept.append(np.ones(2**20))  # 8 MiB
            time.sleep(0.005)

    found = watched(setting, box, grow)
    assert found["detail"] == "used more than 300 MB of memory"
    assert 300 < found["peak"] < 400


@settings(OWN_USER, EVERYTHING)
def test_memory_of_an_orphan_counts(setting: Setting, box: sandbox.Box) -> None:
    def hide() -> str:
        if os.fork() == 0:
            os.setsid()
            if os.fork() != 0:
                os._exit(0)
            kept = np.ones(400 * 2**17)
            time.sleep(60 + kept[0])
        os.wait()
        time.sleep(60)
        return "done"

    assert watched(setting, box, hide)["resource"] == "memory"


@settings(OWN_USER, LANDLOCK)
def test_a_process_about_to_run_another_program_is_not_counted(setting: Setting, box: sandbox.Box) -> None:
    """Between vfork and exec a child has its parent's memory, and the kernel counts it for both."""
    vm, vfork, sigchld = 0x100, 0x4000, 17

    def start() -> None:
        kept = np.ones(250 * 2**17)
        libc = ctypes.CDLL(None)
        stack = ctypes.create_string_buffer(2**16)
        top = ctypes.c_void_p(ctypes.addressof(stack) + 2**15)
        libc.clone(ctypes.cast(libc.usleep, ctypes.c_void_p), top, vm | vfork | sigchld, int(800_000 * kept[0]))
        time.sleep(60)

    def supervise(student: Student) -> list[Any]:
        def family() -> list[int]:
            return sandbox.household(student.pid, uid=student.plan.uid)

        until(lambda: len(family()) == 2)
        measured = sandbox.MemoryMeter().read(family())
        return [len(family()), measured]

    own = psutil.Process().memory_info().rss / 2**20  # the child begins with what this process has
    count, measured = supervised(setting, start, supervise, box=box)
    assert count == 2
    assert 250 < measured < 250 + own + 50  # counted twice, each of the two would be double


@settings(OWN_USER, LANDLOCK)
def test_starting_programs_does_not_count_twice(setting: Setting, box: sandbox.Box) -> None:
    def start() -> str:
        kept = np.ones(400 * 2**17)
        for _ in range(int(300 * kept[0])):
            subprocess.run(["/bin/true"], check=True)
        return "done"

    def supervise(student: Student) -> list[Any]:
        watchdog = sandbox.Watchdog(student.plan, student.pid)
        found = []
        while psutil.Process(student.pid).status() != psutil.STATUS_ZOMBIE:
            found.append(str(watchdog.check()))
            time.sleep(0.002)
        return [student.result(), sorted(set(found)), watchdog.peak_memory_mb]

    answer, excess, peak = supervised(setting, start, supervise, box=box, memory_mb=700)
    assert answer == "done"
    assert excess == ["None"]
    assert 400 < peak < 700  # what the test run itself holds comes on top, up to 160 MB


@settings(*GUARDED)
def test_disk_is_watched(setting: Setting, box: sandbox.Box) -> None:
    def fill() -> None:
        for number in range(9):
            with Path(f"part-{number}").open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, 15 * 2**20)
        time.sleep(60)

    found = watched(setting, box, fill, box_mb=100)
    assert found["detail"] == "wrote more than 100 MB to the disk"


@settings(*GUARDED)
def test_files_are_counted(setting: Setting, box: sandbox.Box) -> None:
    def litter() -> None:
        for number in range(300):
            Path("../tmp", str(number)).touch()
        time.sleep(60)

    found = watched(setting, box, litter, box_files=200)
    assert found["resource"] == "disk"
    assert "200 files" in found["detail"]


def test_what_cannot_be_counted_counts_as_too_much(box: sandbox.Box) -> None:
    folder = box.work
    here = Path.cwd()
    try:
        for _ in range(30):
            folder = Path("x" * 200)
            os.chdir(box.work if _ == 0 else ".")
            folder.mkdir()
            os.chdir(folder)
    finally:
        os.chdir(here)
    assert sandbox.box_usage(box, most=1000).files > 1000


@settings(OWN_USER)
def test_litter_outside_counts_and_is_known(setting: Setting, box: sandbox.Box) -> None:
    """Without Landlock, /tmp and shared memory are open to everybody."""

    def litter() -> str:
        path = Path("/dev/shm", f"litter-{os.getpid()}")
        path.write_bytes(bytes(20 * 2**20))
        return str(path)

    def supervise(student: Student) -> list[Any]:
        path = Path(student.result())
        student.end()
        plan = student.plan
        assert plan.uid is not None
        usage = sandbox.box_usage(box, plan.uid)
        known = left_outside(plan.uid, box) == [path]
        sandbox.remove_litter(plan)
        return [usage.megabytes, known, path.exists()]

    megabytes, known, left = supervised(setting, litter, supervise, box=box)
    assert 20 <= megabytes < 21
    assert known
    assert not left


def test_shared_memory_is_counted_in_proportion() -> None:
    """A student shares what the zygote had; what it adds is its own."""
    kept = np.ones(100 * 2**17)  # 100 MiB

    def student() -> None:
        reader, writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            own = np.ones(50 * 2**17)
            os.write(writer, b"x")
            time.sleep(60 + own[0])
        os.read(reader, 1)
        resident = _field(pid, "VmRSS") / 1024
        measured = sandbox.memory_mb(pid)
        os.kill(pid, 9)
        os.wait()
        return [resident, measured]

    resident, measured = forked(student)
    assert kept[0] == 1
    assert measured >= 50
    assert measured < resident - 40  # at least the half of the 100 MiB that the parent holds, too


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to give a capability up")
@settings(OWN_USER, EVERYTHING)
def test_containers_root_can_measure_too(setting: Setting, box: sandbox.Box) -> None:
    """Docker's root may not trace processes, and PSS counts as tracing."""
    docker = {0, 1, 3, 4, 5, 6, 7, 8, 10, 13, 18, 27, 29, 31}

    def student() -> None:
        kept = np.ones(50 * 2**17)
        time.sleep(60 + kept[0])

    def supervise(student: Student) -> list[Any]:
        linux.keep_capabilities(frozenset(bit for bit in Capability if bit in docker))
        # A large parent makes a large child: only one that is shut in, and sleeps, has come to the point.
        until(lambda: linux.status_field(student.pid, "NoNewPrivs") == "1")
        until(lambda: psutil.Process(student.pid).status() == psutil.STATUS_SLEEPING)
        time.sleep(0.5)
        resident = _field(student.pid, "VmRSS") / 1024
        measured = sandbox.memory_mb(student.pid)
        return [resident, measured, os.geteuid(), sorted(linux.capabilities())]

    resident, measured, user, capabilities = supervised(setting, student, supervise, box=box)
    assert 0 < measured < resident
    assert user == 0
    assert capabilities == [Capability.CHOWN, Capability.SETGID, Capability.SETUID, Capability.SETPCAP]


def test_meter_is_cheap() -> None:
    meter = sandbox.MemoryMeter()
    meter.read([os.getpid()])
    started = time.perf_counter()
    for _ in range(100):
        meter.read([os.getpid()])
    assert (time.perf_counter() - started) / 100 < 0.002


def test_meter_forgets_the_dead() -> None:
    assert sandbox.MemoryMeter().read([2**22 + 1]) == 0


def _field(pid: int, name: str) -> int:
    return int(linux.status_field(pid, name).split()[0])


COUNTED_APART = """
import os, sys, threading, time
import pathlib
from autograder.sandbox import identity, linux, namespaces
if os.geteuid() == 0:
    uid = identity.free_uid()
    identity.become(uid, uid)
def submission():
    if not namespaces.live_apart((), pathlib.Path("/nowhere")):
        print("cannot", flush=True)
        os._exit(0)
    import resource
    resource.setrlimit(resource.RLIMIT_NPROC, (60, 60))
    started = 0
    try:
        for _ in range(100):
            threading.Thread(target=time.sleep, args=(5,), daemon=True).start()
            started += 1
    except RuntimeError:
        pass
    os.write(1, f"{started}\\n".encode())
    time.sleep(3)
    os._exit(0)
for _ in range(2):
    if os.fork() == 0:
        submission()
    time.sleep(0.5)
os.wait(), os.wait()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="user namespaces are Linux's")
def test_the_threads_of_two_submissions_of_one_user_are_counted_apart() -> None:
    done = subprocess.run([sys.executable, "-c", COUNTED_APART], capture_output=True, text=True, check=True)
    if "cannot" in done.stdout:
        pytest.skip("users may make no user namespace here")
    assert done.stdout.split() == ["59", "59"]
