"""Exported gradebooks are filled in as each platform wrote them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from autograder.classes.people import HandedIn, Student
from autograder.classes.platforms import Platform
from autograder.classes.results import class_results
from autograder.classes.roster import parse_roster
from autograder.classes.store import ClassStore
from autograder.reports.filled import filled
from tests.cli.graded_classes import make

CLASS = [
    (HandedIn((Student("2005", "Cleo Ray"),), Path("a")), "graded PP"),
    (HandedIn((Student("2006", "Zoë Müller"),), Path("b")), "graded PF"),
]
GERMAN = (
    "ID,Vollständiger Name,E-Mail-Adresse,Status,Bewertung,Bestwertung,Bewertung kann geändert werden,"
    "Zuletzt geändert (Abgabe),Zuletzt geändert (Bewertung),Feedback als Kommentar\n"
    'Teilnehmer/in2006,Zoë Müller,zm@x.de,Zur Bewertung abgegeben,,"100,00",Ja,'
    '"Freitag, 20. November 2026, 23:59",-,\n'
    'Teilnehmer/in2005,Cleo Ray,cr@x.de,Zur Bewertung abgegeben,,"100,00",Ja,'
    '"Samstag, 21. November 2026, 08:00",-,schon besprochen\n'
    'Teilnehmer/in2007,Nie Da,nd@x.de,Keine Abgabe,,"100,00",Ja,-,-,\n'
)
BRIGHTSPACE = (
    "OrgDefinedId,Username,Last Name,First Name,HW8 Points Grade <Numeric MaxPoints:10>,"
    "HW9 Toy Points Grade <Numeric MaxPoints:3 Weight:10>,End-of-Line Indicator\n"
    "#11,cray,Ray,Cleo,5,,#\n#12,zm,Müller,Zoë,6,,#\n"
)
BLACKBOARD = (
    '"Last Name"\t"First Name"\t"Username"\t"Toy [Total Pts: 3 Score] |12345"\t"Extension"\n'
    '"Ray"\t"Cleo"\t"2005"\t""\t"2"\n"Müller"\t"Zoë"\t"2006"\t""\t""\n'
)
GRADESCOPE = (
    "First Name,Last Name,SID,Email,Sections,Total Score,Max Points,Status,Submission Time,Lateness (H:M:S)\n"
    "Cleo,Ray,2005,c@x.org,,,3.0,Ungraded,2026-11-20 10:00:00 -0800,00:00:00\nZoë,Müller,2006,,,,3.0,Ungraded,,\n"
)


def fill(tmp_path, platform, data, canvas_id=""):
    out = make(tmp_path / "out", CLASS, platform.value)
    with ClassStore(out) as store:
        results = class_results(store)
    return filled(platform, parse_roster([("export.csv", data)]), results, canvas_id)


def table(data, encoding="utf-8", separator=","):
    return list(csv.reader(io.StringIO(data.decode(encoding), newline=""), delimiter=separator))


def test_moodles_worksheet_in_another_language(tmp_path):
    found = fill(tmp_path, Platform.MOODLE, GERMAN.encode())
    before, after = table(GERMAN.encode()), table(found.data)
    assert [row[4] for row in after] == ["Bewertung", "1", "3", ""]
    assert after[1][9].startswith("T.2:")
    assert after[2][9] == "schon besprochen"  # what somebody wrote stays
    assert [row[:4] + row[5:9] for row in after] == [row[:4] + row[5:9] for row in before]
    assert found.remarks == (
        "export.csv says that the maximum is 100 points, and the grader says 3. Points were not converted.",
    )


@pytest.mark.parametrize(
    ("platform", "text", "encoding", "separator", "column"),
    [
        (Platform.BRIGHTSPACE, BRIGHTSPACE, "utf-8-sig", ",", 5),
        (Platform.BLACKBOARD, BLACKBOARD, "utf-16", "\t", 3),
        (Platform.GRADESCOPE, GRADESCOPE, "utf-8", ",", 5),
    ],
)
def test_other_platforms(platform, text, encoding, separator, column, tmp_path):
    data = text.encode(encoding)
    found = fill(tmp_path, platform, data)
    after = found.data.decode(encoding)
    assert [row[column] for row in table(found.data, encoding, separator)[1:]] == ["3", "1"]
    assert found.remarks == ()
    first = text.partition("\n")[0].removesuffix('\t"Extension"')
    assert after.partition("\n")[0] == first  # a column of our own is not the platform's


def test_canvas_where_no_column_or_several_fit(tmp_path):
    head = "Student,ID,SIS Login ID,Section,{}\n    Points Possible,,,,3\nRay,2005,x,1,\nMüller,2006,y,1,\n"
    found = fill(tmp_path, Platform.CANVAS, head.format("Essay (17)").encode())
    assert found.data is None
    assert "No column of export.csv is called like this assignment: 'Essay (17)'. Give Canvas's" in found.remarks[0]
    found = fill(tmp_path, Platform.CANVAS, head.format("HW9 a (17),HW9 b (18)").encode())
    assert "More than one column" in found.remarks[0]
    found = fill(tmp_path, Platform.CANVAS, head.format("HW9 a (17),HW9 b (18)").encode(), "18")
    assert [row[5] for row in table(found.data)[2:]] == ["3", "1"]
    found = fill(tmp_path, Platform.CANVAS, head.format("Essay (17)").encode(), "18")
    assert [row[5] for row in table(found.data)] == ["Toy (18)", "3", "3", "1"]


def test_who_is_not_in_the_export_is_told(tmp_path):
    head = "Student,ID,SIS Login ID,Section,Toy (17)\n    Points Possible,,,,2\nRay,2005,x,1,\n"
    found = fill(tmp_path, Platform.CANVAS, head.encode())
    assert "Not in export.csv, and so in grades.csv only: 'Zoë Müller (2006)'." in found.remarks
    assert any("More points than export.csv allows" in remark for remark in found.remarks)
