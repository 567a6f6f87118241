"""What an instructor takes away: gradebooks in each platform's columns, every check, a page for each student."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from autograder.classes.people import HandedIn, Student
from autograder.classes.store import Result
from autograder.cli.class_files import write_outputs
from tests.classes.fake_worker import report_of

CLASS = [
    (HandedIn((Student("00042", "Ada Lovelace", "ada@example.org"),), Path("a"), 2), "graded PP"),
    (HandedIn((Student("00042", "Ada Lovelace", "ada@example.org"),), Path("a"), 1, latest=False), "graded FF"),
    (HandedIn((Student("7", "Bo Ek"), Student("8", "=cmd()")), Path("b")), "graded PF"),
    (HandedIn((Student("9", "Cy <script>alert(1)</script>"),), Path("c")), "ungradable"),
]


@pytest.fixture
def out(store, tmp_path):
    store.set_class((item, f"d{place}") for place, (item, _) in enumerate(CLASS))
    for place, (_, text) in enumerate(CLASS):
        store.keep(Result(f"d{place}", report_of(text, f"d{place}")), "g1")
    store.set_fact("title", "Toy")
    write_outputs(store, tmp_path / "out")
    return tmp_path / "out"


def rows(path: Path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_our_own_gradebook(out):
    found = rows(out / "grades.csv")
    assert [(row["id"], row["attempt"], row["score"], row["status"]) for row in found] == [
        ("00042", "2", "3", "graded"),
        ("7", "1", "1", "graded"),
        ("8", "1", "1", "graded"),
        ("9", "1", "", "ungradable"),
    ]
    assert found[2]["name"] == "'=cmd()"  # no formula for a spreadsheet


def test_gradescopes_columns(out):
    ada, *_, cy = rows(out / "grades_gradescope.csv")
    assert ada == {
        "First Name": "Ada",
        "Last Name": "Lovelace",
        "SID": "00042",
        "Email": "ada@example.org",
        "Total Score": "3",
        "Max Points": "3",
        "Status": "Graded",
    }
    assert (cy["Total Score"], cy["Status"]) == ("", "Ungraded")


def test_canvas_columns(out):
    possible, ada, *_ = rows(out / "grades_canvas.csv")
    assert list(possible) == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Toy"]
    assert (possible["Student"], possible["Toy"]) == ("    Points Possible", "3")
    assert (ada["ID"], ada["Toy"]) == ("00042", "3")


def test_moodles_columns(out):
    ada, bo, *_ = rows(out / "grades_moodle.csv")
    assert (ada["Identifier"], ada["Grade"], ada["Maximum Grade"]) == ("Participant 00042", "3", "3")
    assert bo["Feedback comments"].startswith("T.2:")


def test_every_check_of_everyone(out):
    found = rows(out / "checks.csv")
    assert len(found) == 2 + 2 + 2 * 2
    assert {row["latest"] for row in found if row["id"] == "00042"} == {"True", "False"}
    assert [row["mistake"] for row in found if row["id"] == "7"] == ["", "mistake of T.2"]


def test_results_and_a_page_for_each(out):
    folders = sorted(path.name for path in (out / "students").iterdir())
    assert folders == ["00042", "00042.attempt-1", CLASS[2][0].key, "9"]
    results = json.loads((out / "students" / "00042" / "results.json").read_text())
    assert results["score"] == 3
    page = (out / "students" / "9" / "index.html").read_text()
    assert "<script>alert" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_pages_of_those_who_left_are_removed(store, out):
    store.set_class([(CLASS[0][0], "d0")])
    write_outputs(store, out)
    assert [path.name for path in (out / "students").iterdir()] == ["00042"]


def test_the_report_escapes_and_needs_no_network(out):
    page = (out / "report.html").read_text()
    assert "<script>alert" not in page
    assert "src=" not in page
    assert "http://" not in page
    assert "https://" not in page
    assert "Cy &lt;script&gt;" in page
