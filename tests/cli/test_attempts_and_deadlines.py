"""Which attempt counts, and what is late: by the platform, by a deadline, and with extensions."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.classes.deadlines import Extension, Said, read_deadline, read_extension
from autograder.classes.people import HandedIn, Lateness
from autograder.classes.platforms import read_folder
from autograder.classes.roster import parse_roster
from autograder.cli.app import app
from autograder.course import Keep
from autograder.course.lateness import LatePolicy
from autograder.errors import AutograderError
from tests.classes.conftest import write_class
from tests.cli.graded_classes import BO, DI, make, rows, scores


def attempts(late: Lateness | None = None) -> list[tuple[HandedIn, str]]:
    return [
        (HandedIn((BO,), Path("1"), 1, latest=False), "graded PP"),
        (HandedIn((BO,), Path("2"), 2, latest=False, late=late), "graded FP"),
        (HandedIn((BO,), Path("3"), 3), "ungradable"),
        (HandedIn((DI,), Path("4")), "graded PF"),
    ]


@pytest.mark.parametrize(("keep", "attempt", "score"), [("latest", "3", ""), ("best", "1", "3"), ("first", "1", "3")])
def test_which_attempt_counts(keep, attempt, score, tmp_path):
    out = make(tmp_path / "out", attempts(), keep=keep)
    assert [(row["attempt"], row["score"]) for row in rows(out / "grades.csv")] == [(attempt, score), ("1", "1")]
    assert {row["attempt"] for row in rows(out / "checks.csv") if row["counts"] == "True" and row["id"] == "7"} <= {
        attempt
    }
    pages = {path.name for path in (out / "students").iterdir()}
    assert pages == {"7", "9", *(f"7.attempt-{number}" for number in (1, 2, 3) if str(number) != attempt)}


def test_the_best_is_so_after_what_being_late_costs(tmp_path):
    items = [(HandedIn((BO,), Path("1"), 1, latest=False), "graded FP"), (HandedIn((BO,), Path("2"), 2), "graded PP")]
    late = [items[0], (HandedIn((BO,), Path("2"), 2, late=Lateness()), "graded PP")]
    policy = LatePolicy(points_per_day=1.5).model_dump_json()
    for handed_in, best in ((items, "2"), (late, "1")):
        out = make(tmp_path / f"out{best}", handed_in, keep=Keep.BEST.value, late_policy=policy)
        assert [row["attempt"] for row in rows(out / "grades.csv")] == [best]


@pytest.mark.slow
def test_it_is_chosen_on_the_command_line_and_remembered(run, kit, tmp_path):
    folder = write_class(tmp_path / "class", {"bo_attempt1": "graded PP", "bo_attempt2": "graded FP"})
    grade = ("grade", folder, "--assignment", "hw9", "--out", tmp_path / "out", "--jobs", 1)
    run(*grade)
    assert scores(tmp_path / "out") == {"bo": "2"}
    run(*grade, "--keep", "best")
    run(*grade)
    assert scores(tmp_path / "out") == {"bo": "3"}
    (folder / "bo_attempt3.py").write_text("graded FF")
    run(*grade, "--keep", "latest")
    assert scores(tmp_path / "out") == {"bo": "0"}
    run(*grade, "--keep", "first")
    assert scores(tmp_path / "out") == {"bo": "3"}
    with pytest.raises(AutograderError, match="no attempt called 'worst'"):
        run(*grade, "--keep", "worst")
    first = kit.assignment.model_copy(update={"keep": Keep.FIRST})
    object.__setattr__(kit, "assignment", first)  # what the course says is for classes without a choice of their own
    assert '"submissions": 1' in run(*grade[:4], "--out", tmp_path / "other", "--json")
    assert scores(tmp_path / "other") == {"bo": "3"}


TIMES = {"ada": "2026-11-20-23-30-00", "bo": "2026-11-22-12-00-00", "cy": "2026-11-23-01-00-00"}


def test_gradescope_and_a_list_name_times(tmp_path):
    (tmp_path / "submission_1").mkdir()
    (tmp_path / "submission_1" / "a.py").write_text("x = 1")
    created = "submission_1:\n  :created_at: 2026-11-21 01:30:00.123456789 Z\n  :submitters:\n  - :sid: '1'\n"
    (tmp_path / "submission_metadata.yml").write_text(created)
    found = read_folder(tmp_path, "hw9_toy", tmp_path / "staged", deadline=read_deadline("2026-11-21 00:00+00:00"))
    assert [item.late for item in found.handed_in] == [Lateness(timedelta(minutes=90))]
    grades = b"Name,SID,Submission Time,Lateness (H:M:S)\nAda,1,2026-11-20 17:30:00 -0800,26:00:00\n"
    (entry,) = parse_roster([("grades.csv", grades)]).entries
    assert (entry.at, entry.late_by) == (read_deadline("2026-11-21 01:30Z"), timedelta(hours=26))


@pytest.mark.slow
def test_a_deadline_and_an_extension(run, kit, tmp_path):
    late = kit.assignment.model_copy(update={"late": LatePolicy(points_per_day=0.5)})
    object.__setattr__(kit, "assignment", late)
    path, out, more = tmp_path / "export.zip", tmp_path / "out", tmp_path / "extensions.csv"
    with zipfile.ZipFile(path, "w") as archive:
        for name, time in TIMES.items():
            archive.writestr(f"hw9_{name}_attempt_{time}_mine.py", f"graded PP  # {name}")
    more.write_text("Username,Extension\ncy,1.5\nbo,\nada,\n")
    grade = ("grade", path, "--assignment", "hw9", "--out", out)
    run(*grade, "--deadline", "2026-11-21 00:00")
    assert scores(out) == {"ada": "3", "bo": "2", "cy": "1.5"}
    told = run(*grade, "--roster", more)
    assert "The deadline is 2026-11-21T00:00:00" in " ".join(told.split())
    assert "Late: bo, cy." in told
    assert scores(out) == {"ada": "3", "bo": "2", "cy": "2.5"}
    run(*grade, "--deadline", "none")
    assert scores(out) == {"ada": "3", "bo": "3", "cy": "3"}
    more.write_text("Username,Extension\ncy,soon\n")
    result = CliRunner().invoke(app, [*map(str, grade), "--roster", str(more)])
    assert "extensions.csv: The extension 'soon' cannot be read." in str(result.exception)


@dataclass(frozen=True)
class Download:
    """What a platform says about times, in the download or in a list; everybody passes everything.

    Attributes:
        files: the download.
        table: a list of students.
        deadline: if one is given.
        scores: what each has after 0.5 points for each day that began.
        told: what the command says.
    """

    files: Iterable[str]
    table: str
    deadline: str
    scores: dict[str, str]
    told: str


GRADESCOPE_TIMES = "".join(
    f"submission_{number}:\n  :created_at: 2026-11-2{day} 01:30:00.123456789 Z\n  :submitters:\n  - :sid: '{number}'\n"
    for number, day in ((1, 0), (2, 1), (3, 2))
)
GRADESCOPE_FILES = [f"e/submission_{number}/hw9_toy.py" for number in (1, 2, 3)]
WORKSHEET = (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
    "Last modified (submission),Last modified (grade),Feedback comments\n"
    'Participant 1,Ada,a@x.org,Submitted for grading,,3.00,Yes,"Friday, 20 November 2026, 11:30 PM",-,\n'
    'Participant 2,Bo,b@x.org,Submitted for grading,,3.00,Yes,"Saturday, 21 November 2026, 10:00 AM",-,\n'
    'Participant 3,Cy,c@x.org,"Submitted for grading - Extension granted until: Monday, 23 November 2026, 12:00 PM",'
    ',3.00,Yes,"Sunday, 22 November 2026, 10:00 AM",-,\n'
)
DOWNLOADS = {
    "Gradescope's times": Download(
        GRADESCOPE_FILES, "", "2026-11-21 00:00+00:00", {"1": "3", "2": "2.5", "3": "2"}, "Late: 2, 3."
    ),
    "Gradescope's grades": Download(
        GRADESCOPE_FILES,
        "Name,SID,Lateness (H:M:S),Extension\nAda,1,00:00:00,\nBo,2,26:00:00,\nCy,3,26:00:00,1\n",
        "",
        {"1": "3", "2": "2", "3": "2.5"},
        "Late according to the platform: Bo, Cy.",
    ),
    "Moodle's worksheet": Download(
        [f"{name}_{number}_assignsubmission_file_/hw9_toy.py" for number, name in enumerate(("Ada", "Bo", "Cy"), 1)],
        WORKSHEET,
        "2026-11-21 00:00",
        {"1": "3", "2": "2.5", "3": "3"},
        "Late: Bo.",
    ),
    "Brightspace's names": Download(
        [f"{number}-9 - {name} - Nov 2{number}, 2026 1103 AM - hw9_toy.py" for number, name in ((0, "Ada"), (1, "Bo"))],
        "",
        "2026-11-20",
        {"0-9": "3", "1-9": "2.5"},
        "Late: Bo.",
    ),
    "Canvas's mark": Download(
        ["ada_LATE_1_10_hw9_toy.py", "bo_LATE_2_20_hw9_toy.py", "cy_3_30_hw9_toy.py"],
        "Student,ID,Extension\nAda,1,2\nBo,2,\nCy,3,\n",
        "",
        {"1": "3", "2": "2.5", "3": "3"},
        "Late according to the platform: Bo.",
    ),
}


@pytest.mark.parametrize("says", DOWNLOADS)
def test_what_each_platform_says_about_times(run, kit, tmp_path, says):
    download, path = DOWNLOADS[says], tmp_path / "download.zip"
    late = kit.assignment.model_copy(update={"late": LatePolicy(points_per_day=0.5)})
    object.__setattr__(kit, "assignment", late)
    with zipfile.ZipFile(path, "w") as archive:
        if "Gradescope" in says:
            archive.writestr("e/submission_metadata.yml", GRADESCOPE_TIMES)
        for name in download.files:
            archive.writestr(name, f"graded PP  # {name}")
    words = ["grade", path, "--assignment", "hw9", "--out", tmp_path / "out"]
    if download.table:
        (tmp_path / "list.csv").write_text(download.table)
        words += ["--roster", tmp_path / "list.csv"]
    if download.deadline:
        words += ["--deadline", download.deadline]
    told = " ".join(run(*words).split())
    assert scores(tmp_path / "out") == download.scores
    assert download.told in told
    assert ("Marked as late, and assumed to be covered by an extension: 'Ada" in told) == ("Canvas" in says)


@pytest.mark.slow
def test_the_best_is_chosen_after_lateness(run, kit, tmp_path):
    object.__setattr__(kit, "assignment", kit.assignment.model_copy(update={"late": LatePolicy(points_per_day=1.5)}))
    path, out = tmp_path / "export.zip", tmp_path / "out"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hw9_bo_attempt_2026-11-20-12-00-00_mine.py", "graded FP")
        archive.writestr("hw9_bo_attempt_2026-11-22-12-00-00_mine.py", "graded PP")
    grade = ("grade", path, "--assignment", "hw9", "--out", out, "--keep", "best")
    run(*grade)
    assert [(row["attempt"], row["score"]) for row in rows(out / "grades.csv")] == [("2", "3")]
    run(*grade, "--deadline", "2026-11-21 00:00")
    assert [(row["attempt"], row["score"]) for row in rows(out / "grades.csv")] == [("1", "2")]


@pytest.mark.parametrize(
    ("said", "late_by"),
    [
        (Said(), None),
        (Said(late=Lateness()), "?"),
        (Said(late=Lateness(), extensions=(Extension(),)), "?"),
        (Said(late=Lateness(), extensions=(read_extension("1"),)), None),
        (Said(late_by=read_extension("2").by, extensions=(read_extension("36 hours"),)), 12),
        (Said(late_by=read_extension("2").by, extensions=(read_extension("2"),)), None),
        (Said(at=read_deadline("2026-11-22 10:00Z"), extensions=(read_extension("2026-11-22 08:00Z"),)), 2),
        (Said(at=read_deadline("2026-11-22 10:00Z"), late=Lateness()), "?"),
    ],
)
def test_lateness_without_a_deadline(said, late_by):
    found = said.lateness(None)
    hours = None if found is None else "?" if found.by is None else found.by.total_seconds() / 3600
    assert hours == late_by


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-13-01", "20.11.2026"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(AutograderError, match="is not a time"):
        read_deadline(text)
