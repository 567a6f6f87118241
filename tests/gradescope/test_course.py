"""The course file: what it may say, how a wrong one is explained, and what late submissions cost."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring.verify import _claim_of_points
from autograder.course import Assignment, Course, Visibility, load_course
from autograder.course.lateness import LatePolicy, SubmissionTimes, in_words
from autograder.course.toml_files import line_of
from autograder.engine import supervisor
from autograder.engine.kit import GradingKit
from autograder.errors import CourseError
from autograder.gradescope import run
from autograder.results import Check, Isolation, Outcome, Report, Status
from tests.gradescope.schema import read_results
from tests.gradescope.test_results import FAILED, PASSED, report

COURSE = """\
# The whole course.
[course]
title = "T"
profile = "doodles"

[course.late]
points_per_day = 10
at_most = 50

[[assignment]]
name = "hw1_one"
title = "One"
minutes = 30
points = 40
weight = 2
visibility = "after_published"

[assignment.visibility_of]
"1.2" = "visible"
"1.2.3" = "after_due_date"

[assignment.limits]
cell_seconds = 5

[[assignment]]
name = "hw2_two"
title = "Two"
minutes = 30

[assignment.late]
points_per_day = 0
"""


def load(tmp_path: Path, text: str) -> Course:
    path = tmp_path / "course.toml"
    path.write_text(text)
    return load_course(path)


def test_what_is_said_is_found_and_the_rest_has_defaults(tmp_path: Path) -> None:
    course = load(tmp_path, COURSE)
    one, two = course.assignments
    assert (one.points, one.weight, one.limits.cell_seconds) == (40, 2, 5)
    assert (two.points, two.weight, two.visibility) == (100, 1, Visibility.VISIBLE)
    assert one.late == LatePolicy(points_per_day=10, at_most=50)
    assert two.late == LatePolicy(points_per_day=0)
    assert load(tmp_path, COURSE.partition("[course.late]")[0]).assignments == ()


def test_the_longest_start_of_a_number_decides_about_visibility(tmp_path: Path) -> None:
    one = load(tmp_path, COURSE).find("hw1")
    shown = {number: one.visibility_of_check(number).value for number in ("1.1", "1.2", "1.2.1", "1.2.3", "1.20")}
    assert shown == {
        "1.1": "after_published",
        "1.2": "visible",
        "1.2.1": "visible",
        "1.2.3": "after_due_date",
        "1.20": "after_published",
    }


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("minutes = 30\npoints", "minuets = 30\npoints", "line 10: assignment.0.minutes: this key is missing"),
        ('title = "One"', 'titel = "One"\ntitle = "One"', "line 12: assignment.0.titel: there is no such key"),
        ('profile = "doodles"', "profile = 3", "line 4: course.profile: "),
        ("points = 40", 'points = "many"', "line 14: assignment.0.points: "),
        ("points = 40", "points = 0", "line 14: assignment.0.points: "),
        ("weight = 2", "weight = -2", "line 15: assignment.0.weight: "),
        ('visibility = "after_published"', 'visibility = "hidden"', "line 16: assignment.0.visibility: "),
        ('"1.2.3" = "after_due_date"', '"1.2.3" = "open"', "line 20: assignment.0.visibility_of.1.2.3: "),
        ("cell_seconds = 5", "cell_seconds = -5", "line 23: assignment.0.limits.cell_seconds: "),
        ("cell_seconds = 5", "cell_hours = 5", "line 23: assignment.0.limits.cell_hours: there is no such key"),
        ("at_most = 50", "at_least = 50", "line 8: course.late.at_least: there is no such key"),
        ("points_per_day = 0", "grace_minutes = 0", "line 30: assignment.1.late.points_per_day: this key is missing"),
        ("points_per_day = 0", "points_per_day = 1\ngrace_minutes = -1", "line 32: assignment.1.late.grace_minutes"),
        ('"hw2_two"', '"hw1_two"', "line 26: assignment.1.name: there is another assignment 'hw1'"),
        ('title = "Two"', 'title = "One"', "line 27: assignment.1.title: there is another assignment 'One'"),
        ("[assignment.late]", "[assignment.late", "not valid TOML: "),
        ("# The whole course.", "[curse]", "line 1: curse: there is no such key"),
        ("# The whole course.", "speed = 3", "line 1: speed: there is no such key"),
    ],
)
def test_a_wrong_file_is_explained_with_key_and_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert COURSE.count(old) == 1
    with pytest.raises(CourseError) as caught:
        load(tmp_path, COURSE.replace(old, new))
    assert told in str(caught.value)
    assert "course.toml" in str(caught.value)


def test_a_file_that_is_no_text_is_explained(tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_bytes(b"\xff\xfe[course]")
    with pytest.raises(CourseError, match="UTF-8"):
        load_course(tmp_path / "course.toml")


def test_text_over_several_lines_is_not_taken_for_keys() -> None:
    text = 'a = """\nb = 1\n[c]\n"""\nb = 2\n[c]\nd = 3 # """\ne = \'\'\'x\'\'\'\nf = 4\n'
    assert [line_of(text, place) for place in (("a",), ("b",), ("c",), ("c", "e"), ("c", "f"), ("g",))] == [
        1,
        5,
        6,
        8,
        9,
        None,
    ]


