"""What an instructor decided about a student's points, and what becomes of a report by it.

A correction is about a student, not about a file: it holds whatever is graded again, and whichever attempt counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from autograder.classes.people import Student
from autograder.results import Outcome, Report, Status

#: Stands for each student of a class.
EVERYONE = Student("*", "everyone")


class Kind(str, Enum):
    """What a correction is about."""

    CHECK = "check"  # the points of one check
    POINTS = "points"  # the points of the whole submission, whatever else is said
    EXTRA = "extra"  # points besides the checks; several add up
    EXCUSE = "excuse"  # nothing is counted
    LATE_DAYS = "forgive_days"  # days of being late that cost nothing


@dataclass(frozen=True)
class Correction:
    """One decision.

    Attributes:
        student: whose; :data:`EVERYONE` for all.
        kind: what it is about.
        why: the reason, which the student reads.
        value: points or days; nothing for an excuse.
        check: the number of a check.
        number: of the decision in the store; 0 until it is there.
        digest: of the submission that counted when it was made.
    """

    student: Student
    kind: Kind
    why: str
    value: float | None = None
    check: str = ""
    number: int = 0
    digest: str = ""

    @property
    def what(self) -> str:
        """The decision in a few words."""
        match self.kind:
            case Kind.CHECK:
                return f"{self.check}: {self._points}"
            case Kind.POINTS:
                return f"{self._points} for everything"
            case Kind.EXTRA:
                return f"{self.value:+g} points"
            case Kind.EXCUSE:
                return "excused"
            case Kind.LATE_DAYS:
                return f"{self.value:g} {'day' if self.value == 1 else 'days'} late forgiven"

    @property
    def _points(self) -> str:
        return "full points" if self.value is None else f"{self.value:g} {'point' if self.value == 1 else 'points'}"

    def takes_the_place_of(self, other: Correction) -> bool:
        """Whether only one of the two can hold, and that is this one."""
        return self.kind is not Kind.EXTRA and self._subject == other._subject

    def says_the_same_as(self, other: Correction) -> bool:
        """Whether it decides the same for the same reason."""
        return (self._subject, self.value, self.why) == (other._subject, other.value, other.why)

    @property
    def _subject(self) -> tuple[str, Kind, str]:
        return self.student.id, self.kind, self.check


class Decisions:
    """All corrections that hold for a class.

    Args:
        corrections: in the order in which they were made.
    """

    def __init__(self, corrections: Iterable[Correction] = ()) -> None:
        self.all = tuple(corrections)

    def about(self, student: Student) -> tuple[Correction, ...]:
        """What holds for a student; what was decided about them alone comes before what was decided for everyone."""
        own = [item for item in self.all if item.student.id == student.id]
        common = [item for item in self.all if item.student == EVERYONE]
        return (*own, *(item for item in common if not any(_instead(mine, item) for mine in own)))

    def shares(self, students: Sequence[Student]) -> list[tuple[Student, ...]]:
        """Members of a group, together as far as the same was decided about them."""
        found: dict[tuple[int, ...], list[Student]] = {}
        for student in students:
            found.setdefault(tuple(item.number for item in self.about(student)), []).append(student)
        return [tuple(members) for members in found.values()]

    def people(self) -> list[Student]:
        """Everybody about whom something was decided by name."""
        return list({item.student.id: item.student for item in self.all if item.student != EVERYONE}.values())


def _instead(mine: Correction, common: Correction) -> bool:
    return replace(mine, student=EVERYONE).takes_the_place_of(common)


def forgiven_days(decided: Sequence[Correction]) -> float:
    """How many days of being late cost nothing."""
    return sum(item.value or 0.0 for item in decided if item.kind is Kind.LATE_DAYS)


def correct(report: Report, decided: Sequence[Correction]) -> None:
    """Bring a report into line with what was decided about its student; lateness and curve come after this."""
    checks = {item.check: item for item in decided if item.kind is Kind.CHECK}
    report.outcomes = [
        _corrected(outcome, checks[outcome.check.number]) if outcome.check.number in checks else outcome
        for outcome in report.outcomes
    ]
    report.extra = sum(item.value or 0.0 for item in decided if item.kind is Kind.EXTRA)
    report.excused = any(item.kind is Kind.EXCUSE for item in decided)
    report.settled = next((item.value for item in decided if item.kind is Kind.POINTS), None)
    report.corrections = [_told(item) for item in decided if item.kind is not Kind.CHECK]


def _corrected(outcome: Outcome, item: Correction) -> Outcome:
    most = outcome.check.max_score
    points = most if item.value is None else item.value
    if outcome.status is Status.WAITING:
        told = (
            f"Marked by your instructor: {points:g} of {most:g} points. {item.why}"
            if most
            else f"Your instructor: {item.why}"
        )
        status = Status.PASSED if points >= most else Status.FAILED
        return replace(outcome, score=points, status=status, feedback="", corrected=told)
    told = (
        f"Corrected by your instructor: {points:g} of {most:g} points instead of {outcome.score:g}. Reason: {item.why}"
    )
    full = points >= most and outcome.status is not Status.PASSED
    return replace(outcome, score=points, status=Status.PASSED if full else outcome.status, corrected=told)


def _told(item: Correction) -> str:
    match item.kind:
        case Kind.POINTS:
            said = f"Your instructor settled the points for this submission: {item.value:g}."
        case Kind.EXTRA:
            said = (
                f"Your instructor {'added' if (item.value or 0) >= 0 else 'took off'} {abs(item.value or 0):g} points."
            )
        case Kind.EXCUSE:
            said = "Your instructor has excused you: this assignment does not count for you."
        case _:
            said = f"Your instructor has forgiven {item.what.removesuffix(' forgiven')}."
    return f"{said} Reason: {item.why}"
