"""Without what only Linux has, everything but isolation works."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder import interrupts
from autograder.portable import VARIABLE

_LOOK = """
import sys
import autograder.sandbox.walls
from autograder.sandbox import available, linux
assert all(available().values())
try:
    linux.stat_fields(linux.Path("/proc/self"))
except FileNotFoundError:
    pass
else:
    raise AssertionError("/proc was read")
open("/proc/self/stat").close()  # others may
import resource
assert not hasattr(autograder.sandbox.walls, "resource")
from autograder.engine import zygote
try:
    zygote.os.fork  # it is there for others
    zygote._fork_to_supervisor(None, None, 0)
except RuntimeError:
    print("fine")
"""
_GRADE = """
import json, sys
from pathlib import Path
from autograder.engine.launch import Zygote
from autograder.engine.supervisor import grade
from tests.engine.toy import CELLS, toy_kit, write_notebook
root = Path(sys.argv[1])
kit = toy_kit(root, cell_seconds=6)
submissions = {
    "right": CELLS,
    "wrong": [*CELLS[:2], "while True:\\n    pass", "def double(x):\\n    return x", "import os\\nos._exit(3)",
              *CELLS[3:]],
}
with Zygote() as zygote:
    for name, cells in submissions.items():
        report = grade(write_notebook(root / f"{name}.ipynb", cells), kit, zygote=zygote)
        print(json.dumps({"points": report.score, "notes": report.notes, "isolated": report.isolation.isolated,
                          "missing": report.isolation.missing, "memory": report.peak_memory_mb}), flush=True)
"""


def run_portably(program: str, *arguments: str) -> str:
    environment = {**os.environ, VARIABLE: "1", "PYTHONPATH": str(Path(__file__).resolve().parents[1])}
    command = [sys.executable, "-W", "error::RuntimeWarning", "-c", program, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is nothing to take away")
def test_linux_means_are_taken_away_from_this_package_alone() -> None:
    assert run_portably(_LOOK).strip() == "fine"


@pytest.mark.slow
def test_submissions_are_graded_in_processes_of_their_own(tmp_path: Path) -> None:
    right, wrong = map(json.loads, run_portably(_GRADE, str(tmp_path)).splitlines())
    assert right["points"] == 5
    assert not right["isolated"]
    assert "exists on Linux only" in right["missing"]
    assert right["memory"] > 100
    assert wrong["points"] == 2  # all but the function's, and what waits for it
    assert any("stopped after 6 seconds" in note for note in wrong["notes"])
    assert any("ended the Python process (os._exit or the like)" in note for note in wrong["notes"])


def _forever() -> None:
    while True:
        pass


class Over(BaseException):
    """Time is up."""


@pytest.mark.parametrize("alarms", [True, False])
def test_what_takes_too_long_is_interrupted_and_nothing_afterwards(
    alarms: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interrupts, "ALARMS", alarms and interrupts.ALARMS)
    with pytest.raises(Over), interrupts.interrupted_after(0.1, Over):
        _forever()
    with interrupts.interrupted_after(0.1, Over):
        pass
    end = time.monotonic() + 0.2
    while time.monotonic() < end:
        pass
