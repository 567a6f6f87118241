"""A small class as each platform gives it, graded for real: every row is its owner's, and who is missing is told."""

from __future__ import annotations

import csv
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import autograder.authoring.kit
import autograder.classes.pool
import autograder.course
from autograder.classes.pool import GradedTask
from autograder.classes.store import Result
from autograder.cli.app import app
from autograder.course import Course
from autograder.engine.kit import GradingKit
from autograder.engine.launch import Zygote
from autograder.engine.supervisor import grade
from tests.engine.toy import CELLS, replaced, toy_kit, write_notebook

pytestmark = pytest.mark.slow

RIGHT, WRONG, NO_NOTEBOOK = 5, 2, 0
DATE, LATER = "2026-11-20-10-11-12", "2026-11-21-09-00-00"
BRIGHT, BRIGHT_LATER = "Nov 20, 2026 1103 AM", "Nov 21, 2026 903 AM"
#: Layout → its files with what each is worth, and who has which points.
LAYOUTS: dict[str, tuple[dict[str, int], dict[str, int]]] = {
    "Canvas": (
        {
            "leeann_101_9_hw9_toy.ipynb": RIGHT,
            "rayb_LATE_102_8_mine.ipynb": WRONG,
            "xuli_103_7_answers.pdf": NO_NOTEBOOK,
        },
        {"101": RIGHT, "102": WRONG, "103": NO_NOTEBOOK},
    ),
    "Canvas, anonymous": (
        {
            "anon_kAbC1_11_hw9_toy.ipynb": WRONG,
            "anon_9xYz2_LATE_12_a.ipynb": RIGHT,
            "anon_7yTr5_text.html": NO_NOTEBOOK,
        },
        {"kAbC1": WRONG, "9xYz2": RIGHT, "7yTr5": NO_NOTEBOOK},
    ),
    "Moodle, flat": (
        {
            "Cleo Ray_2005_assignsubmission_file_hw9_toy.ipynb": RIGHT,
            "Bo Lee_2006_assignsubmission_file_mine.ipynb": WRONG,
            "Zoë Xu_2007_assignsubmission_onlinetext.html": NO_NOTEBOOK,
        },
        {"2005": RIGHT, "2006": WRONG, "2007": NO_NOTEBOOK},
    ),
    "Moodle, folders": (
        {
            "Cleo Ray_2005_assignsubmission_file_/hw9_toy.ipynb": WRONG,
            "Bo Lee_2006_assignsubmission_file_/work/mine.ipynb": RIGHT,
            "Zoë Xu_2007_assignsubmission_onlinetext_/onlinetext.html": NO_NOTEBOOK,
        },
        {"2005": WRONG, "2006": RIGHT, "2007": NO_NOTEBOOK},
    ),
    "Blackboard": (
        {
            f"hw9_jdoe_attempt_{DATE}_hw9_toy.ipynb": WRONG,
            f"hw9_jdoe_attempt_{LATER}_hw9_toy.ipynb": RIGHT,
            f"hw9_bray_attempt_{DATE}_mine.ipynb": WRONG,
            f"hw9_lee_attempt_{DATE}.txt": NO_NOTEBOOK,
        },
        {"jdoe": RIGHT, "bray": WRONG, "lee": NO_NOTEBOOK},
    ),
    "Brightspace": (
        {
            f"1-10 - Jane Doe - {BRIGHT} - hw9_toy.ipynb": WRONG,
            f"1-10 - Jane Doe - {BRIGHT_LATER} - hw9_toy.ipynb": RIGHT,
            f"2-20 - Bob Ray - {BRIGHT} - mine.ipynb": WRONG,
            f"3-30 - Ann Lee - {BRIGHT} - answers.pdf": NO_NOTEBOOK,
        },
        {"1-10": RIGHT, "2-20": WRONG, "3-30": NO_NOTEBOOK},
    ),
    "plain": (
        {
            "class/ada.ipynb": WRONG,
            "class/bo.ipynb": RIGHT,
            "class/cy.pdf": NO_NOTEBOOK,
            "class/dora_attempt1.ipynb": WRONG,
            "class/dora_attempt2.ipynb": RIGHT,
        },
        {"ada": WRONG, "bo": RIGHT, "dora": RIGHT, "cy": NO_NOTEBOOK},
    ),
}


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder that a submission's own user may go through, as pytest's are not."""
    with tempfile.TemporaryDirectory(prefix="autograder-test-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="module")
def kit(place: Path) -> GradingKit:
    return toy_kit(place / "kit")


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    with Zygote() as shared:
        yield shared


@pytest.fixture
def run(kit: GradingKit, zygote: Zygote, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Run a command; all submissions are graded with one import of TensorFlow."""

    class Pool:
        def __init__(self, *_: object) -> None: ...

        def run(self, tasks: Any) -> Iterator[GradedTask]:
            for task in tasks:
                report = grade(task.path, kit, zygote=zygote)
                report.submission = task.digest
                yield GradedTask(Result(task.digest, report, ()))

    course = Course(title="T", assignments=(kit.assignment,))
    monkeypatch.setattr(autograder.course, "load_course", lambda path=None: course)
    monkeypatch.setattr(autograder.authoring.kit, "local_kit", lambda assignment, profile: kit)
    monkeypatch.setattr(autograder.classes.pool, "LocalPool", Pool)
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_row_is_its_owners(run: Callable[..., Any], layout: str, tmp_path: Path) -> None:
    files, points = LAYOUTS[layout]
    download = tmp_path / "download.zip"
    with zipfile.ZipFile(download, "w") as archive:
        for name, worth in files.items():
            cells = CELLS if worth == RIGHT else replaced(double="def double(x):\n    return x")
            notebook = write_notebook(tmp_path / "one.ipynb", [*cells, f"whose = {name!r}"])
            archive.writestr(name, notebook.read_bytes() if name.endswith(".ipynb") else b"just words")
    names = {number: f"Person {place}" for place, number in enumerate(points)}
    roster, out = tmp_path / "roster.csv", tmp_path / "out"
    words = ("grade", download, "--assignment", "hw9", "--out", out, "--roster", roster)

    _write_roster(roster, {**names, "none": "Nobody"})
    graded = run(*words)
    assert graded.exit_code == 0, graded.output
    with (out / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["id"]: float(row["score"] or 0) for row in rows} == points
    assert {row["id"]: row["name"] for row in rows} == names
    assert [row["status"] for row in rows if not points[row["id"]]] == ["ungradable"]
    told = " ".join(graded.output.split())
    assert "On the list of students, but handed in nothing: 'Nobody'." in told
    assert f"No notebook came from: {names[list(points)[-1]]} (" in told

    first, *others = names
    _write_roster(roster, {number: names[number] for number in others})
    graded = run(*words)
    assert graded.exit_code == 1
    assert re.search(
        rf"In the download, but not on the list of students: '[^']*{first}", " ".join(graded.output.split())
    )


def _write_roster(path: Path, names: dict[str, str]) -> None:
    path.write_text("Student,ID\n" + "".join(f"{name},{number}\n" for number, name in names.items()))
