"""A curve is one line of course.toml: it comes last, students read it, and every output has it."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.course import parse_course
from autograder.engine.kit import GradingKit
from tests.cli.graded_classes import command, scores

ENTRY = '[[assignment]]\nname = "hw9_toy"\ntitle = "Toy"\nminutes = 1\n'
#: T.1 has one point, T.2 has two.
FILES = {"ada_1_10_mine.py": "graded PP", "bo_LATE_2_20_mine.py": "graded PP  # bo", "cy_3_30_mine.py": "graded FP"}


@pytest.fixture
def grade(run: Callable[..., str], kit: GradingKit, tmp_path: Path) -> Callable[[str], Path]:
    """Grade a small class from Canvas with these lines in course.toml; returns the folder of results."""
    download, out = tmp_path / "submissions.zip", tmp_path / "out"
    with zipfile.ZipFile(download, "w") as archive:
        for name, text in FILES.items():
            archive.writestr(name, text)

    def grade(lines: str) -> Path:
        (entry,) = parse_course(f'[course]\ntitle = "T"\n{lines}\n{ENTRY}', tmp_path).assignments
        said = {"curve": entry.curve, "late": entry.late}
        object.__setattr__(kit, "assignment", kit.assignment.model_copy(update=said))
        run("grade", download, "--assignment", "hw9", "--out", out, "--canvas-id", "4711")
        return out

    return grade


@pytest.mark.parametrize(
    ("line", "points", "rule"),
    [
        ("curve = { scale = 1.2 }", {"1": "3", "2": "3", "3": "2.4"}, "points are multiplied by 1.2"),
        ("curve = { add = 0.5 }", {"1": "3", "2": "3", "3": "2.5"}, "0.5 are added"),
        ("curve = { best_of = 1 }", {"1": "3", "2": "3", "3": "3"}, "the best 1 of 2 tasks count for the whole"),
    ],
)
def test_it_never_gives_more_than_full_marks(
    grade: Callable[[str], Path], line: str, points: dict[str, str], rule: str
) -> None:
    out = grade(line)
    assert scores(out) == points
    page = (out / "students" / "3" / "index.html").read_text()
    assert f"Curve: 2 points became {points['3']}." in page
    assert rule in page


def test_it_comes_after_corrections_and_lateness(grade: Callable[[str], Path]) -> None:
    out = grade("late = { points_per_day = 1 }")
    assert scores(out) == {"1": "3", "2": "2", "3": "2"}
    command("correct", out, "2", "--check", "T.2", "--points", 1, "--why", "half of it")
    command("correct", out, "3", "--check", "T.1", "--points", 0.5, "--why", "nearly")
    assert scores(out) == {"1": "3", "2": "1", "3": "2.5"}
    out = grade("late = { points_per_day = 1 }\ncurve = { scale = 1.1 }")
    assert scores(out) == {"1": "3", "2": "1.1", "3": "2.75"}
    with (out / "grades_canvas.csv").open(newline="", encoding="utf-8-sig") as file:
        assert [row["Toy (4711)"] for row in csv.DictReader(file)] == ["3", "3", "1.1", "2.75"]
