"""Why transfer learning works, on photos: the few examples are as few as the training set allows."""

from __future__ import annotations

from dataclasses import replace

from autograder.assurance.calibration.plan import CalibrationPlan, Strategy
from autograder.assurance.calibration.recipes import HeadTraining
from autograder.datasets.description import Facts

FEW = 5  # per class, on the drawings


def plan_on(plan: CalibrationPlan, facts: Facts) -> CalibrationPlan:
    """The plan with the smallest training set of these photos."""
    limits = (replace(limit, strategies=tuple(_fewest(one, facts.ladder[0]) for one in limit.strategies)) for limit in plan.limits)
    return replace(plan, limits=tuple(limits))


def _fewest(strategy: Strategy, count: int) -> Strategy:
    recipe = strategy.recipe
    if not isinstance(recipe, HeadTraining) or recipe.per_class != FEW:
        return strategy
    return replace(strategy, name=strategy.name.replace("5 per class", f"{count} per class"), recipe=replace(recipe, per_class=count))
