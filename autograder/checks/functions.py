"""Ask a student's function about cases whose answers are known: which rule it follows, and what it leaves behind."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checks.answers import in_words, is_answer, same_value
from autograder.checks.feedback import CheckFailed
from autograder.checks.judging import fact, fail, require
from autograder.checks.submission import Submission

AGREES = 0.95  # of all answers: ties and such may be handled in several ways, even by a wrong rule
EXPLAINS = 0.5  # of the wrong answers: a rule that is nearly right would agree with nearly everybody
SHORT = 160  # characters of arguments that are shown as they are
LONG = 60  # characters of one argument that is left out where all of them are too many

Case = tuple[Any, ...]
Rule = Callable[..., Any]
#: Takes an answer, which is named by its call, for what it should be, or fails.
Taking = Callable[[Any, str], Any]


@dataclass(frozen=True)
class _Answered:
    """One case, with the student's answer and the right one."""

    case: Case
    answer: Any
    right: Any

    @property
    def wrong(self) -> bool:
        return not is_answer(self.answer, self.right)


@fact
def judge_function(
    submission: Submission,
    name: str,
    cases: Sequence[Case],
    *,
    right: Rule,
    mistakes: Mapping[str, Rule] | None = None,
    otherwise: str = "wrong answer",
    answer: Taking = lambda value, what: value,
    seconds: float = math.inf,
) -> None:
    """A function answers every case as ``right`` does, also a second time, changes no argument, and is fast enough.

    All cases share one call's time limit. Of the wrong answers, the one with the shortest arguments is shown.

    Args:
        submission: whose function it is.
        name: of the function.
        cases: its arguments in each call.
        right: the rule. It is given a case's arguments.
        mistakes: wrong rules, by the mistake that each of them is; the first that agrees with the answers is named.
        otherwise: the mistake where none does.
        answer: takes an answer for what it should be, or fails: ``expect_number``, or another function of its kind.
        seconds: for a case, on the average; who needs more makes the mistake "too slow".

    Raises:
        NotAnswered: the function is still the stub.
        CheckFailed: one of the answers is wrong, or none came.
    """
    rows = list(cases)
    values = submission.call_each(name, rows)
    took, changed = submission.seconds, submission.changed
    found = [
        _Answered(case, answer(value, call_of(name, case)), right(*case))
        for case, value in zip(rows, values, strict=True)
    ]
    wrong = [one for one in found if one.wrong]
    if wrong:
        shown = min(wrong, key=lambda one: len(repr(one.case)))
        rules = (mistakes or {}).items()
        mistake = next((key for key, rule in rules if _agrees(rule, found, wrong)), otherwise)
        fail(mistake, **_fields(name, shown), wrong=len(wrong), count=len(found))
    arguments_kept(submission, name, rows, list(inspect.signature(right).parameters), changed)
    answers_alike(submission, name, rows[0], right(*rows[0]), answer)
    require(took < seconds * len(rows), "too slow", function=f"`{name}`", took=took, count=len(rows))


def _agrees(rule: Rule, found: Sequence[_Answered], wrong: Sequence[_Answered]) -> bool:
    """Whether a wrong rule is what the student's function computes."""

    def share(answered: Sequence[_Answered]) -> float:
        return float(np.mean([is_answer(one.answer, rule(*one.case)) for one in answered]))

    return share(found) > AGREES and share(wrong) > EXPLAINS


def _fields(name: str, shown: _Answered) -> dict[str, object]:
    """What words can name of a wrong answer."""
    return {
        "function": f"`{name}`",
        "call": call_of(name, shown.case),
        "answer": said(shown.answer),
        "right": said(shown.right),
        "difference": _difference(shown.answer, shown.right),
    }


def call_of(name: str, case: Case) -> str:
    """A call as feedback shows it; large arguments are left out."""
    shown = [repr(value) for value in case]
    if len(", ".join(shown)) > SHORT:
        shown = ["…" if len(value) > LONG else value for value in shown]
    return f"`{name}({', '.join(shown)})`"


def said(value: Any) -> str:
    """An answer as feedback shows it: numbers and shapes as they are, other things by what they are."""
    if isinstance(value, bool) or not isinstance(value, int | float | tuple | str):
        return in_words(value) if value is not None else "None"
    return f"{value:,.4g}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else repr(value)


def _difference(answer: Any, right: Any) -> str:
    match answer, right:
        case int(), int():
            return f"{said(abs(answer - right))} too {'many' if answer > right else 'few'}"
        case int() | float(), int() | float():
            return f"{said(abs(answer - right))} too {'high' if answer > right else 'low'}"
    return "another answer"


@fact
def arguments_kept(
    submission: Submission,
    name: str,
    cases: Sequence[Case],
    names: Sequence[str],
    changed: Mapping[int, Sequence[Any]] | None = None,
) -> None:
    """A function leaves its arguments as they were. That it does not is said once, by whichever check asks first.

    Args:
        submission: whose function it is.
        name: of a function whose answers are right.
        cases: its arguments in each call.
        names: of the arguments, as feedback calls them.
        changed: arguments after the calls, as ``submission.changed``; by default the function is called to see.
    """
    if changed is None:
        submission.call_each(name, cases)
        changed = submission.changed
    found = [(cases[place], _changes(cases[place], after, names)) for place, after in changed.items()]
    found = [(case, changes) for case, changes in found if changes]
    if not found or name in submission.reproached:
        return
    submission.reproached.add(name)
    case, changes = min(found, key=lambda one: len(repr(one[0])))
    arguments, after = " and ".join(changes), " and ".join(changes.values())
    fail("argument changed", function=f"`{name}`", call=call_of(name, case), arguments=arguments, after=after)


def _changes(case: Case, after: Sequence[Any], names: Sequence[str]) -> dict[str, str]:
    """What became of the arguments that have changed, by their names."""
    told = {}
    for place, (value, now) in enumerate(zip(case, after, strict=False)):
        if not same_value(value, now):
            argument = f"`{names[place]}`" if place < len(names) else f"argument {place + 1}"
            short = isinstance(now, list | dict) and len(repr(now)) <= LONG
            told[argument] = f"{argument} is {now!r}" if short else f"{argument} is no longer what it was"
    return told


@fact
def answers_alike(
    submission: Submission,
    name: str,
    case: Case,
    right: Any,
    answer: Taking = lambda value, what: value,
) -> None:
    """The function answers alike when it is asked about the very same again.

    Args:
        submission: whose function it is.
        name: of a function whose answers are right when it is asked once.
        case: its arguments.
        right: the answer.
        answer: takes an answer for what it should be, or fails.
    """

    def is_right(value: Any) -> bool:
        try:
            return is_answer(answer(value, call_of(name, case)), right)
        except CheckFailed:
            return False

    answers = submission.call_each(name, [case, case])
    told = " and then ".join(map(said, answers))
    require(all(map(is_right, answers)), "not repeatable", function=f"`{name}`", answers=told)
