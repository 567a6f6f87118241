"""A question with choices on Gradescope: full points for the first answer, half for the next, then no verdict."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from autograder.course import Visibility
from autograder.course.lateness import LatePolicy
from autograder.engine import supervisor
from autograder.engine.kit import GradingKit
from autograder.gradescope import run
from autograder.results import Check, Isolation, Outcome, Report, Status
from tests.gradescope.conftest import lay_out
from tests.gradescope.schema import ResultOfTest, Results, read_results

CHECK = Check("9.5.1", "The sky", 6)
RIGHT = "k7"
NOW = datetime.now(timezone.utc)
DUE = NOW + timedelta(days=1)


class Gradescope:
    """One student, who hands in again and again; the platform tells the results of earlier submissions."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = root
        self.due: dict[str, Any] = {"due_date": DUE.isoformat()}
        self.users: Any = []
        self.course: dict[str, Any] = {}
        self.previous: Any = []
        self.count = 0
        self.answer = self.me = ""
        monkeypatch.setenv("AUTOGRADER_ROOT", str(root))
        monkeypatch.setattr(supervisor, "grade", self._grade)

    def _grade(self, submission: Path, kit: GradingKit) -> Report:
        object.__setattr__(kit, "assignment", kit.assignment.model_copy(update=self.course))
        passed = self.answer == RIGHT
        status = Status.PASSED if passed else Status.FAILED if self.answer else Status.UNANSWERED
        feedback, mistake = ("Air scatters.", "") if passed else (f"Not {self.answer}.", f"question 9.5: {self.answer}")
        asked = Outcome(CHECK, status, 6.0 if passed else 0.0, feedback, mistake, answer=self.answer)
        other = Outcome(Check("9.1.1", "Other", 4), Status.PASSED, 4.0)
        isolation = Isolation(("separate process",), isolated=True)
        return Report("x", "hw9_toy", [other, asked], isolation=isolation, me=self.me)

    def hand_in(self, answer: str) -> Results:
        """Hand in an answer a minute after the one before."""
        self.count += 1
        self.answer = answer
        at = NOW - timedelta(hours=2) + timedelta(minutes=self.count)
        self._write(at, self.previous)
        results = self._run()
        if isinstance(self.previous, list):
            self.previous.append({"submission_time": at.isoformat(), "score": results.score, "results": self._json()})
        return results

    def grade_again(self) -> Results:
        """What the platform does when the latest submission is graded again; the list holds that one, too."""
        self._write(datetime.fromisoformat(self.previous[-1]["submission_time"]), self.previous)
        return self._run()

    def _write(self, at: datetime, previous: Any) -> None:
        metadata = {
            "id": self.count,
            "created_at": at.isoformat(),
            "assignment": self.due,
            "users": self.users,
            "previous_submissions": previous,
        }
        (self.root / "submission_metadata.json").write_text(json.dumps(metadata))

    def _run(self) -> Results:
        assert run.main() == 0
        return read_results(self.root)

    def _json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.root / "results" / "results.json").read_text())
        return found


