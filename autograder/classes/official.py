"""From what graders found to what counts: corrections, lateness, the curve, and the one attempt of each student."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from autograder.classes.corrections import Correction, Decisions, correct, forgiven_days
from autograder.classes.people import HandedIn, Lateness
from autograder.course import Keep
from autograder.course.curve import Curve
from autograder.course.lateness import LatePolicy, in_words
from autograder.results import Report

_NOTHING = "Nothing was handed in."


@dataclass(frozen=True)
class GradedAttempt:
    """One attempt with its result; ``report`` is called like the student."""

    handed_in: HandedIn
    digest: str
    report: Report
    crashed: bool = False


@dataclass(frozen=True)
class Rules:
    """What is applied to kept results each time when they are read.

    Attributes:
        late: what being late costs.
        curve: what is done to points at the very end.
        keep: which attempt of a student counts.
        decisions: an instructor's corrections.
    """

    late: LatePolicy | None = None
    curve: Curve | None = None
    keep: Keep = Keep.LATEST
    decisions: Decisions = field(default_factory=Decisions)

    def apply(self, found: Iterable[GradedAttempt], assignment: str) -> Iterator[GradedAttempt]:
        """Attempts as they count, one at a time; members of a group apart where not the same was decided about them.

        At the end come those who handed in nothing, and about whom something was decided.
        """
        there: set[str] = set()
        for attempt in found:
            there.update(student.id for student in attempt.handed_in.students)
            yield from self._shares(attempt)
        for student in self.decisions.people():
            if student.id not in there:
                report = Report("", assignment, error=_NOTHING)
                yield from self._shares(GradedAttempt(HandedIn((student,), Path(), attempt=0), "", report))

    def chosen(self, found: Iterable[GradedAttempt]) -> dict[tuple[str, ...], int]:
        """The number of the attempt that counts, for each student or group (known by ids)."""
        best: dict[tuple[str, ...], tuple[float, int]] = {}
        for attempt in found:
            points = attempt.report.score if attempt.report.counts else -1.0
            number = attempt.handed_in.attempt
            rank = {Keep.LATEST: 0.0, Keep.FIRST: -float(number), Keep.BEST: points}[self.keep]
            best[attempt.handed_in.who] = max(best.get(attempt.handed_in.who, (rank, number)), (rank, number))
        return {who: number for who, (_, number) in best.items()}

    def _shares(self, attempt: GradedAttempt) -> Iterator[GradedAttempt]:
        item = attempt.handed_in
        shares = self.decisions.shares(item.students)
        for students in shares:
            mine = item if len(shares) == 1 else replace(item, students=students, mark=item.mark or "own")
            report = copy.copy(attempt.report)
            decided = self.decisions.about(students[0])
            report.submission = mine.label
            correct(report, decided)
            _tell_late(report, item.late, decided, self.late)
            if self.curve:
                self.curve.apply(report)
            yield replace(attempt, handed_in=mine, report=report)


def _tell_late(
    report: Report, late: Lateness | None, decided: tuple[Correction, ...], policy: LatePolicy | None
) -> None:
    forgiven = timedelta(days=forgiven_days(decided))
    if late is None or report.error or report.settled is not None or report.excused:
        return
    if forgiven:
        # By how much it was late may not be known: then one day was to be counted.
        rest = (timedelta(days=1) if late.by is None else late.by) - forgiven
        if rest <= timedelta():
            return
        late = Lateness(rest)
    points = max(0.0, report.earned + report.extra)
    if policy is not None:
        report.deducted = policy.deduction(late.by, points)
        report.late = policy.in_words(late.by, points)
    else:
        by = "" if late.by is None else f" by {in_words(late.by)}"
        report.late = f"The platform says that this was late{by}. Nothing was deducted."
