"""Answers to questions with choices that are changed once their verdict was seen: they give less, then have to wait.

Where a platform tells what was answered before, the first answer can get full points and a different one half of them.
After as many answers as the course allows, whether another one is right is said after the due date only, so that
choices cannot be tried out. The same answer again is no new attempt, and what a platform does not tell is not held
against anybody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from autograder.course.lateness import last_chance, read_table, read_time
from autograder.results import Outcome, Report, Status

_JUDGED = (Status.PASSED, Status.FAILED)
_SHARE = 0.5  # of the points, for an answer that is not the first
_CODE = re.compile(r"[a-z][a-z0-9]", re.ASCII)
_NEXT = "A different answer can get half of the points."
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


@dataclass(frozen=True)
class EarlierAnswers:
    """The different answers whose verdicts a student has seen, oldest first, by the number of their check.

    Attributes:
        answers: codes of choices.
        wait: until when others have no verdict; None for not at all.
    """

    answers: Mapping[str, tuple[str, ...]]
    wait: datetime | None = None

    @classmethod
    def from_gradescope(cls, metadata: dict[str, Any]) -> EarlierAnswers:
        """What the results of earlier submissions say, which ``submission_metadata.json`` holds.

        Those say it in ``extra_data``, where :meth:`autograder.results.Report.as_json` has put it. Whatever is not as
        it is written there, or came no earlier than this submission, is passed over.
        """
        now = read_time(metadata.get("created_at"))
        before = metadata.get("previous_submissions")
        earlier: list[tuple[datetime, dict[str, Any]]] = []
        for entry in map(read_table, before if isinstance(before, list) else ()):
            at = read_time(entry.get("submission_time"))
            if now and at and at < now:
                earlier.append((at, entry))
        found: dict[str, list[str]] = {}
        for _, entry in sorted(earlier, key=lambda pair: pair[0]):
            for number, answer in _judged(entry):
                if answer not in found.setdefault(number, []):
                    found[number].append(answer)
        return cls({number: tuple(answers) for number, answers in found.items()}, last_chance(metadata))

    def apply(self, report: Report, allowed: int, now: datetime, is_shown: Callable[[str], bool]) -> None:
        """Take off points, and hold back verdicts, in a report of a submission that was just graded.

        Args:
            report: changed in place.
            allowed: how many different answers have a verdict before the last chance to hand in; 0 for all.
            now: the time.
            is_shown: whether students see, before that, how the check with this number went.
        """
        report.outcomes = [
            self._counted(outcome, allowed, is_over=self.wait is not None and now >= self.wait)
            if allowed and outcome.answer and outcome.status in _JUDGED and is_shown(outcome.check.number)
            else outcome
            for outcome in report.outcomes
        ]

    def _counted(self, outcome: Outcome, allowed: int, *, is_over: bool) -> Outcome:
        before = self.answers.get(outcome.check.number, ())
        is_new = outcome.answer not in before
        place = len(before) if is_new else before.index(outcome.answer)
        if self.wait is not None and not is_over and is_new and place >= allowed:
            return Outcome(outcome.check, Status.WAITING, 0.0, _held_back(place, self.wait))
        told = [outcome.feedback]
        if place and outcome.status is Status.PASSED:
            told.append(f"Half of the points, since this was your {_ordinal(place)} answer to the question.")
        elif outcome.status is Status.FAILED and not is_over:
            has_verdict = self.wait is None or max(len(before), place + 1) < allowed
            told.append(_NEXT if has_verdict else f"{_NEXT} Whether it is right is shown after the due date only.")
        share = _SHARE if place else 1.0
        return replace(outcome, score=round(outcome.score * share, 6), feedback="\n\n".join(filter(None, told)))


def _held_back(seen: int, wait: datetime) -> str:
    answers = "1 other answer" if seen == 1 else f"{seen} other answers"
    return (
        f"No verdict before {wait:%Y-%m-%d %H:%M %Z}: you have seen how {answers} to this question did. The points "
        "of this one are held back until nothing can be handed in any more. Your instructor then has it graded again, "
        "and you learn whether it is right. If it is, you get half of the points."
    )


def _ordinal(place: int) -> str:
    return _ORDINALS[place] if place < len(_ORDINALS) else f"{place + 1}th"


def _judged(entry: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Number and answer of the checks of an earlier submission whose answers were judged."""
    tests = read_table(read_table(entry.get("results")).get("extra_data")).get("tests")
    for test in map(read_table, tests if isinstance(tests, list) else ()):
        match test:
            case {"number": str(number), "answer": str(answer), "status": "passed" | "failed"}:
                if _CODE.fullmatch(answer):
                    yield number, answer
