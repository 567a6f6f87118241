"""A class of thirty from Canvas: its gradebook comes back filled in, and Canvas's importer takes it as it is."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

import pytest

from autograder.course.curve import Curve
from autograder.course.lateness import LatePolicy
from tests.cli.graded_classes import command, rows

COLUMN = "HW9: Toy (4711)"
OTHER = "HW8 (4700)"
TOTALS = ("Current Score", "Unposted Current Score", "Final Score", "Unposted Final Score")
NAMES = ("O'Brien, Zoë", "Müller, Jörg", "van der Berg, Anna", "Lee, Ann, Jr.", "שרה, כהן")


def people() -> list[tuple[str, str, str]]:
    """Name, number and section of each; some are in two sections."""
    names = [*NAMES, *(f"Student{number:02d}, Test{number:02d}" for number in range(6, 31))]
    sections = ("Section 1", "Section 2", "Section 1 and Section 2")
    return [(name, str(100 + number), sections[number % 3]) for number, name in enumerate(names)]


def exported(separator: str = ",", comma: bool = False) -> str:
    """What Canvas exports: a row about posting, the points, the students, and its own test student."""

    def points(value: str) -> str:
        return value.replace(".", ",") if comma else value

    head = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Notes", OTHER, COLUMN, *TOTALS)
    table = [
        head,
        ("", "", "", "", "", "", "", "Manual Posting", "", "", "", ""),
        ("    Points Possible", "", "", "", "", "", points("10.00"), points("3.00"), *["(read only)"] * 4),
    ]
    for name, number, section in people():
        table.append(
            (name, number, f"S{number}", f"u{number}", section, "", points("7.50"), "", *[points("75.00")] * 4)
        )
    table.append(("Student, Test", "999", "", "abc123", "Section 1", "", "", "", *[""] * 4))
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator="\n").writerows(table)
    return "\ufeff" + text.getvalue()


def download(path: Path) -> Path:
    """What Canvas packs: the third has uploaded twice, the fourth was late, the last has handed in nothing."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, number, _ in people()[:-1]:
            letters = "".join(char for char in name.casefold() if char.isalnum())
            late = "LATE_" if number == "103" else ""
            text = "graded FP" if int(number) % 2 else "graded PF"
            if number == "102":
                archive.writestr(f"{letters}_102_4000_mine.py", "graded PP  # the first")
                text = "graded FF  # the second"
            version = "-1" if number == "102" else ""
            archive.writestr(f"{letters}_{late}{number}_5{number}_mine{version}.py", text)
    return path


def imported(text: str, course: dict[str, str]) -> dict[str, str]:
    """The scores that Canvas's importer reads for the assignment 4711, by its rules.

    Args:
        text: of the file.
        course: the students of the course, by number.
    """
    lines = text.removeprefix("\ufeff").splitlines()[:3]
    separator = ";" if len({line.count(";") for line in lines}) == 1 and lines[0].count(";") > 3 else ","
    head, *body = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=separator))
    assert "Student" in head[0]
    assert "ID" in head[1]
    assert "Section" in head[4]  # the last column about students
    own = {"Notes"}
    scored = [name for name in head[5:] if name not in own and not re.search("Current|Final|Override", name)]
    assignments = {}
    for name in scored:
        match = re.fullmatch(r"(.*)\s\((\d+)\)", name)
        assert match, f"Canvas would make a new assignment of {name!r}"
        assignments[match[2]] = head.index(name)
    assert assignments.keys() == {"4700", "4711"}
    assert all(len(row) == len(head) for row in body)
    found = {}
    for row in body:
        if "Points Possible" in row[0]:
            assert row[assignments["4711"]].replace(",", ".") == "3.00", "Canvas would change the points"
        elif not all(re.fullmatch(r"\s*(Muted|Manual Posting.*)?\s*", cell, re.I) for cell in row):
            assert row[1] in course, f"Canvas does not know {row[0]!r}"
            found[row[1]] = row[assignments["4711"]].replace(",", ".")
    return found


@pytest.mark.slow
@pytest.mark.parametrize(("separator", "comma"), [(",", False), (";", True)])
def test_from_the_export_to_what_canvas_imports(separator, comma, run, kit, tmp_path):
    late = LatePolicy(points_per_day=0.5)
    object.__setattr__(kit, "assignment", kit.assignment.model_copy(update={"late": late}))
    gradebook = tmp_path / "2026-11-30T1200_Grades-DL101.csv"
    gradebook.write_text(exported(separator, comma), encoding="utf-8")
    out = tmp_path / "out"
    run(
        *("grade", download(tmp_path / "submissions.zip"), "--assignment", "hw9", "--out", out),
        *("--roster", gradebook, "--keep", "best", "--jobs", 2),
    )
    command("correct", out, "O'Brien, Zoë", "--check", "T.2", "--points", 0.5, "--why", "half was right")
    command("correct", out, "129", "--excuse", "--why", "was ill")

    text = (out / "grades_canvas.csv").read_text(encoding="utf-8")
    course = {number: name for name, number, _ in people()} | {"999": "Test"}
    expected = {number: "2" if int(number) % 2 else "1" for _, number, _ in people()}
    expected |= {"100": "1.5", "102": "3", "103": "1.5", "129": "EX", "999": ""}
    assert imported(text, course) == expected

    before = list(csv.reader(io.StringIO(exported(separator, comma)), delimiter=separator))
    after = list(csv.reader(io.StringIO(text), delimiter=separator))
    place = before[0].index(COLUMN)
    assert [row[:place] + row[place + 1 :] for row in after] == [row[:place] + row[place + 1 :] for row in before]
    assert {path.name for path in out.glob("grades*")} == {"grades.csv", "grades_canvas.csv"}

    kit_curve = kit.assignment.model_copy(update={"curve": Curve(add=0.25)})
    object.__setattr__(kit, "assignment", kit_curve)
    told = run("grade", tmp_path / "submissions.zip", "--assignment", "hw9", "--out", out, "--json")
    assert '"graded_now": 0' in told  # a curve grades nothing again, and what was given before is remembered
    assert {row["id"]: row["score"] for row in rows(out / "grades.csv")}["102"] == "3"
    assert imported((out / "grades_canvas.csv").read_text(encoding="utf-8"), course)["103"] == "1.75"
    assert "Curve: 1.5 points became 1.75." in (out / "students" / "103" / "index.html").read_text()


@pytest.mark.slow
def test_without_the_export_the_number_is_enough(run, tmp_path):
    out = tmp_path / "out"
    path = tmp_path / "submissions.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("lovelaceada_42_100_mine.py", "graded PF")
    told = run("grade", path, "--assignment", "hw9", "--out", out)
    assert "Canvas would make a new assignment" in " ".join(told.split())
    run("grade", path, "--assignment", "hw9", "--out", out, "--canvas-id", "4711")
    possible, ada = rows(out / "grades_canvas.csv")
    assert (possible["Toy (4711)"], ada["ID"], ada["Toy (4711)"]) == ("3", "42", "1")
