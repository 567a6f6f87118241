"""Every report names the pictures that it is about."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from rich.console import Console

from autograder.authoring.tables import verification_table
from autograder.authoring.verify import Claim, Verification
from autograder.classes.course_results import course_results
from autograder.classes.store import ClassStore
from autograder.course import Assignment
from autograder.engine.kit import GradingKit
from autograder.gradescope.results_json import to_gradescope
from autograder.reports.course_page import course_page
from autograder.reports.page import results_page
from autograder.reports.table import report_table
from autograder.results import Report
from tests.reports.invented_course import invented_course

REPORT = Report("x.ipynb", "hw9", pictures="Bob's <pets>")


def shown(renderable: object) -> str:
    console = Console(width=120, record=True, file=None, quiet=False)
    with console.capture() as captured:
        console.print(renderable)
    return captured.get()


def test_reports_name_the_pictures() -> None:
    assert "pictures: Bob's <pets> · isolation" in shown(report_table(REPORT))
    assert "Pictures: Bob&#39;s &lt;pets&gt; · Isolation" in results_page("x", [("x", REPORT)])
    assert Report.from_json(to_gradescope(REPORT)["extra_data"]).pictures == REPORT.pictures
    assert "ictures" not in shown(report_table(Report("x.ipynb", "hw9")))


def test_so_does_verify() -> None:
    found = Verification("hw9", (Claim("true", True, ""),), "Flowers")
    assert "hw9 · pictures: Flowers" in shown(verification_table(found))
    assert found.as_json()["pictures"] == "Flowers"


def test_so_does_the_page_about_a_course(tmp_path: Path) -> None:
    classes = invented_course(tmp_path, students=3, tasks=1)
    made = datetime(2026, 1, 1)
    assert "Pictures: " not in course_page(course_results(classes), made, {})
    for folder in classes:
        _graded_on(folder, "Drawings")
    assert "Pictures: Drawings. Made" in course_page(course_results(classes), made, {})
    _graded_on(classes[1], "Bob's <pets>")
    expected = "Pictures: Drawings (hw1, hw3, hw10); Bob&#39;s &lt;pets&gt; (hw2). Made"
    assert expected in course_page(course_results(classes), made, {})


def _graded_on(folder: Path, pictures: str) -> None:
    with ClassStore(folder) as store:
        store.set_fact("pictures", pictures)


def test_a_kit_has_them_from_the_settings(tmp_path: Path) -> None:
    assignment = Assignment(name="hw9_x", title="x", minutes=1)
    kit = GradingKit(assignment, tmp_path / "grader.py", tmp_path / "hidden.npz", tmp_path)
    assert kit.pictures == ""
    (tmp_path / "lab").mkdir()
    for settings, expected in (({"dataset": {"title": "Flowers"}}, "Flowers"), ({}, ""), ([], "")):
        (tmp_path / "lab" / "settings.json").write_text(json.dumps(settings))
        assert kit.pictures == expected
