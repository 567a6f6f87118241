"""What the graders made of a case, against what they should have made of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any

from autograder.assurance.corpus.cases import Case
from autograder.checks.misconceptions import NUMBERS
from autograder.results import Outcome, Report, Status

#: So many times what its causes cost may a mistake cost by checks that point back or wait.
MOST_BY_CASCADE = 2
_SOUND = (Status.PASSED, Status.FAILED, Status.SKIPPED)


class Source(Enum):
    """Where a verdict comes from."""

    RUN = "run"
    REPLAYED = "replayed"
    KEPT = "kept"


@dataclass(frozen=True)
class Judged:
    """A case and its report.

    Attributes:
        case: with the verdict that it deserves.
        report: of the graders.
        source: where the report comes from.
    """

    case: Case
    report: Report
    source: Source = Source.RUN

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Those that mean something for this case."""
        return tuple(outcome for outcome in self.report.outcomes if self.case.counts(outcome.check.number))

    @cached_property
    def falsely_rejected(self) -> tuple[Outcome, ...]:
        """Checks that should have passed and did not; one that waits for a check that fails is no reproach."""
        return tuple(
            outcome
            for outcome in self.outcomes
            if outcome.check.number not in self.case.fails
            and outcome.status is not Status.PASSED
            and (self.case.valid or outcome.status is not Status.SKIPPED)
        )

    @cached_property
    def falsely_accepted(self) -> tuple[str, ...]:
        """Numbers of the checks that should have failed and did not."""
        failed = {outcome.check.number for outcome in self.outcomes if outcome.status is Status.FAILED}
        return tuple(number for number in self.case.fails if number not in failed)

    @cached_property
    def misnamed(self) -> bool:
        """Whether no failing check says what is wrong, none names the mistake, or one names another mistake."""
        failed = [outcome for outcome in self.outcomes if outcome.status is Status.FAILED]
        said = not self.case.says or any(self.case.says in outcome.feedback for outcome in failed)
        named = not self.case.mistake or any(self.case.mistake == outcome.mistake for outcome in failed)
        return bool(not (said and named) or self.wrongly_named)

    @cached_property
    def wrongly_named(self) -> tuple[str, ...]:
        """Mistakes of the catalogue that are named, and that nobody made here."""
        own = NUMBERS.get(self.case.mistake)
        found = dict.fromkeys(outcome.mistake for outcome in self.outcomes if outcome.status is Status.FAILED)
        return tuple(name for name in found if name in NUMBERS and NUMBERS[name] != own)

    @property
    def cascades(self) -> bool:
        """Whether checks that point back to a failing one, or wait for it, cost more than twice what those do.

        Not where the case says why that cannot be otherwise.
        """
        lost = dict.fromkeys(Status, 0.0)
        for outcome in self.outcomes:
            lost[outcome.status] += outcome.check.max_score
        too_much = 0 < MOST_BY_CASCADE * lost[Status.FAILED] < lost[Status.SKIPPED]
        return too_much and not self.case.takes_along

    @property
    def faulty(self) -> bool:
        """Whether it could not be graded properly: a fault of the grader, or no checks at all."""
        unsound = any(outcome.status not in _SOUND for outcome in self.outcomes)
        return bool(self.report.faults) or not self.outcomes or unsound

    @property
    def right(self) -> bool:
        """Whether the graders made of it what they should."""
        return not (self.faulty or self.falsely_rejected or self.falsely_accepted or self.misnamed)

    @property
    def summary(self) -> str:
        """One line for a log."""
        how = "" if self.source is Source.RUN else f" ({self.source.value})"
        return f"{self.case.title}: {self.complaint or 'right'}{how}"

    @property
    def complaint(self) -> str:
        """What is wrong with the verdict, for people; empty when it is right."""
        parts = [f"{o.check.number} should pass but {o.status.value}: {o.feedback}" for o in self.falsely_rejected]
        parts += [f"{number} should fail" for number in self.falsely_accepted]
        if self.wrongly_named:
            parts.append(f"it is called {' and '.join(map(repr, self.wrongly_named))}")
        elif self.misnamed:
            wanted = " and ".join(repr(text) for text in (self.case.says, self.case.mistake) if text)
            parts.append(f"no message says {wanted}")
        if self.faulty:
            parts.append(" ".join(self.report.faults) or self.report.error or "a check could not be run")
        return "; ".join(parts)


def totals(judged: Iterable[Judged]) -> dict[str, Any]:
    """What ``verify --corpus --json`` prints last; each number counts submissions."""
    everything = list(judged)
    return {
        "submissions": len(everything),
        "valid": sum(one.case.valid for one in everything),
        "false_rejects": sum(bool(one.falsely_rejected) for one in everything),
        "false_accepts": sum(bool(one.falsely_accepted) for one in everything),
        "misnamed": sum(one.misnamed for one in everything),
        "cascades": sum(one.cascades for one in everything),
        "faulty": sum(one.faulty for one in everything),
        **{source.value: sum(one.source is source for one in everything) for source in Source},
    }
