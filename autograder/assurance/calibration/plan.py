"""What is calibrated for an assignment: effects to show, and limits that its hidden grader reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from autograder.assurance.calibration.claims import Claim, measurable
from autograder.assurance.calibration.effects import Effect
from autograder.assurance.calibration.recipes import HeadTraining, Recipe, Scores
from autograder.assurance.calibration.thresholds import Scale


@dataclass(frozen=True)
class Strategy:
    """A way to solve an assignment.

    Attributes:
        name: for people.
        recipe: how it trains.
        right: whether it has to be accepted.
        seen_by: for a wrong one, the number of the hidden check that sees it exactly, whatever accuracy it reaches;
            empty where accuracy alone can tell.
    """

    name: str
    recipe: Recipe
    right: bool = False
    seen_by: str = ""

    @property
    def cheap(self) -> bool:
        """Whether it trains on features that are computed once, so that more runs cost next to nothing."""
        own = tuple(vars(self.recipe).values())
        parts = own if own and all(hasattr(part, "measure") for part in own) else (self.recipe,)  # of a comparison
        return all(isinstance(part, HeadTraining) and part.pretrained and not part.augmented for part in parts)


def hidden_accuracy(scores: Scores) -> float:
    """Share of hidden pictures that are right, 0 to 1."""
    return scores["hidden"]


@dataclass(frozen=True)
class Limit:
    """One number that a hidden grader reads, and what it is placed between.

    Attributes:
        name: its key in the file beside the grader.
        strategies: the first is the reference.
        value: what is compared with it, computed from a strategy's scores.
        scale: whether values are shares of the hidden pictures or differences.
        most: whether values have to stay below it; otherwise they have to reach it.
        task: the task whose public goal (``lab.goal``) it is, too; empty for none.
        check: number of the hidden check that reads it.
        floor: below this it means nothing; by default, for accuracies, what guessing reaches and a margin.
    """

    name: str
    strategies: tuple[Strategy, ...]
    value: Callable[[Scores], float] = hidden_accuracy
    scale: Scale = Scale.SHARE
    most: bool = False
    task: str = ""
    check: str = ""
    floor: float | None = None


@dataclass(frozen=True)
class CalibrationPlan:
    """What is calibrated for an assignment.

    Attributes:
        limits: what the file of thresholds beside its hidden grader holds; names differ.
        effects: what the course claims; may be empty.
        recipes: what the effects' ``needs`` name.
        claims: what notebooks say that photos show; on the drawings, nothing.
    """

    limits: tuple[Limit, ...]
    effects: tuple[Effect, ...] = ()
    recipes: Mapping[str, Recipe] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()

    @property
    def strategies(self) -> tuple[Strategy, ...]:
        """Those of all limits; a name means the same recipe everywhere."""
        return tuple({s.name: s for limit in self.limits for s in limit.strategies}.values())

    def essential(self) -> CalibrationPlan:
        """What the limits cannot do without: no effects, and no costly wrong strategy that a check sees exactly.

        Claims stay if they can be judged by that.
        """
        limits = tuple(
            replace(limit, strategies=tuple(s for s in limit.strategies if s.cheap or s.right or not s.seen_by))
            for limit in self.limits
        )
        return CalibrationPlan(
            limits, claims=measurable(self.claims, {s.name for one in limits for s in one.strategies})
        )
