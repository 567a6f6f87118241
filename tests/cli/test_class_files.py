"""What an instructor takes away: gradebooks in each platform's columns, every check, a page for each student."""

from __future__ import annotations

import csv
import json
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from autograder.classes.people import HandedIn, Lateness, Student
from autograder.classes.store import ClassStore, Result
from autograder.cli.class_files import write_outputs
from autograder.course.lateness import LatePolicy
from tests.classes.fake_worker import report_of

CLASS = [
    (HandedIn((Student("00042", "Ada Lovelace", "ada@example.org"),), Path("a"), 2), "graded PP"),
    (HandedIn((Student("00042", "Ada Lovelace", "ada@example.org"),), Path("a"), 1, latest=False), "graded FF"),
    (HandedIn((Student("7", "Bo Ek"), Student("8", "=cmd()")), Path("b")), "graded PF"),
    (HandedIn((Student("9", "Cy <script>alert(1)</script>"),), Path("c")), "ungradable"),
]


@pytest.fixture
def out(written):
    return written("Canvas")


@pytest.fixture
def written(store, tmp_path):
    """Write what an instructor takes away from the class, as one of a platform's; returns the folder."""
    store.set_class((item, f"d{place}") for place, (item, _) in enumerate(CLASS))
    for place, (_, text) in enumerate(CLASS):
        store.keep(Result(f"d{place}", report_of(text, f"d{place}")), "g1")
    store.set_fact("title", "Toy")

    def write(platform):
        store.set_fact("platform", platform)
        write_outputs(store, tmp_path / "out")
        return tmp_path / "out"

    return write


@pytest.mark.parametrize(
    ("platform", "books"),
    [
        ("Canvas", {"grades.csv", "grades_canvas.csv"}),
        ("Moodle", {"grades.csv", "grades_moodle.csv"}),
        ("Gradescope", {"grades.csv", "grades_gradescope.csv"}),
        ("Blackboard", {"grades.csv"}),  # its columns have numbers that only its own export tells
        ("a folder of notebooks", {"grades.csv"}),
    ],
)
def test_only_the_platforms_own_gradebook_is_written(platform, books, written):
    written("Moodle")
    assert {path.name for path in written(platform).glob("grades*.csv")} == books


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


def test_gradescopes_columns(written):
    ada, *_, cy = rows(written("Gradescope") / "grades_gradescope.csv")
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


def test_moodles_columns(written):
    ada, bo, *_ = rows(written("Moodle") / "grades_moodle.csv")
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


def test_lateness_is_kept_shown_and_deducted(store, tmp_path):
    day = timedelta(days=1)
    late = {"a": None, "b": Lateness(), "c": Lateness(1.5 * day), "d": Lateness(9 * day)}
    items = [HandedIn((Student(name),), Path(name), late=lateness) for name, lateness in late.items()]
    store.set_class((item, "d0") for item in items)
    store.keep(Result("d0", report_of("graded PP", "d0")), "g1")
    assert [item for item, _ in store.handed_in()] == items

    write_outputs(store, tmp_path / "out")
    assert [row["score"] for row in rows(tmp_path / "out" / "grades.csv")] == ["3"] * 4
    page = (tmp_path / "out" / "students" / "c" / "index.html").read_text()
    assert "The platform says that this was late by 1 day and 12 hours. Nothing was deducted." in page

    policy = LatePolicy(points_per_day=0.5, at_most=2, grace_minutes=10)
    store.set_fact("late_policy", policy.model_dump_json())
    store.set_fact("platform", "Canvas")
    write_outputs(store, tmp_path / "out")
    found = rows(tmp_path / "out" / "grades.csv")
    assert [(row["score"], row["late"], row["deducted"]) for row in found] == [
        ("3", "", ""),
        ("2.5", "late", "0.5"),
        ("2", "1 day and 12 hours", "1"),
        ("1", "9 days", "2"),
    ]
    canvas = rows(tmp_path / "out" / "grades_canvas.csv")
    assert [list(row.values())[-1] for row in canvas] == ["3", "3", "2.5", "2", "1"]
    page = (tmp_path / "out" / "students" / "b" / "index.html").read_text()
    assert "not by how much; one day was counted" in page
    assert (tmp_path / "out" / "report.html").read_text().count(", late</td>") == 3


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1", "'=1"),
        ("x;=HYPERLINK(1)", "x;'=HYPERLINK(1)"),
        ('x"; "@SUM(1)', 'x";\' "@SUM(1)'),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("x;\uff201", "x;'\uff201"),
        ("x\n=1", "x\n'=1"),
        ("x\t-1+1", "x\t'-1+1"),
        (" =1", "' =1"),
        ("-5", "-5"),
        ("+49.5", "+49.5"),
        ("a-b; c = d", "a-b; c = d"),
        ("the shape is (3, -1)", "the shape is (3, -1)"),
    ],
)
def test_no_cell_is_a_formula(text, safe, store, tmp_path):
    store.set_class([(HandedIn((Student("1", text),), Path("a")), "d0")])
    store.keep(Result("d0", report_of("graded PP", "d0")), "g1")
    write_outputs(store, tmp_path / "out")
    for name in ("grades.csv", "checks.csv"):
        assert {row["name"] for row in rows(tmp_path / "out" / name)} == {safe}


def test_a_class_graded_before_lateness_was_known_is_read(tmp_path):
    with sqlite3.connect(tmp_path / "class.sqlite") as old:
        old.execute(
            "CREATE TABLE handed_in (place INTEGER PRIMARY KEY, students TEXT NOT NULL, path TEXT NOT NULL, "
            "attempt INTEGER NOT NULL, latest INTEGER NOT NULL, digest TEXT NOT NULL)"
        )
        old.execute("INSERT INTO handed_in VALUES (1, '[[\"7\", \"Bo\", \"\"]]', 'b', 1, 1, 'd')")
    old.close()
    with ClassStore(tmp_path) as store:
        assert store.handed_in() == [(HandedIn((Student("7", "Bo"),), Path("b")), "d")]
