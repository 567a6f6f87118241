"""Without what only Linux has, everything but isolation works."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from autograder import interrupts
from autograder.portable import VARIABLE
from autograder.sandbox import Layer

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


def command(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command of the package in portable mode."""
    root = str(Path(__file__).resolve().parents[1])
    environment = {**os.environ, VARIABLE: "1", "PYTHONPATH": root, "COLUMNS": "120", "NO_COLOR": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "autograder", *words], cwd=cwd, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def test_the_doctor_says_what_is_missing_and_what_to_do(repository: Path) -> None:
    told = command("doctor", "--json", cwd=repository).stdout
    found = {one["name"]: one for one in map(json.loads, told.splitlines()) if one["topic"] == "isolation"}
    assert found.pop("what to do")["value"] == "grade in Linux: see autograder container --help"
    assert set(found) == {layer.value for layer in Layer}
    assert {one["fine"] for one in found.values()} == {False}
    assert {found[name]["value"] for name in ("own user", "network namespace", "Landlock", "seccomp")} == {
        "it exists on Linux only"
    }


def own_course(folder: Path) -> Path:
    """A course with a small assignment, which is built."""
    command("init", str(folder), cwd=folder.parent)
    command("new", "hw6_my_task", cwd=folder)
    command("build", "hw6", cwd=folder)
    return folder


@pytest.mark.slow
def test_an_assignment_is_made_and_built(tmp_path: Path) -> None:
    course = own_course(tmp_path / "course")
    built = {path.name for path in (course / "dist" / "hw6_my_task").iterdir()}
    assert {"student.zip", "solution.ipynb", "gradescope.zip"} <= built


@pytest.mark.long
def test_it_is_verified_and_a_class_is_graded_corrected_and_reported(tmp_path: Path) -> None:
    course = own_course(tmp_path / "course")
    command("verify", "hw6", cwd=course)
    download = tmp_path / "submissions.zip"
    built = course / "dist" / "hw6_my_task"
    with zipfile.ZipFile(built / "student.zip") as student:
        stub = next(student.read(name) for name in student.namelist() if name.endswith(".ipynb"))
    with zipfile.ZipFile(download, "w") as archive:
        archive.write(built / "solution.ipynb", "ableann_1_10_hw6_my_task.ipynb")
        archive.writestr("bestbob_2_20_hw6_my_task.ipynb", stub)
    graded = command("grade", str(download), "--assignment", "hw6", "--out", "graded", cwd=course)
    said = " ".join(graded.stderr.split())
    assert said.count("This system cannot isolate submissions") == 1
    assert "autograder container --help" in said
    command("correct", "graded", "2", "--extra", "2", "--why", "found an error", cwd=course)
    command("report", "graded", cwd=course)
    command("regrade", "graded", cwd=course)
    with (course / "graded" / "grades_canvas.csv").open(newline="", encoding="utf-8-sig") as file:
        possible, ann, bob = csv.DictReader(file)
    column = list(ann)[-1]
    assert (ann["ID"], ann[column]) == ("1", possible[column])
    assert (bob["ID"], bob[column]) == ("2", "2")
    assert "found an error" in (course / "graded" / "report.html").read_text(encoding="utf-8")


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
