"""Which attempt counts, and what is late: by the platform, by a deadline, and with extensions."""

from __future__ import annotations

import zipfile
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
