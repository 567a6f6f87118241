"""A report in the schema of Gradescope's ``results.json``.

Source of the schema: Gradescope's autograder specification, "Output format". Nothing is hidden unless the
course file says so, because one hidden test hides a student's total. What is for staff goes to the standard output,
which students do not see.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from autograder.course import Assignment, Visibility
from autograder.results import LONGEST_RANK_NAME, Outcome, Rank, Report, Status
from autograder.texts import clean, markdown, one_line

MAX_TEST_OUTPUT = 6_000  # characters; the platform cuts very long outputs in the middle of anything
MAX_OUTPUT = 12_000


def to_gradescope(report: Report, assignment: Assignment | None = None) -> dict[str, Any]:
    """The content of ``results.json`` for a report.

    Args:
        report: how a submission went.
        assignment: says when students see which checks; by default they see all at once.

    A check that did not pass for whatever reason is ``failed``; its output says why. ``extra_data`` holds the
    report itself, from which :meth:`autograder.results.Report.from_json` makes it again.
    """
    shown = {
        outcome.check.number: assignment.visibility_of_check(outcome.check.number) if assignment else Visibility.VISIBLE
        for outcome in report.outcomes
    }
    return {
        "score": _number(report.score),
        "execution_time": math.ceil(_number(report.seconds)),
        "output": _cut(_summary(report, shown), MAX_OUTPUT),
        "output_format": "md",
        "test_output_format": "md",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [_test(outcome, shown[outcome.check.number]) for outcome in report.outcomes],
        **({"leaderboard": [_rank(rank) for rank in report.leaderboard]} if report.leaderboard else {}),
        "extra_data": _sound(report.as_json()),
    }


def failure(explanation: str) -> dict[str, Any]:
    """The content of ``results.json`` when there is no report.

    Args:
        explanation: what happened, for the student.
    """
    return {
        "score": 0,
        "output": _cut(clean(explanation, MAX_OUTPUT), MAX_OUTPUT),
        "output_format": "md",
        "visibility": "visible",
        "stdout_visibility": "hidden",
    }


def _test(outcome: Outcome, visibility: Visibility) -> dict[str, Any]:
    check = outcome.check
    return {
        "number": one_line(check.number, 20),
        "name": one_line(check.name, 200),
        "score": _number(outcome.score),
        "max_score": _number(check.max_score),
        **_status(outcome),
        "output": markdown(_cut(_told(outcome), MAX_TEST_OUTPUT), titles=True),
        "output_format": "md",
        "visibility": visibility.value,
    }


def _told(outcome: Outcome) -> str:
    return "\n\n".join(filter(None, (outcome.corrected, outcome.feedback)))


def _status(outcome: Outcome) -> dict[str, str]:
    """Nothing as long as a person has not marked it: the platform then shows no colour."""
    if outcome.status is Status.WAITING:
        return {}
    return {"status": "passed" if outcome.status is Status.PASSED else "failed"}


def _rank(rank: Rank) -> dict[str, Any]:
    return {"name": one_line(rank.name, LONGEST_RANK_NAME), "value": _number(rank.value), "order": rank.order.value}


def _summary(report: Report, shown: Mapping[str, Visibility]) -> str:
    if report.error:
        lines = ["**Your submission could not be graded.**", markdown(clean(report.error))]
    else:
        # Of checks that are shown later, a count would tell too much now.
        now = [outcome for outcome in report.outcomes if shown[outcome.check.number] is Visibility.VISIBLE]
        passed = sum(outcome.status is Status.PASSED for outcome in now)
        lines = [f"**{passed} of {len(now)} checks passed.**"]
        if unanswered := sum(outcome.status is Status.UNANSWERED for outcome in now):
            lines[0] += f" {unanswered} {'are' if unanswered > 1 else 'is'} not answered yet."
        if later := len(report.outcomes) - len(now):
            lines.append(f"{later} more {'are' if later > 1 else 'is'} shown later, and the total with them.")
    lines += [markdown(clean(decided)) for decided in report.corrections]
    if report.late:
        lines.append(clean(report.late))
    if report.curve and all(when is Visibility.VISIBLE for when in shown.values()):  # it tells the total
        lines.append(clean(report.curve))
    if report.notes:
        lines += ["Notes, which cost nothing:", "\n".join(map(_note, report.notes))]
    return "\n\n".join(lines)


def _number(value: float) -> float:
    """``value`` without the dust of floating point; JSON has no NaN and no infinity."""
    return round(value, 6) if math.isfinite(value) else 0.0


def _note(text: str) -> str:
    return f"- {markdown(' '.join(clean(text).split()))}"


def _cut(text: str, longest: int) -> str:
    """``text``, of which it is said where it was cut."""
    found = clean(text, longest + 1)
    return found if len(text) <= longest else f"{found[:longest]}\n\n(cut here)"


def _sound(value: Any) -> Any:
    """JSON data with the same cares for each text and number in it."""
    match value:
        case str():
            return _cut(value, MAX_TEST_OUTPUT)
        case bool() | None:
            return value
        case int() | float():
            return _number(value)
        case dict():
            return {key: _sound(item) for key, item in value.items()}
        case _:
            return [_sound(item) for item in value]
