"""Numbers about a class: how hard each check is, and whether it tells strong work from weak.

* **Difficulty** of a check is the mean share of its points (for checks worth all or nothing: the share of students who
  pass), so that small numbers mean hard.
* **Discrimination** is the correlation (Pearson's) between a check's points and the points of *all other* checks
  together, the corrected item-total correlation: without the correction a check correlates with itself.

Both are standard in item analysis: Crocker and Algina, *Introduction to Classical and Modern Test Theory* (1986),
chapter 14. The rule of thumb that items below 0.2 deserve a look is Ebel and Frisbie's, *Essentials of Educational
Measurement* (5th edition, 1991), chapter 13.
"""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from autograder.classes.official import GradedAttempt
from autograder.classes.wrong_answers import WrongAnswer, WrongAnswers
from autograder.results import Check, Outcome, Status

WEAK = 0.2  # discrimination below which a check deserves a look
FEWEST = 10  # students; below, a correlation says nothing


@dataclass(frozen=True)
class Item:
    """One check over the whole class.

    Attributes:
        check: which one.
        statuses: how often it went how.
        difficulty: mean share of its points, 0 to 1.
        discrimination: -1 to 1, or None where it is not defined: few students, or all alike.
        wrong: what was observed most often where it failed.
    """

    check: Check
    statuses: Counter[Status]
    difficulty: float
    discrimination: float | None
    wrong: tuple[WrongAnswer, ...] = ()

    @property
    def students(self) -> int:
        """How many it was graded for."""
        return self.statuses.total()

    @property
    def pass_rate(self) -> float:
        """Share of them who passed, 0 to 1."""
        return self.statuses[Status.PASSED] / self.students if self.students else 0.0

    @property
    def remark(self) -> str:
        """What an instructor should look at, if anything."""
        if self.statuses[Status.ERROR]:
            return "The grader itself failed here."
        if self.discrimination is not None and self.discrimination < 0:
            return "Stronger students pass it less often: look at the task and at the check."
        if self.discrimination is not None and self.discrimination < WEAK:
            return "Says little about the rest of the work."
        return ""


@dataclass(frozen=True)
class MistakeCount:
    """A misconception that the graders know by name, and how many attempts showed it."""

    name: str
    count: int
    checks: tuple[str, ...]


@dataclass(frozen=True)
class Spread:
    """How a quantity spreads over the class."""

    median: float
    high: float  # the 95th percentile
    largest: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Of some values; zeros for none."""
        if not values:
            return cls(0.0, 0.0, 0.0)
        ordered = sorted(values)
        return cls(statistics.median(ordered), ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))], ordered[-1])


@dataclass
class ClassStatistics:
    """Everything counted in one pass over the latest attempts."""

    scores: list[float] = field(default_factory=list)  # shares of the points, 0 to 1, of graded submissions
    points: list[float] = field(default_factory=list)
    max_score: float = 0.0
    items: list[Item] = field(default_factory=list)
    mistakes: list[MistakeCount] = field(default_factory=list)
    unnamed: int = 0  # failed checks without a known mistake
    seconds: Spread = field(default_factory=lambda: Spread.of(()))
    memory_mb: Spread = field(default_factory=lambda: Spread.of(()))
    total_hours: float = 0.0

    @property
    def mean(self) -> float:
        """Mean points."""
        return statistics.fmean(self.points) if self.points else 0.0

    @property
    def median(self) -> float:
        """Median points."""
        return statistics.median(self.points) if self.points else 0.0


def class_statistics(graded: Iterable[GradedAttempt]) -> ClassStatistics:
    """Count; ungradable submissions count for time only, unless an instructor gave them points."""
    found = ClassStatistics()
    checks: dict[str, Check] = {}
    results: list[dict[str, tuple[float, Status]]] = []
    mistakes: Counter[str] = Counter()
    where: dict[str, set[str]] = defaultdict(set)
    wrong = WrongAnswers()
    seconds, memory = [], []
    for item in graded:
        report = item.report
        if item.handed_in.attempt:
            seconds.append(report.seconds)
        if report.counts:
            found.points.append(report.score)
        if report.error or report.excused:
            continue
        memory.append(report.peak_memory_mb)
        found.max_score = max(found.max_score, report.max_score)
        marked = [outcome for outcome in report.outcomes if outcome.status is not Status.WAITING]
        checks.update({outcome.check.number: outcome.check for outcome in marked})
        results.append({outcome.check.number: (outcome.score, outcome.status) for outcome in marked})
        wrong.add(item)
        names = _mistakes(report.outcomes)
        mistakes.update(dict.fromkeys(names.values(), 1))
        for number, name in names.items():
            where[name].add(number)
        found.unnamed += sum(o.status is Status.FAILED and not o.mistake for o in report.outcomes)
    found.scores = [points / found.max_score if found.max_score else 0.0 for points in found.points]
    found.items = [
        _item(checks[number], results, wrong.most_frequent(number)) for number in sorted(checks, key=in_order)
    ]
    found.mistakes = [
        MistakeCount(name, count, tuple(sorted(where[name], key=in_order))) for name, count in mistakes.most_common()
    ]
    found.seconds, found.memory_mb = Spread.of(seconds), Spread.of(memory)
    found.total_hours = sum(seconds) / 3600
    return found


def _mistakes(outcomes: Iterable[Outcome]) -> dict[str, str]:
    return {outcome.check.number: outcome.mistake for outcome in outcomes if outcome.mistake}


def _item(check: Check, results: Sequence[dict[str, tuple[float, Status]]], wrong: tuple[WrongAnswer, ...]) -> Item:
    own, rest, statuses = [], [], Counter[Status]()
    for result in results:
        if check.number in result:
            score, status = result[check.number]
            own.append(score)
            rest.append(sum(points for points, _ in result.values()) - score)
            statuses[status] += 1
    share = statistics.fmean(own) / check.max_score if own and check.max_score else 0.0
    return Item(check, statuses, share, correlation(own, rest), wrong)


def correlation(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Pearson's, or None where it is not defined: of fewer than :data:`FEWEST`, or where all are alike."""
    if len(first) < FEWEST or len(set(first)) < 2 or len(set(second)) < 2:
        return None
    return statistics.correlation(first, second)


def in_order(number: str) -> tuple[tuple[int, int | str], ...]:
    """Sorts ``2.10`` behind ``2.9``."""
    return tuple((0, int(part)) if part.isdigit() else (1, part) for part in number.split("."))
