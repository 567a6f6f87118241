"""The helper that measures in a container's limits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

TOOL = Path(__file__).parents[2] / "benchmarks" / "run_in_container_limits.py"
CGROUPS = Path("/sys/fs/cgroup")

pytestmark = [
    pytest.mark.root,
    pytest.mark.skipif(not os.access(CGROUPS, os.W_OK) or os.geteuid() != 0, reason="needs root and cgroups"),
]


def measure(program: str, *options: str) -> tuple[dict[str, Any], int]:
    command = [sys.executable, TOOL, "--json", *options, "--", sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 125:
        pytest.skip(done.stderr)
    return json.loads(done.stdout), done.returncode


def test_processor_time_is_limited() -> None:
    program = "import time\nend = time.monotonic() + 2\nwhile time.monotonic() < end: pass"
    usage, status = measure(program, "--cpus", "0.5")
    assert status == 0
    assert 0.05 < usage["cpu_seconds"] < 1.4  # a busy machine may give less than what is allowed
    assert usage["wall_seconds"] >= 2


def test_memory_is_measured_and_limited() -> None:
    usage, status = measure("import time\nx = bytearray(100 * 2**20)\ntime.sleep(0.5)", "--cpus", "2")
    assert status == 0
    assert 100 < usage["peak_anonymous_mb"] < 160
    usage, status = measure("x = bytearray(300 * 2**20)", "--memory-mb", "200", "--cpus", "2")
    assert (status, usage["status"], usage["out_of_memory_kills"]) == (137, -9, 1)


def test_nothing_is_left() -> None:
    program = "import os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(600)\nprint"
    before = set(CGROUPS.rglob("autograder-limits-*"))
    measure(program, "--cpus", "2")
    assert set(CGROUPS.rglob("autograder-limits-*")) == before
