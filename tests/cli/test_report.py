"""One report over all assignments of a course, by the command line."""

from __future__ import annotations

import re
import shutil
from html import unescape
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.classes.people import HandedIn, Student
from autograder.classes.store import ClassStore, Result
from autograder.cli.app import app
from autograder.errors import AutograderError
from autograder.results import Check, Outcome, Report, Status


def report(*arguments: object) -> str:
    result = CliRunner().invoke(app, ["report", *map(str, arguments)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def rows(page: str, table: str) -> list[list[str]]:
    """The texts of a table's cells."""
    _, _, found = page.partition(f'id="{table}"')
    body = found.partition("<tbody>")[2].partition("</tbody>")[0]
    return [
        [
            " ".join(unescape(re.sub(r"<[^>]+>", " ", cell)).split())
            for cell in re.findall(r"<td.*?</td>", row, re.DOTALL)
        ]
        for row in re.findall(r"<tr>.*?</tr>", body, re.DOTALL)
    ]


def graded(folder: Path, name: str, marks: dict[str, str]) -> Path:
    """A class: for each student, how each of two tasks went; the second has two checks."""
    number = name[2:].partition("_")[0]
    with ClassStore(folder / name, create=True) as store:
        for fact, value in {"grader": "g", "assignment": name, "title": name.title()}.items():
            store.set_fact(fact, value)
        store.set_class((HandedIn((Student(who, mail.title(), f"{mail}@x.org"),), Path("x")), f"d{who}")
                        for who, mail in (pair.split() for pair in marks))  # fmt: skip
        for pair, text in marks.items():
            outcomes = [
                Outcome(Check(f"{number}.{part}", f"Check {part}", 5), STATUS[mark], 5.0 if mark == "P" else 0.0,
                        "**Observed:** a list" if mark == "F" else "")
                for part, mark in zip(("1.1", "2.1", "2.2"), text, strict=True)
            ]  # fmt: skip
            store.keep(Result(f"d{pair.split()[0]}", Report("x", name, outcomes)), "g")
    return folder / name


STATUS = {"P": Status.PASSED, "F": Status.FAILED, "-": Status.UNANSWERED}


@pytest.fixture
def course(tmp_path: Path) -> list[Path]:
    """Ada stays, Bo leaves after the first, Cy comes later; Ada's number is another one in the second class."""
    return [
        graded(tmp_path, "hw10_late", {"7 ada": "PPP", "3 cy": "P--"}),
        graded(tmp_path, "hw2_early", {"1 ada": "PPF", "2 bo": "P--"}),
    ]


def test_it_tells_who_drops_off_where(course: list[Path], tmp_path: Path) -> None:
    page = tmp_path / "pages" / "course.html"
    report(course[0])  # the page about one class, which is linked to
    assert str(page) in report(*course, "--out", page)
    text = page.read_text()
    assert "2 assignments, 3 students" in text
    assert rows(text, "assignments-table") == [
        ["hw2 Hw2_Early", "2", "1", "50 %", "50 %", "0", "2.2 (1)"],
        ["hw10 Hw10_Late", "2", "–", "67 %", "67 %", "0", "10.2 (1)"],
    ]
    assert rows(text, "students-table") == [
        ["Ada", "67 %", "100 %", "83 %", "hw10"],
        ["Bo", "33 %", "–", "33 %", "hw2, nothing after it"],
        ["Cy", "–", "33 %", "33 %", "hw10"],
    ]
    assert 'href="../hw10_late/report.html"' in text
    assert "hw2_early/report.html" not in text  # it was never written


def test_it_tells_the_hardest_checks_and_their_wrong_answers(course: list[Path], tmp_path: Path) -> None:
    report(tmp_path, "--out", tmp_path / "course.html")  # a folder of graded classes
    hardest = rows((tmp_path / "course.html").read_text(), "hardest-table")
    assert hardest[0] == ["2.2.2 Check 2.2 1 × a list", "hw2", "0 %", "0 %", "2"]
    assert [row[2] for row in hardest] == ["0 %", "50 %", "50 %", "50 %", "100 %", "100 %"]


def test_few_students_have_no_correlations(course: list[Path], tmp_path: Path) -> None:
    report(*course, "--out", tmp_path / "course.html")
    assert "there is no correlation to show" in (tmp_path / "course.html").read_text()


def test_tasks_that_go_together(tmp_path: Path) -> None:
    """By hand: those who pass 1.1 pass 2.1, too, and fail 2.2 with its two checks."""
    strong, weak = range(6), range(6, 12)
    people = {f"{who} p{who}": who in strong for who in (*strong, *weak)}
    graded(tmp_path, "hw1_a", {who: "PPP" if fine else "FPP" for who, fine in people.items()})
    graded(tmp_path, "hw2_b", {who: "PFF" if fine else "FPP" for who, fine in people.items()})
    report(tmp_path, "--out", tmp_path / "course.html")
    text = (tmp_path / "course.html").read_text()
    assert rows(text, "strongest-table") == [
        ["1.1 Check 1.1", "2.1 Check 1.1", "1.00", "12"],
        ["1.1 Check 1.1", "2.2 Check 2.1", "-1.00", "12"],
    ]
    assert [row[2] for row in rows(text, "opposed-table")] == ["-1.00", "-1.00"]
    assert text.count("<rect") == 3


def test_two_folders_of_one_assignment_are_refused(course: list[Path], tmp_path: Path) -> None:
    copy = shutil.copytree(course[0], tmp_path / "again")
    with pytest.raises(AutograderError, match="both hold hw10_late"):
        report(course[0], copy, "--out", tmp_path / "course.html")


def test_a_folder_without_a_class_is_told(course: list[Path], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(AutograderError, match="holds no graded class"):
        report(course[0], tmp_path / "empty")
