"""The table of effects: what the course claims, how each claim is measured, and when it counts as true."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from statistics import median

from autograder.assurance.calibration.bench import Scaling
from autograder.assurance.calibration.overfitting import CURED, TomsOwn
from autograder.assurance.calibration.recipes import EpochTimes, FineTuning, Head, Recipe, Scores, Whole

#: Scores of one seed, by the names of :data:`RECIPES`.
Run = Mapping[str, Scores]

_SCRATCH = Whole(pretrained=False, updating=True, epochs=3 * Head().epochs, rate=0.001, momentum=0.9)
_TOP = FineTuning(epochs=5, rate=3e-4, batch=8)

#: Everything that the effects are computed from; several effects share a measurement.
RECIPES: Mapping[str, Recipe] = {
    "frozen": Head(),
    "frozen_10": Head(per_class=10),
    "divided_by_255": Head(scaling=Scaling.UNIT),
    "untrained": Head(pretrained=False),
    "fine_tuned": FineTuning(epochs=10, rate=5e-4, batch=16, flipped=True),
    "statistics_kept": _TOP,
    "statistics_updating": FineTuning(updating=True, epochs=_TOP.epochs, rate=_TOP.rate, batch=_TOP.batch),
    "overfitted": TomsOwn(),
    "repaired": CURED,
    "epoch_times": EpochTimes(),
    "unfrozen": Whole(pretrained=True, updating=True),
    "scratch_10": Whole(
        pretrained=False, updating=True, per_class=10, epochs=_SCRATCH.epochs, rate=_SCRATCH.rate, momentum=0.9
    ),
    "scratch": _SCRATCH,
}


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
    value: Callable[[Run], float]
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


def _hidden(name: str) -> Callable[[Run], float]:
    return lambda run: run[name]["hidden"]


def _lead(better: str, worse: str, part: str = "hidden") -> Callable[[Run], float]:
    """By how much the first beats the second on the same pictures."""
    return lambda run: run[better][part] - run[worse][part]


def _gap(scores: Scores) -> float:
    """As the notebook takes it: training minus validation accuracy."""
    return scores["train"] - scores["validation"]


def _gain(run: Run) -> float:
    return run["fine_tuned"]["hidden"] - run["fine_tuned"]["before_hidden"]


def _remaining_gap(run: Run) -> float:
    return _gap(run["repaired"]) / max(_gap(run["overfitted"]), 0.01)  # where nothing was learned, there is no gap


def _time_ratio(run: Run) -> float:
    return run["epoch_times"]["frozen"] / run["epoch_times"]["trainable"]


#: Accuracies are on hidden pictures unless a label says otherwise. Differences are taken seed by seed, between models
#: that were shown the same pictures.
EFFECTS: tuple[Effect, ...] = (
    Effect(
        "frozen",
        "frozen base and a new head, 40 pictures per class",
        ("frozen",),
        (
            Goal("accuracy", _hidden("frozen"), Over.MEDIAN, least=0.82),
            Goal("accuracy", _hidden("frozen"), Over.EVERY, least=0.76),
        ),
    ),
    Effect(
        "few_pictures",
        "the same at 10 per class, against training from scratch",
        ("frozen_10", "scratch_10"),
        (Goal("lead of the frozen base", _lead("frozen_10", "scratch_10"), Over.EVERY, least=0.25),),
    ),
    Effect(
        "from_scratch",
        "the same network from scratch, three times the epochs, 40 per class",
        ("frozen", "scratch"),
        (Goal("lead of the frozen base", _lead("frozen", "scratch"), Over.MEDIAN, least=0.25),),
    ),
    Effect(
        "fine_tuning",
        "top blocks fine-tuned on pictures and mirror images, after the head converged",
        ("fine_tuned",),
        (Goal("gain", _gain, Over.MEDIAN, least=0.03), Goal("gain", _gain, Over.EVERY, least=0.0)),
    ),
    Effect(
        "all_unfrozen",
        "everything unfrozen at the head's rate under a random head",
        ("frozen", "unfrozen"),
        (Goal("loss against the frozen base", _lead("frozen", "unfrozen"), Over.MEDIAN, least=0.08),),
    ),
    Effect(
        "wrong_scaling",
        "pixels divided by 255 instead of scaled to −1 … 1",
        ("frozen", "divided_by_255"),
        (Goal("loss against right scaling", _lead("frozen", "divided_by_255"), Over.MEDIAN, least=0.06),),
    ),
    Effect(
        "batch_normalisation",
        "BatchNormalization left updating on batches of 8 while fine-tuning",
        ("statistics_kept", "statistics_updating"),
        (
            Goal(
                "validation drop",
                _lead("statistics_kept", "statistics_updating", "validation"),
                Over.MEDIAN,
                least=0.03,
            ),
        ),
    ),
    Effect(
        "no_weights",
        "weights=None, frozen",
        ("untrained",),
        (Goal("accuracy", _hidden("untrained"), Over.EVERY, most=0.45),),
    ),
    Effect(
        "overfitting",
        "Tom's model of hw4: a wide flattened head and an open base, 8 pictures per class",
        ("overfitted",),
        (
            Goal("training accuracy", lambda run: run["overfitted"]["train"], Over.EVERY, least=0.95),
            Goal("validation accuracy", lambda run: run["overfitted"]["validation"], Over.MEDIAN, most=0.75),
        ),
    ),
    Effect(
        "repair",
        "its repair: frozen base, pooling, dropout, decay, augmentation, early stopping",
        ("overfitted", "repaired"),
        (
            Goal("share of the gap that remains", _remaining_gap, Over.MEDIAN, most=0.5),
            Goal("gain", _lead("repaired", "overfitted"), Over.MEDIAN, least=0.04),
        ),
    ),
    Effect(
        "speed",
        "seconds per epoch, frozen against all trainable",
        ("epoch_times",),
        (Goal("ratio", _time_ratio, Over.MEDIAN, most=0.35),),
    ),
)


@dataclass(frozen=True)
class Finding:
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
class Judged:
    """An effect and its findings."""

    effect: Effect
    findings: tuple[Finding, ...]

    @property
    def on_target(self) -> bool:
        """Whether all goals are met."""
        return all(finding.met for finding in self.findings)


def judge(effects: Sequence[Effect], runs: Sequence[Run]) -> tuple[Judged, ...]:
    """Compare what was measured with the targets.

    Args:
        effects: which.
        runs: scores of each seed, not empty; each holds what the effects need.
    """
    return tuple(
        Judged(
            effect,
            tuple(Finding(goal, tuple(goal.value(run) for run in runs)) for goal in effect.goals),
        )
        for effect in effects
    )