def test_the_courses_own_file_is_sound(repository: Path) -> None:
    course = load_course(repository / "solutions" / "course.toml")
    assert [one.short for one in course.assignments] == sorted(one.short for one in course.assignments)
    assert all(one.visibility is Visibility.VISIBLE and not one.visibility_of for one in course.assignments)


# ---------------------------------------------------------------- points


def _graded(*numbers: str) -> Report:
    isolation = Isolation(("separate process",), isolated=True)
    outcomes = [Outcome(Check(number, "n", 5), Status.PASSED, 5.0) for number in numbers]
    return Report("x", "hw1_one", outcomes, isolation=isolation)


@pytest.mark.parametrize(
    ("points", "promised", "by_hand", "told"),
    [
        (15, {"1.1": 10.0, "1.2": 5.0}, {}, ""),
        (15, {"1.1": 10.0, "1.2": 5.0, "1.3": 2.0}, {"1.3": 2.0}, ""),
        (20, {"1.1": 10.0, "1.2": 5.0}, {}, "20 in course.toml, 15 in the grader"),
        (15, {"1.1": 5.0, "1.2": 10.0}, {}, "task 1.1: 5 in the notebook, 10 in the grader"),
        (15, {"1.1": 10.0}, {}, "task 1.2: 0 in the notebook, 5 in the grader"),
        (15, {"1.1": 10.0, "1.2": 5.0, "1.3": 1.0}, {}, "task 1.3: 1 in the notebook, 0 in the grader"),
        (15, {"1.1": 10.0, "1.2": 5.0}, {"1.3": 2.0}, "task 1.3: 0 in the notebook, 2 in the grader"),
    ],
)
def test_points_that_do_not_agree_are_told(
    points: float, promised: dict[str, float], by_hand: dict[str, float], told: str
) -> None:
    assignment = Assignment(name="hw1_one", title="One", minutes=1, points=points)
    claim = _claim_of_points(assignment, promised, _graded("1.1.1", "1.1.2", "1.2"), by_hand)
    assert claim.fine is not bool(told)
    assert told in claim.detail


def test_a_group_of_checks_that_is_not_there_is_told() -> None:
    shown = {"1.1": Visibility.VISIBLE, "1": Visibility.VISIBLE, "1.10": Visibility.AFTER_DUE_DATE}
    assignment = Assignment(name="hw1_one", title="One", minutes=1, points=5, visibility_of=shown)
    claim = _claim_of_points(assignment, {"1.1": 5.0}, _graded("1.1.1"), {})
    assert claim.detail == "visibility_of names 1.10, and no check is called so"


# ---------------------------------------------------------------- visibility


def test_checks_that_are_shown_later_are_not_counted_now() -> None:
    assignment = Assignment(name="hw2_two", title="T", minutes=1, visibility_of={"2.2": Visibility.AFTER_DUE_DATE})
    content = run.to_gradescope(report(PASSED, FAILED), assignment)
    assert [test["visibility"] for test in content["tests"]] == ["visible", "after_due_date"]
    assert content["output"].startswith("**1 of 1 checks passed.**\n\n1 more is shown later")


# ---------------------------------------------------------------- late


DUE = datetime(2026, 5, 4, 23, 0, tzinfo=timezone(timedelta(hours=-7)))


@pytest.mark.parametrize(
    ("late_by", "score", "taken"),
    [
        (timedelta(days=-3), 80, 0),
        (timedelta(), 80, 0),
        (timedelta(minutes=15), 80, 0),
        (timedelta(minutes=15, seconds=1), 80, 10),
        (timedelta(days=1), 80, 10),
        (timedelta(days=1, seconds=1), 80, 20),
        (timedelta(days=400), 80, 45),
        (timedelta(days=3), 25, 25),
        (timedelta(days=3), 0, 0),
    ],
)
def test_what_is_deducted(late_by: timedelta, score: float, taken: float) -> None:
    policy = LatePolicy(points_per_day=10, at_most=45, grace_minutes=15)
    assert policy.deduction(late_by, score) == taken
    assert ("deducted" in policy.in_words(late_by, score)) == (late_by > timedelta() and score > 0)


