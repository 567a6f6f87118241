"""What another grader would change: who gets how much more or less, and at which checks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from autograder.classes.official import GradedAttempt
from autograder.classes.people import HandedIn
from autograder.classes.store import ClassStore


@dataclass(frozen=True)
class Change:
    """One attempt that two graders judge differently.

    Attributes:
        handed_in: whose.
        before: points by the former grader, or None where it could not grade.
        after: points by the new one, likewise.
        checks: what changed, e.g. ``"2.3 failed → passed"``.
    """

    handed_in: HandedIn
    before: float | None
    after: float | None
    checks: tuple[str, ...]

    @property
    def difference(self) -> float:
        """Points more (or less)."""
        return (self.after or 0.0) - (self.before or 0.0)

    def as_json(self) -> dict[str, Any]:
        """The object that ``autograder regrade --json`` prints, one a line."""
        return {
            "students": [student.id for student in self.handed_in.students],
            "attempt": self.handed_in.attempt,
            "before": self.before,
            "after": self.after,
            "checks": list(self.checks),
        }


def changes(store: ClassStore, old: str, new: str) -> list[Change]:
    """Compare the results of two graders for the same class; the largest loss first, the largest gain last."""
    before = {_which(item): _brief(item) for item in store.graded(old)}
    found = []
    for item in store.graded(new):
        score, checks = _brief(item)
        old_score, old_checks = before.get(_which(item), (None, {}))
        different = tuple(
            f"{number} {old_checks.get(number, 'new')} → {checks.get(number, 'gone')}"
            for number in dict.fromkeys([*old_checks, *checks])
            if old_checks.get(number) != checks.get(number)
        )
        if score != old_score or different:
            found.append(Change(item.handed_in, old_score, score, different))
    return sorted(found, key=lambda change: change.difference)


def _which(item: GradedAttempt) -> tuple[HandedIn, str]:
    """The attempt, whether or not it is the one that counts: another grader may have it counted."""
    return replace(item.handed_in, kept=None), item.digest


def _brief(item: GradedAttempt) -> tuple[float | None, dict[str, str]]:
    report = item.report
    score = round(report.score, 6) if report.counts else None
    return score, {outcome.check.number: outcome.status.value for outcome in report.outcomes}
