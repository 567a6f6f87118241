"""Stopping a submission, and telling whether it has kept still."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from autograder.sandbox import Stillness, sweep

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it goes by what /proc tells")

BUSY = """
import os
for _ in range(2):
    os.fork()
print("up", flush=True)
while True:
    pass
"""
ALONE = 'print("up", flush=True)\nwhile True: pass'
WAKES_ITSELF = """
import ctypes, signal
class Event(ctypes.Structure):
    _fields_ = [("value", ctypes.c_void_p), ("number", ctypes.c_int), ("notify", ctypes.c_int),
                ("rest", ctypes.c_byte * 48)]
clock = ctypes.CDLL("librt.so.1")
timer = ctypes.c_void_p()
signal.signal(signal.SIGCONT, lambda *_: None)  # the kernel stops timers whose signal is ignored
assert not clock.timer_create(1, ctypes.byref(Event(None, signal.SIGCONT, 0)), ctypes.byref(timer))
assert not clock.timer_settime(timer, 0, (ctypes.c_long * 4)(0, 2_000_000, 1, 0), None)
print("up", flush=True)
while True:
    pass
"""


@pytest.fixture
def run() -> Iterator[object]:
    started: list[subprocess.Popen[str]] = []

    def start(code: str) -> int:
        started.append(subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True))
        assert started[-1].stdout is not None
        assert started[-1].stdout.readline().startswith("up")
        return started[-1].pid

    yield start
    for process in started:
        sweep(process.pid)
        process.communicate()


def test_everything_stops_and_goes_on(run) -> None:
    pid = run(BUSY)
    still = Stillness.begin(pid)
    assert len(still.used) >= 1
    before = Stillness.begin(pid).used
    time.sleep(0.3)
    after = Stillness.begin(pid).used
    assert after == before
    assert still.end()
    time.sleep(0.3)
    assert sum(Stillness.begin(pid).used.values()) > sum(after.values())


def test_what_has_itself_woken_is_found_out(run) -> None:
    still = Stillness.begin(run(WAKES_ITSELF))
    time.sleep(2)
    assert not still.end()


def test_what_is_gone_meanwhile_did_not_keep_still(run) -> None:
    pid = run(ALONE)
    still = Stillness.begin(pid)
    os.kill(pid, 9)
    time.sleep(0.1)
    assert not still.end()
