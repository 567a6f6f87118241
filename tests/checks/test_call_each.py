"""Asking for many calls at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from autograder.checks import CheckFailed, NotAnswered, Submission
from autograder.engine.supervisor import grade
from autograder.exchange.frames import decode, encode
from autograder.results import Status
from tests.engine.toy import replaced, toy_kit, write_notebook

GRADER = """
from autograder.checks import points, require

@points(1, "T.1 Many calls")
def test_many(submission):
    got = submission.call_each("double", [(number,) for number in range(200)])
    require(got == [2 * number for number in range(200)], expected="twice", observed=f"{got}", why="w", next_step="n")
"""


ROWS = [(1,), (2,), (3,)]


def answering(results: Any, changed: Any = ()) -> Submission:
    answer = {"ok": {"results": results, "changed": list(changed)}, "handle": -1}
    return Submission(lambda request: encode(answer), lambda kind, data: data)


def test_results_come_back_in_order() -> None:
    submission = answering([3, 1, 2])
    assert submission.call_each("f", ROWS) == [3, 1, 2]
    assert submission.changed == {}


def test_arguments_that_have_changed_come_back_with_their_place() -> None:
    submission = answering([3, 1, 2], [(1, [7]), (5, ["no such row"])])
    submission.call_each("f", ROWS)
    assert submission.changed == {1: [7]}


@pytest.mark.parametrize("changed", [[3], [(-1, [2])], [("1", [2])], [(1, 2)], [(1, [2], 3)]])
def test_nonsense_about_arguments_fails_the_check(changed: Any) -> None:
    with pytest.raises(CheckFailed, match="could not be read"):
        answering([3, 1, 2], changed).call_each("f", ROWS)


def test_the_request_holds_one_row_for_each_call() -> None:
    asked = []

    def ask(frame: Any) -> Any:
        asked.append(decode(frame))
        return encode({"ok": {"results": [1, 2], "changed": []}, "handle": -1})

    Submission(ask, lambda kind, data: data).call_each("f", [(1, "a"), (2, "b")])
    assert asked == [{"ask": "call each", "name": "f", "rows": [[1, "a"], [2, "b"]], "instead": {}}]


@pytest.mark.parametrize("answer", [[1], [1, 2, 3], 7, None])
def test_the_wrong_number_of_results_fails_the_check(answer: Any) -> None:
    with pytest.raises(CheckFailed, match="could not be read"):
        answering(answer).call_each("f", ROWS[:2])


def test_a_stub_is_not_answered() -> None:
    with pytest.raises(NotAnswered):
        answering([..., ...]).call_each("f", ROWS[:2])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("double", "status", "says"),
    [
        ("def double(x):\n    return 2 * x", Status.PASSED, ""),
        ("def double(x):\n    return ...", Status.UNANSWERED, ""),
        ("def double(x):\n    return 2 * x if x < 150 else 1 / 0", Status.FAILED, "ZeroDivisionError"),
        ("def double(x):\n    while True: pass", Status.FAILED, "stopped after"),
    ],
)
def test_over_the_line(tmp_path: Path, double: str, status: Status, says: str) -> None:
    kit = toy_kit(tmp_path, call_seconds=2)
    kit.grader.write_text(GRADER)
    report = grade(write_notebook(tmp_path / "hw9.ipynb", replaced(double=double)), kit)
    assert [outcome.status for outcome in report.outcomes] == [status]
    assert says in report.outcomes[0].feedback


@pytest.mark.slow
def test_another_function_gives_what_it_should(tmp_path: Path) -> None:
    """Over the line, a function can be judged with right answers in place of those of a function that it calls."""
    kit = toy_kit(tmp_path)
    asked = 'range(5)], {"half": [0, 1, 2, 3, 4]})'
    kit.grader.write_text(GRADER.replace("range(200)])", asked, 1).replace("range(200)", "range(5)"))
    double = "half = abs\n\ndef double(x):\n    return 2 * half(2 * x)"
    report = grade(write_notebook(tmp_path / "hw9.ipynb", replaced(double=double)), kit)
    assert [outcome.status for outcome in report.outcomes] == [Status.PASSED]
