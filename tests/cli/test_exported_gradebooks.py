"""The gradebook that a platform exports is given with ``--roster`` and comes back filled in, and otherwise as it was.

Canvas has a test of its own, with a class of thirty.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.graded_classes import command


@dataclass(frozen=True)
class Export:
    """What a platform gives for the same two students, of whom one passes all and one half.

    Attributes:
        files: the download.
        table: the exported gradebook.
        written: the name of what is to be imported.
        column: where points stand in it.
        encoding: of the gradebook.
        separator: of its columns.
        comments: where comments stand in it, if it has any.
    """

    files: dict[str, str]
    table: str
    written: str
    column: int
    encoding: str = "utf-8"
    separator: str = ","
    comments: int | None = None


PASSES, FAILS = "graded PP", "graded PF"
EXPORTS = {
    "Moodle, in German": Export(
        {
            "Zoë Müller_2006_assignsubmission_file_/hw9_toy.py": PASSES,
            "Cleo Ray_2005_assignsubmission_file_/hw9_toy.py": FAILS,
        },
        "ID,Vollständiger Name,E-Mail-Adresse,Status,Bewertung,Bestwertung,Bewertung kann geändert werden,"
        "Zuletzt geändert (Abgabe),Zuletzt geändert (Bewertung),Feedback als Kommentar\n"
        'Teilnehmer/in2006,Zoë Müller,zm@x.de,Zur Bewertung abgegeben,,"3,00",Ja,"Freitag, 20. November 2026, 23:59",-,'
        "schon besprochen\n"
        'Teilnehmer/in2005,Cleo Ray,cr@x.de,Zur Bewertung abgegeben,,"3,00",Ja,"Samstag, 21. November 2026, 08:00",-,\n'
        'Teilnehmer/in2007,Nie Da,nd@x.de,Keine Abgabe,,"3,00",Ja,-,-,\n',
        "grades_moodle.csv",
        4,
        comments=9,
    ),
    "Gradescope": Export(
        {
            "e/submission_metadata.yml": "submission_1:\n  :submitters:\n  - :sid: '2006'\n"
            "submission_2:\n  :submitters:\n  - :sid: '2005'\n",
            "e/submission_1/hw9_toy.py": PASSES,
            "e/submission_2/hw9_toy.py": FAILS,
        },
        "First Name,Last Name,SID,Email,Sections,Total Score,Max Points,Status,Submission Time,Lateness (H:M:S)\n"
        "Zoë,Müller,2006,,,,3.0,Ungraded,,\n"
        "Cleo,Ray,2005,c@x.org,,,3.0,Ungraded,2026-11-20 10:00:00 -0800,00:00:00\n"
        "Nie,Da,2007,,,,3.0,Missing,,\n",
        "grades_gradescope.csv",
        5,
    ),
    "Brightspace": Export(
        {
            "2006-10 - Zoë Müller - Nov 20, 2026 1103 AM - mine.py": PASSES,
            "2005-10 - Cleo Ray - Nov 20, 2026 1104 AM - mine.py": FAILS,
        },
        "OrgDefinedId,Username,Last Name,First Name,HW8 Points Grade <Numeric MaxPoints:10>,"
        "HW9 Toy Points Grade <Numeric MaxPoints:3 Weight:10>,End-of-Line Indicator\n"
        "#12,zm,Müller,Zoë,6,,#\n#11,cray,Ray,Cleo,5,,#\n#13,nd,Da,Nie,7,,#\n",
        "grades_brightspace.csv",
        5,
        "utf-8-sig",
    ),
    "Blackboard": Export(
        {
            "hw9_zm_attempt_2026-11-20-10-11-12_mine.py": PASSES,
            "hw9_cray_attempt_2026-11-20-10-11-13_mine.py": FAILS,
        },
        '"Last Name"\t"First Name"\t"Username"\t"Toy [Total Pts: 3 Score] |12345"\t"Essay [Total Pts: 5 Score] |6"\n'
        '"Müller"\t"Zoë"\t"zm"\t""\t"4"\n"Ray"\t"Cleo"\t"cray"\t""\t"2"\n"Da"\t"Nie"\t"nd"\t""\t""\n',
        "grades_blackboard.csv",
        3,
        "utf-16",
        "\t",
    ),
}


def rows(data: bytes, export: Export) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(export.encoding), newline=""), delimiter=export.separator))


@pytest.mark.parametrize("platform", EXPORTS)
def test_it_comes_back_with_points_and_otherwise_as_it_was(
    run: Callable[..., str], platform: str, tmp_path: Path
) -> None:
    export, out = EXPORTS[platform], tmp_path / "out"
    download, gradebook = tmp_path / "download.zip", tmp_path / "gradebook.csv"
    with zipfile.ZipFile(download, "w") as archive:
        for name, text in export.files.items():
            archive.writestr(name, text)
    gradebook.write_bytes(export.table.encode(export.encoding))
    run("grade", download, "--assignment", "hw9", "--out", out, "--roster", gradebook)
    assert {path.name for path in out.glob("grades*")} == {"grades.csv", export.written}

    before, after = (rows(data, export) for data in (gradebook.read_bytes(), (out / export.written).read_bytes()))
    assert [row[export.column] for row in after[1:]] == ["3", "1", ""]
    if export.comments is not None:
        assert after[1][export.comments] == "schon besprochen"  # what somebody wrote stays
        assert after[2][export.comments].startswith("T.2:")
    ours = {export.column, export.comments}
    assert [[cell for place, cell in enumerate(row) if place not in ours] for row in after] == [
        [cell for place, cell in enumerate(row) if place not in ours] for row in before
    ]

    command("correct", out, "Cleo Ray", "--check", "T.2", "--points", 1.5, "--why", "half of it is right")
    assert [row[export.column] for row in rows((out / export.written).read_bytes(), export)[1:]] == ["3", "2.5", ""]


@pytest.mark.parametrize("platform", ["Brightspace", "Blackboard"])
def test_where_only_an_export_tells_the_columns_it_is_asked_for(
    run: Callable[..., str], platform: str, tmp_path: Path
) -> None:
    with zipfile.ZipFile(tmp_path / "download.zip", "w") as archive:
        for name, text in EXPORTS[platform].files.items():
            archive.writestr(name, text)
    told = run("grade", tmp_path / "download.zip", "--assignment", "hw9", "--out", tmp_path / "out")
    assert f"For a gradebook that {platform} imports, give the one that it exports with --roster" in " ".join(
        told.split()
    )
    assert {path.name for path in (tmp_path / "out").glob("grades*")} == {"grades.csv"}