@pytest.fixture(scope="module")
def folder(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One unpacked zip: here nothing in it is changed."""
    return lay_out(archive, tmp_path_factory.mktemp("gradescope") / "autograder")


@pytest.fixture
def gradescope(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Gradescope:
    return Gradescope(folder, monkeypatch)


def asked(results: Results) -> ResultOfTest:
    return next(test for test in results.tests if test.number == CHECK.number)


def points(gradescope: Gradescope, answers: str) -> list[float | None]:
    return [asked(gradescope.hand_in(answer)).score for answer in answers.split()]


@pytest.mark.parametrize(
    ("answers", "scores"),
    [
        ("k7", [6]),
        ("w2 k7", [0, 3]),
        ("w2 w2 w2 k7 k7", [0, 0, 0, 3, 3]),  # the same answer again is no attempt
        ("w2 b4 k7", [0, 0, 0]),  # the third has no verdict
        ("w2 b4 k7 w2 b4", [0] * 5),
        ("k7 w2 k7", [6, 0, 6]),  # whoever had it right may come back to it
        ("w2 k7 b4 k7", [0, 3, 0, 3]),
    ],
)
def test_points_by_attempt(gradescope: Gradescope, answers: str, scores: list[float]) -> None:
    assert points(gradescope, answers) == scores


def test_what_is_not_answered_is_no_attempt(gradescope: Gradescope) -> None:
    for _ in range(3):
        gradescope.hand_in("")
    assert points(gradescope, "k7") == [6]


def test_without_a_verdict_nothing_tells_whether_it_is_right(gradescope: Gradescope) -> None:
    gradescope.hand_in("w2")
    gradescope.hand_in("b4")
    told = []
    for answer in ("k7", "m5"):
        results = gradescope.hand_in(answer)
        assert asked(results).status is None
        assert asked(results).max_score == 6
        assert results.score == 4
        text = json.dumps(results.model_dump(mode="json") | {"execution_time": 0})
        told.append(text.replace(f"submission {gradescope.count}", "submission"))
    assert told[0] == told[1]
    assert "No verdict before" in str(asked(results).output)
    assert "2 other answers" in str(asked(results).output)
    assert f"{DUE:%Y}" in str(asked(results).output)


def test_students_are_told_what_the_next_answer_is_worth(gradescope: Gradescope) -> None:
    first, second = gradescope.hand_in("w2"), gradescope.hand_in("b4")
    assert str(asked(first).output).endswith("A different answer can get half of the points.")
    assert str(asked(second).output).endswith("Whether it is right is shown after the due date only.")


def test_half_of_the_points_are_explained(gradescope: Gradescope) -> None:
    gradescope.hand_in("w2")
    results = gradescope.hand_in("k7")
    assert asked(results).status == "passed"
    assert "Half of the points, since this was your second answer" in str(asked(results).output)
    assert results.score == 7


@pytest.mark.parametrize("answer", ["k7", "m5"])
def test_the_verdict_comes_when_it_is_graded_again_after_the_due_date(gradescope: Gradescope, answer: str) -> None:
    for earlier in ("w2", "b4", answer):
        gradescope.hand_in(earlier)
    assert asked(gradescope.grade_again()).status is None
    gradescope.due = {"due_date": (NOW - timedelta(hours=1)).isoformat()}
    again = asked(gradescope.grade_again())
    assert (again.status, again.score) == (("passed", 3) if answer == RIGHT else ("failed", 0))
    assert "different answer" not in str(again.output), "nothing can be handed in any more"


def test_as_long_as_something_can_be_handed_in_late_there_is_no_verdict(gradescope: Gradescope) -> None:
    past, soon = (NOW - timedelta(hours=1)).isoformat(), (NOW + timedelta(hours=1)).isoformat()
    gradescope.due = {"due_date": past, "late_due_date": soon}
    assert points(gradescope, "w2 b4 k7") == [0, 0, 0]
    gradescope.due = {"due_date": past, "late_due_date": past}
    assert asked(gradescope.grade_again()).score == 3
    gradescope.users = [{"assignment": {"due_date": soon}}]  # an extension
    assert asked(gradescope.grade_again()).score == 0


def test_what_is_deducted_for_being_late_is_so_from_what_is_left(gradescope: Gradescope) -> None:
    gradescope.course = {"late": LatePolicy(points_per_day=100)}
    past = (NOW - timedelta(days=1)).isoformat()
    gradescope.due = {"due_date": past, "late_due_date": DUE.isoformat()}
    gradescope.hand_in("w2")
    results = gradescope.hand_in("k7")
    assert results.score == 0
    assert results.extra_data["deducted"] == 7


def test_without_a_due_date_nothing_is_held_back(gradescope: Gradescope, capsys: pytest.CaptureFixture[str]) -> None:
    gradescope.due = {}
    assert points(gradescope, "w2 b4 k7") == [0, 0, 3]
    assert "names no due date" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("allowed", "scores"), [(0, [0, 0, 6]), (1, [0, 0, 0]), (2, [0, 0, 0]), (3, [0, 0, 3]), (9, [0, 0, 3])]
)
def test_the_course_says_how_many_have_a_verdict(gradescope: Gradescope, allowed: int, scores: list[float]) -> None:
    gradescope.course = {"attempts_at_choices": allowed}
    assert points(gradescope, "w2 b4 k7") == scores


def test_where_no_verdict_is_seen_nothing_was_tried_out(gradescope: Gradescope) -> None:
    gradescope.course = {"visibility_of": {"9.5": Visibility.AFTER_DUE_DATE}}
    assert points(gradescope, "w2 b4 k7") == [0, 0, 6]


def test_staff_are_told_what_was_held_back(gradescope: Gradescope, capsys: pytest.CaptureFixture[str]) -> None:
    points(gradescope, "w2 b4 k7")
    assert f"Held back: 9.5.1. Have it graded again after {DUE}" in capsys.readouterr().out


def damage(change: Callable[[dict[str, Any]], object]) -> Callable[[list[Any]], Any]:
    def changed(previous: list[Any]) -> Any:
        for entry in previous:
            change(entry)
        return previous

    return changed


DAMAGES: dict[str, Callable[[list[Any]], Any]] = {
    "nothing": lambda previous: None,
    "a text": lambda previous: "many",
    "odd entries": lambda previous: [None, 7, [], "x", {}],
    "no results": damage(lambda entry: entry.pop("results")),
    "the autograder failed": damage(lambda entry: entry.update(results={"score": 0, "output": "failed"})),
    "no time": damage(lambda entry: entry.pop("submission_time")),
    "a time without zone": damage(lambda entry: entry.update(submission_time="2026-11-20T10:00:00")),
    "a later time": damage(lambda entry: entry.update(submission_time="2099-01-01T00:00:00Z")),
    "other data": damage(lambda entry: entry["results"].update(extra_data=[1])),
    "tests that are none": damage(lambda entry: entry["results"]["extra_data"].update(tests=7)),
    "an answer that is none": damage(
        lambda entry: [test.update(answer=["k7"]) for test in entry["results"]["extra_data"]["tests"]]
    ),
    "written by an older version": damage(
        lambda entry: [test.pop("answer") for test in entry["results"]["extra_data"]["tests"]]
    ),
}


@pytest.mark.parametrize("case", DAMAGES)
def test_what_the_platform_does_not_tell_is_held_against_nobody(gradescope: Gradescope, case: str) -> None:
    points(gradescope, "w2 b4")
    gradescope.previous = DAMAGES[case](gradescope.previous)
    assert points(gradescope, "k7") == [6]


@pytest.mark.parametrize(
    ("me", "users", "told"),
    [
        ("", [{"email": "ada@x.org", "name": "Ada Lovelace"}], False),
        (" Ada@X.org", [{"email": "ada@x.org", "name": "Ada Lovelace"}], False),
        ("ada@cs.x.org", [{"email": "ada@x.org", "name": "Ada Lovelace"}], False),
        ("ada", [{"email": "ada@x.org"}], False),
        ("lovelace", [{"email": "al7@x.org", "name": "Ada Lovelace"}], False),
        ("1234567", [{"email": "al7@x.org", "name": "Ada Lovelace"}], False),  # a number of the university's
        ("bob@x.org", [{"name": "Ada Lovelace"}], False),
        ("bob@x.org", "nonsense", False),
        ("bob@x.org", [{"email": "ada@x.org"}, {"email": "bob@x.org"}], False),  # a group
        ("bob@x.org", [{"email": "ada@x.org", "name": "Ada Lovelace"}], True),
        ("Bob", [{"email": "al7@x.org", "name": "Ada Lovelace"}], True),
    ],
)
def test_a_name_that_is_somebody_elses_is_told_and_costs_nothing(
    gradescope: Gradescope, me: str, users: Any, told: bool
) -> None:
    gradescope.me, gradescope.users = me, users
    results = gradescope.hand_in("k7")
    assert results.score == 10
    assert ("is not how the course page knows you. This costs nothing." in str(results.output)) is told
