"""Reports about a class are texts made of its results; they know no store, and nothing of how grading is arranged."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from autograder.classes.people import HandedIn, Student
from autograder.classes.results import AttemptSummary, ClassResults
from autograder.classes.statistics import ClassStatistics
from autograder.reports.class_page import class_page
from autograder.reports.gradebooks import WITHOUT_EXPORT, Gradebook, gradebook
from autograder.reports.numbers import clock, number

ADA = AttemptSummary(HandedIn((Student("1", "Ada Lovelace", "a@x"),), Path("a")), 2.5, 3, 1, 2, "2.1: <odd>", 12.34, 80)
BO = AttemptSummary(HandedIn((Student("2", "-Bo"), Student("3", "Cy")), Path("b")), None, 0, 0, 0, "=1+1", 1, 2, True)
RESULTS = ClassResults(
    "hw9_toy", "Toy", "Canvas", "g1", ("passed over",), 3, (ADA, BO), ClassStatistics(points=[2.5]), ()
)


def rows(book: Gradebook) -> list[list[str]]:
    return list(csv.reader(io.StringIO(gradebook(book, RESULTS))))


def test_our_own_gradebook():
    _, ada, bo, cy = rows(Gradebook.OURS)
    assert ada == ["1", "Ada Lovelace", "a@x", "1", "2.5", "3", "graded", "12.3", "2.1: <odd>", "", "", "", ""]
    assert bo == ["2", "'-Bo", "", "1", "", "", "crashed", "1", "'=1+1", "", "", "", ""]
    assert cy[:2] == ["3", "Cy"]


@pytest.mark.parametrize("book", WITHOUT_EXPORT)
def test_every_member_of_a_group_has_a_row(book):
    assert sum("Cy" in row for row in rows(book)) == 1
    assert gradebook(book, RESULTS).endswith("\r\n")


def test_the_page_tells_who_and_when():
    page = class_page(RESULTS, datetime(2024, 5, 6, 7, 8))
    assert "Made 2024-05-06 07:08." in page
    assert 'href="students/1/index.html"' in page
    assert "2.1: &lt;odd&gt;" in page
    assert "grading failed" in page
    assert "passed over" in page


def test_the_same_results_give_the_same_page():
    made = datetime(2024, 5, 6)
    assert class_page(RESULTS, made) == class_page(RESULTS, made)


def test_reports_know_nothing_above_them():
    code = (
        "import sys; from autograder.reports import changes, class_page, files, gradebooks, page, table;"
        "print([name for name in sys.modules if name.startswith"
        "(('autograder.authoring', 'autograder.assurance', 'autograder.cli', 'tensorflow', 'keras'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(("value", "text"), [(12.4, "12 s"), (200, "3 min 20 s"), (3900, "1 h 05 min")])
def test_times(value, text):
    assert clock(value) == text


@pytest.mark.parametrize(("value", "text"), [(1281, "1,281"), (0.93, "0.93")])
def test_numbers(value, text):
    assert number(value) == text
