"""Submissions as different people write them: valid ones are accepted, wrong ones fail where they are wrong.

What they are and how they are written down is told in ``autograder/assurance/corpus/cases.py``.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from autograder.assurance.corpus.cases import Case, load_cases
from autograder.assurance.corpus.judging import MOST_BY_CASCADE, Judged, Source, totals
from autograder.assurance.corpus.matrix import corpus_table
from autograder.assurance.corpus.run import grade_corpus
from autograder.cli.app import app
from autograder.course import CourseFolder, load_course
from autograder.errors import CourseError
from autograder.results import Check, Outcome, Report, Status
from tests.course.graders.local import checks
from tests.course.loading import load_grader

#: So many of each assignment are graded each day, other ones the next.
RIGHT_ONES, WRONG_ONES = 1, 1


def todays(cases: Iterable[Case], day: date) -> set[Case]:
    """Some that are due on a day, of those that do without the whole training: that takes most of the time."""
    drawn = sorted((case for case in cases if case.left_out), key=lambda case: _draw(case, day))
    right, wrong = ([case for case in drawn if case.valid is valid] for valid in (True, False))
    return {*right[:RIGHT_ONES], *wrong[:WRONG_ONES]}


def _draw(case: Case, day: date) -> bytes:
    return hashlib.sha256(f"{day} {case.title} {case.valid}".encode()).digest()


def _all_cases() -> Iterator[Any]:
    today = datetime.now(timezone.utc).date()
    for assignment in load_course().assignments:
        cases = load_cases(assignment.name)
        due = todays(cases, today)
        for case in cases:
            marks = pytest.mark.slow if case in due else pytest.mark.long  # .ci/run --all grades these as well
            yield pytest.param(case, marks=marks, id=f"{case.title}-{'valid' if case.valid else 'wrong'}")


@pytest.fixture(scope="module")
def judged(request):
    """The verdict on a case; those of one assignment are graded together, as far as verdicts are not kept."""
    known: dict[tuple[str, str, bool], Judged] = {}
    mine = [item.callspec.params["case"] for item in request.session.items if item.name.startswith("test_verdict[")]

    def find(case: Case) -> Judged:
        key = (case.assignment, case.name, case.valid)
        if key not in known:
            together = [other for other in mine if other.assignment == case.assignment]
            for one in grade_corpus(load_course().find(case.assignment), cases=together):
                known[one.case.assignment, one.case.name, one.case.valid] = one
        return known[key]

    return find


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("case", list(_all_cases()))
def test_verdict(judged, case):
    found = judged(case)
    assert found.right, found.complaint
    assert not found.cascades, [outcome.check.number for outcome in found.outcomes if outcome.status is Status.SKIPPED]
    assert all(len(outcome.feedback.split()) <= 160 for outcome in found.outcomes)
    failed = [outcome for outcome in found.outcomes if outcome.status is Status.FAILED]
    assert [outcome.check.number for outcome in failed if "**Next step:** " not in outcome.feedback] == []


def test_each_days_cases_are_few_and_all_get_their_turn():
    for assignment in load_course().assignments:
        cases = load_cases(assignment.name)
        days = [todays(cases, date(2026, 1, 1) + timedelta(days=number)) for number in range(365)]
        for due in days:
            assert len(due) == RIGHT_ONES + WRONG_ONES
            assert sum(case.valid for case in due) == RIGHT_ONES
            assert all(case.left_out for case in due)
        assert set().union(*days) == {case for case in cases if case.left_out}


def test_every_assignment_has_a_corpus():
    for assignment in load_course().assignments:
        cases = load_cases(assignment.name)
        assert any(case.valid for case in cases)
        assert any(not case.valid for case in cases)


def _report(**statuses: Status) -> Report:
    outcomes = [
        Outcome(Check(f"1.{key[1:]}", "a check", 1), status, 0.0, "Expected: more cats", "no cats")
        for key, status in statuses.items()
    ]
    return Report("x", "hw1_x", outcomes=outcomes)


WRONG = Case("hw1_x", "x", valid=False, patch="", fails=("1.2",), says="more cats", mistake="no cats")
VALID = Case("hw1_x", "x", valid=True, patch="")


def test_the_matrix_can_be_read_in_80_characters():
    fine = {f"c{task}.{number}": Status.PASSED for task in range(1, 9) for number in range(1, 5)}
    long = "a_name_that_is_longer_than_what_is_left"
    found = [
        Judged(replace(VALID, name=long), _report(**fine)),
        Judged(replace(WRONG, fails=("1.1.2", "1.8.4"), left_out=("1.3",)), _report(**fine | {"c1.2": Status.FAILED})),
    ]
    console = Console(width=80, file=io.StringIO(), record=True)
    console.print(corpus_table(found))
    heading, _, right, wrong, *_ = [line.split() for line in console.export_text().splitlines() if line.strip()]
    assert heading == ["Submission", *(f"1.{task}" for task in range(1, 9))]
    assert right[:2] == ["✓", "valid:"]
    assert long.startswith(right[2].removesuffix("…"))
    assert right[3:] == ["✓✓✓✓"] * 8
    assert wrong == ["✗", "wrong:", "x", "✓✗✓✓", "✓✓✓✓", "····", *["✓✓✓✓"] * 4, "✓✓✓[✓]"]


def test_a_right_verdict():
    assert Judged(WRONG, _report(c1=Status.PASSED, c2=Status.FAILED, c3=Status.SKIPPED)).right
    assert Judged(VALID, _report(c1=Status.PASSED, c2=Status.PASSED)).right


@pytest.mark.parametrize(
    ("case", "report", "count"),
    [
        (VALID, _report(c1=Status.FAILED), "false_rejects"),
        (VALID, _report(c1=Status.SKIPPED), "false_rejects"),
        (WRONG, _report(c1=Status.FAILED, c2=Status.FAILED), "false_rejects"),
        (WRONG, _report(c1=Status.PASSED, c2=Status.PASSED), "false_accepts"),
        (WRONG, _report(c1=Status.PASSED, c2=Status.SKIPPED), "false_accepts"),
        (WRONG, Report("x", "hw1_x", error="cannot be read"), "faulty"),
        (VALID, _report(c1=Status.ERROR), "faulty"),
        (VALID, Report("x", "hw1_x", outcomes=_report(c1=Status.PASSED).outcomes, faults=["boom"]), "faulty"),
    ],
)
def test_a_wrong_verdict_is_counted(case, report, count):
    one = Judged(case, report)
    assert not one.right
    assert one.complaint
    assert totals([one])[count] == 1


def test_a_mistake_that_nobody_names_is_counted():
    failing = _report(c2=Status.FAILED)
    renamed = [Outcome(o.check, o.status, 0.0, o.feedback, "too many cats") for o in failing.outcomes]
    assert totals([Judged(WRONG, Report("x", "hw1_x", outcomes=renamed))])["misnamed"] == 1
    silent = [Outcome(o.check, o.status, 0.0, "Expected: dogs", "no cats") for o in failing.outcomes]
    assert totals([Judged(WRONG, Report("x", "hw1_x", outcomes=silent))])["misnamed"] == 1


@pytest.mark.parametrize(("waiting", "cascades"), [(0, False), (2, False), (3, True)])
def test_a_mistake_that_costs_far_more_than_itself_is_counted(waiting, cascades):
    waits = {f"c3.{number}": Status.SKIPPED for number in range(waiting)}
    one = Judged(WRONG, _report(**{"c1": Status.PASSED, "c2": Status.FAILED, **waits}))
    assert one.right
    assert totals([one])["cascades"] == cascades


def test_a_mistake_may_take_others_along_where_the_case_says_why():
    waits = {f"c3.{number}": Status.SKIPPED for number in range(9)}
    report = _report(**{"c1": Status.PASSED, "c2": Status.FAILED, **waits})
    assert Judged(WRONG, report).cascades
    assert not Judged(replace(WRONG, takes_along="there is no model to judge"), report).cascades


def test_few_mistakes_take_others_along():
    """Only where nothing is left to judge: a function that raises an error gives no model."""
    argued = [case for assignment in load_course().assignments for case in load_cases(assignment.name)]
    assert {case.title for case in argued if case.takes_along} == {"hw2-layer_never_called", "hw5-layer_never_called"}


def test_no_check_is_waited_for_by_others_that_cost_more_than_twice_its_points():
    """One that waits is lost for certain, so this holds whatever is handed in."""
    for assignment in load_course().assignments:
        marks = [mark for _, mark, _ in checks(load_grader(assignment.name))]
        costs = {mark.args[0].number: mark.args[0].max_score for mark in marks}
        waits_for = {mark.args[0].number: mark.kwargs["after"] for mark in marks if mark.kwargs["after"]}
        taken_along = dict.fromkeys(costs, 0.0)
        for number, cause in waits_for.items():
            while cause:
                taken_along[cause] += costs[number]
                cause = waits_for.get(cause, "")
        assert [number for number in costs if taken_along[number] > MOST_BY_CASCADE * costs[number]] == []


def test_what_is_left_out_of_a_shortened_training_is_no_cascade():
    report = _report(c2=Status.FAILED, **{f"c3.{number}": Status.SKIPPED for number in range(9)})
    assert not Judged(replace(WRONG, left_out=("1.3",)), report).cascades


def test_a_wrong_submission_says_what_fails(tmp_path: Path):
    course = CourseFolder(tmp_path)
    folder = course.files("hw1_x").submissions / "wrong"
    folder.mkdir(parents=True)
    (folder / "a.py").write_text("# %%\nx = 1\n")
    with pytest.raises(CourseError, match="does not say what fails"):
        load_cases("hw1_x", course)
    with pytest.raises(CourseError, match="holds no submissions"):
        load_cases("hw2_x", course)


def test_shortened_training_leaves_checks_out(tmp_path: Path):
    course = CourseFolder(tmp_path)
    folder = course.files("hw1_x").submissions
    (folder / "valid").mkdir(parents=True)
    (folder / "valid" / "a.py").write_text("# %%\nx = 1\n")
    (folder / "valid" / "b.py").write_text("# whole\n# %%\nx = 1\n")
    (folder / "quick.py").write_text("# leaves out: 1.3 1.4\n# %%\nepochs = 1\n")
    short, whole = load_cases("hw1_x", course)
    assert "epochs = 1" in short.patch
    assert (short.counts("1.2.1"), short.counts("1.3.1"), short.counts("1.30.1")) == (True, False, True)
    assert "epochs" not in whole.patch
    assert whole.counts("1.3.1")


def test_the_command_tells_each_verdict_in_a_log_and_sums_up(monkeypatch):
    right = Judged(VALID, _report(c1=Status.PASSED, c2=Status.PASSED), Source.KEPT)
    accepted = Judged(WRONG, _report(c1=Status.PASSED, c2=Status.PASSED))
    monkeypatch.setattr(
        "autograder.assurance.corpus.run.grade_corpus", lambda assignment, cases, everything: iter((right, accepted))
    )
    result = CliRunner().invoke(app, ["verify", "hw1", "--corpus", "--json"])
    assert result.exit_code == 1, result.output
    lines = result.stderr.splitlines()
    assert next(line for line in lines if line.startswith("1 of ")).endswith(": hw1-x: right (kept)")
    assert "1.2 should fail" in next(line for line in lines if line.startswith("2 of "))
    found = json.loads(result.stdout.splitlines()[-1])
    assert (found["submissions"], found["false_accepts"], found["false_rejects"]) == (2, 1, 0)
    assert (found["kept"], found["replayed"], found["run"]) == (1, 0, 1)


def test_the_command_can_be_told_to_grade_everything(monkeypatch):
    told = []

    def grade(assignment, cases, everything):
        told.append(everything)
        return iter([Judged(VALID, _report(c1=Status.PASSED, c2=Status.PASSED))])

    monkeypatch.setattr("autograder.assurance.corpus.run.grade_corpus", grade)
    for options in ([], ["--all"]):
        assert CliRunner().invoke(app, ["verify", "hw1", "--corpus", *options]).exit_code == 0
    assert told == [False, True]