@pytest.mark.parametrize(
    ("late_by", "words"),
    [
        (timedelta(seconds=1), "1 minute"),
        (timedelta(minutes=59, seconds=1), "1 hour"),
        (timedelta(minutes=125), "2 hours and 5 minutes"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=2, hours=1, minutes=59), "2 days and 1 hour"),
    ],
)
def test_a_time_in_words(late_by: timedelta, words: str) -> None:
    assert in_words(late_by) == words


def metadata(at: str | None, due: object, *own: object) -> dict[str, Any]:
    """``submission_metadata.json``; ``own`` are the due dates of students with an extension."""
    users = [
        {"id": 1, "name": "S", "email": "s@example.com", **({"assignment": {"due_date": o}} if o else {})} for o in own
    ]
    return {
        "id": 123,
        "created_at": at,
        "assignment": {"id": 25, "due_date": due, "late_due_date": None, "total_points": "2.0"},
        "submission_method": "upload",
        "users": users,
        "previous_submissions": [],
    }


@pytest.mark.parametrize(
    ("given", "hours"),
    [
        (metadata("2026-05-04T23:00:00.000000-07:00", "2026-05-04T23:00:00.000000-07:00", None), 0),
        (metadata("2026-05-05T08:00:00.000000Z", "2026-05-04T23:00:00.000000-07:00"), 2),
        (metadata("2026-05-04T20:00:00.365935-07:00", "2026-05-04T23:00:00.365935-07:00"), -3),
        (metadata("2026-05-06T23:00:00-07:00", "2026-05-04T23:00:00-07:00", "2026-05-06T23:00:00-07:00"), 0),
        (metadata("2026-05-06T23:00:00-07:00", "2026-05-04T23:00:00-07:00", "2026-05-05T23:00:00-07:00", None), 24),
        (
            metadata(
                "2026-05-06T23:00:00-07:00",
                "2026-05-04T23:00:00-07:00",
                "2026-05-05T23:00:00-07:00",
                "2026-05-06T22:00:00-07:00",
            ),
            1,
        ),
        (metadata(None, "2026-05-04T23:00:00-07:00"), None),
        (metadata("2026-05-04T23:00:00-07:00", None), None),
        (metadata("yesterday", "2026-05-04T23:00:00-07:00"), None),
        (metadata("2026-05-04T23:00:00", "2026-05-04T23:00:00-07:00"), None),
        (metadata("2026-05-04T23:00:00-07:00", 17), None),
        ({}, None),
        ({"created_at": "2026-05-04T23:00:00Z", "assignment": [], "users": "many"}, None),
        ({"created_at": "2026-05-04T23:00:00Z", "assignment": {"due_date": "2026-05-04T22:00:00Z"}, "users": [3]}, 1),
    ],
)
def test_times_in_gradescopes_metadata(given: dict[str, Any], hours: float | None) -> None:
    found = SubmissionTimes.from_gradescope(given)
    assert (found.late_by / timedelta(hours=1) if found else None) == hours


@pytest.mark.parametrize(
    ("at", "score", "told"),
    [
        ("2026-05-04T22:59:00-07:00", 2, ""),
        ("2026-05-04T23:05:00-07:00", 2, "5 minutes after the due date. Nothing was deducted"),
        ("2026-05-05T01:00:00-07:00", 1.5, "**Late: 0.5 points were deducted.** This was handed in 2 hours after"),
        ("2026-05-30T01:00:00-07:00", 0, "**Late: 2 points were deducted.**"),
        (None, 2, ""),
    ],
)
def test_on_gradescope_a_late_submission_is_told_what_it_costs(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], at: str, score: float, told: str
) -> None:
    path = root / "source" / "assignment.json"
    policy = {"points_per_day": 0.5, "grace_minutes": 10}
    path.write_text(json.dumps({**json.loads(path.read_text()), "late": policy}))
    (root / "submission_metadata.json").write_text(json.dumps(metadata(at, "2026-05-04T23:00:00-07:00")))

    def grade(submission: Path, kit: GradingKit) -> Report:
        return Report("x", kit.assignment.name, [Outcome(Check("1", "One", 2), Status.PASSED, 2.0, "Well done.")])

    monkeypatch.setenv("AUTOGRADER_ROOT", str(root))
    monkeypatch.setattr(supervisor, "grade", grade)
    assert run.main() == 0
    results = read_results(root)
    assert results.score == score
    assert results.tests[0].score == 2
    assert told in str(results.output)
    assert ("due date" in str(results.output)) is bool(told)
    assert Report.from_json(results.extra_data).score == score
    assert ("late policy was not applied" in capsys.readouterr().out) is (at is None)
