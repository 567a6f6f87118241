"""Every report names the pictures that it is about."""

from __future__ import annotations

import json
from pathlib import Path

from rich.console import Console

from autograder.authoring.tables import verification_table
from autograder.authoring.verify import Claim, Verification
from autograder.course import Assignment
from autograder.engine.kit import GradingKit
from autograder.gradescope.results_json import to_gradescope
from autograder.reports.page import results_page
from autograder.reports.table import report_table
from autograder.results import Report

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


def test_a_kit_has_them_from_the_settings(tmp_path: Path) -> None:
    assignment = Assignment(name="hw9_x", title="x", minutes=1)
    kit = GradingKit(assignment, tmp_path / "grader.py", tmp_path / "hidden.npz", tmp_path)
    assert kit.pictures == ""
    (tmp_path / "lab").mkdir()
    for settings, expected in (({"dataset": {"title": "Flowers"}}, "Flowers"), ({}, ""), ([], "")):
        (tmp_path / "lab" / "settings.json").write_text(json.dumps(settings))
        assert kit.pictures == expected
