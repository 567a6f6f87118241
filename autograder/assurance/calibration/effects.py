"""Effects: what a course claims, how each claim is measured, and when it counts as true."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from statistics import median

from autograder.assurance.calibration.recipes import Scores

#: Scores of one seed, by the names of a plan's recipes.
SeedScores = Mapping[str, Scores]


class Over(Enum):
    """Which of the seeds' values has to meet the limit."""

    MEDIAN = "median"
    EVERY = "worst"


@dataclass(frozen=True)
class Goal:
    """A limit that measured values have to keep.

    Attributes:
        label: what the value is.
        value: computes it from one seed's scores.
        over: the median of all seeds, or every one of them.
        least: the value is this at least; exactly one of ``least`` and ``most`` is given.
        most: the value is this at most.
    """

    label: str
    value: Callable[[SeedScores], float]
    over: Over
    least: float | None = None
    most: float | None = None

    def of(self, values: Sequence[float]) -> float:
        """The value that is compared with the limit: the median, or the one nearest to missing it."""
        if self.over is Over.MEDIAN:
            return median(values)
        return min(values) if self.least is not None else max(values)

    def margin(self, values: Sequence[float]) -> float:
        """How far inside the limit; negative outside."""
        if self.least is not None:
            return self.of(values) - self.least
        if self.most is not None:
            return self.most - self.of(values)
        raise ValueError(f"{self.label} has no limit")

    @property
    def text(self) -> str:
        """The target in words, such as ``median ≥ 0.82``."""
        sign, limit = ("≥", self.least) if self.least is not None else ("≤", self.most)
        return f"{self.over.value} {sign} {limit:g}"


@dataclass(frozen=True)
class Effect:
    """One row of the table.

    Attributes:
        name: short, for files.
        title: for people.
        needs: the measurements that its goals read.
        goals: it is on target when all of them are met.
    """

    name: str
    title: str
    needs: tuple[str, ...]
    goals: tuple[Goal, ...]


@dataclass(frozen=True)
class MeasuredGoal:
    """A goal, and what was measured for it: one value for each seed."""

    goal: Goal
    values: tuple[float, ...]

    @property
    def measured(self) -> float:
        """The value that counts."""
        return self.goal.of(self.values)

    @property
    def margin(self) -> float:
        """See :meth:`Goal.margin`."""
        return self.goal.margin(self.values)

    @property
    def met(self) -> bool:
        """Whether the limit is kept; floating-point dust does not count."""
        return self.margin >= -1e-9


@dataclass(frozen=True)
class JudgedEffect:
    """An effect and its findings."""

    effect: Effect
    findings: tuple[MeasuredGoal, ...]

    @property
    def on_target(self) -> bool:
        """Whether all goals are met."""
        return all(finding.met for finding in self.findings)


def judge(effects: Sequence[Effect], runs: Sequence[SeedScores]) -> tuple[JudgedEffect, ...]:
    """Compare what was measured with the targets.

    Args:
        effects: which.
        runs: scores of each seed, not empty; each holds what the effects need.
    """
    return tuple(
        JudgedEffect(
            effect,
            tuple(MeasuredGoal(goal, tuple(goal.value(run) for run in runs)) for goal in effect.goals),
        )
        for effect in effects
    )
