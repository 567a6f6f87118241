"""What was observed where a check did not pass: the most frequent, without a hint at whose it was."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from autograder.classes.official import GradedAttempt
from autograder.classes.people import Student
from autograder.results import Outcome, Status, plain

MOST = 3  # examples of a check
_LONGEST = 300
_SPELLINGS = 40  # of one answer that are told apart; what is shown is the most frequent of them
_OBSERVED = "Observed: "
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)*(?:e[-+]?\d+)?", re.IGNORECASE)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HOME = re.compile(r"(?P<where>/home/|/Users/|\\Users\\)[^/\\\s'\"`]+")
_HIDDEN = "…"
_SHORTEST_NAME, _SHORTEST_ID = 3, 5  # shorter ones are words and numbers of everybody's


@dataclass(frozen=True)
class WrongAnswer:
    """What a check observed, and at how many submissions; answers that differ in numbers alone are one."""

    text: str
    count: int


class WrongAnswers:
    """Counts them over a class, one attempt at a time."""

    def __init__(self) -> None:
        self._counts: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
        self._spellings: dict[tuple[str, tuple[str, str]], Counter[str]] = defaultdict(Counter)

    def add(self, attempt: GradedAttempt) -> None:
        """Count the failed checks of an attempt."""
        for outcome in attempt.report.outcomes:
            if outcome.status is not Status.FAILED or not (text := observed(outcome)):
                continue
            text = anonymous(text, attempt.handed_in.students)
            number, kind = outcome.check.number, (outcome.mistake, _NUMBER.sub("0", text))
            self._counts[number][kind] += 1
            spellings = self._spellings[number, kind]
            if text in spellings or len(spellings) < _SPELLINGS:
                spellings[text] += 1

    def most_frequent(self, number: str) -> tuple[WrongAnswer, ...]:
        """Of the check with this number, the most frequent first."""
        return tuple(
            WrongAnswer(self._spellings[number, kind].most_common(1)[0][0], count)
            for kind, count in self._counts[number].most_common(MOST)
        )


def observed(outcome: Outcome) -> str:
    """What the feedback says was observed, without marks; or its first line."""
    lines = [line for line in plain(outcome.feedback).splitlines() if line]
    said = [line.removeprefix(_OBSERVED) for line in lines if line.startswith(_OBSERVED)]
    text = (said or lines or [""])[0]
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def anonymous(text: str, students: Iterable[Student]) -> str:
    """A text without the names, numbers and addresses of those who wrote it, and without anybody's address."""
    text = _HOME.sub(lambda found: found["where"] + _HIDDEN, _ADDRESS.sub(_HIDDEN, text))
    words: set[str] = set()
    for student in students:
        words |= {word for word in re.findall(r"\w+", student.name) if len(word) >= _SHORTEST_NAME}
        words |= {student.id} if len(student.id) >= _SHORTEST_ID else set()
    if not words:
        return text
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.sub(rf"(?<![^\W_])(?:{pattern})(?![^\W_])", _HIDDEN, text, flags=re.IGNORECASE)
