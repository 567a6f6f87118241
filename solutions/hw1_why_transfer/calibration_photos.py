"""Why transfer learning works, on photos: the few examples are as few as the training set allows; what the base is worth."""

from __future__ import annotations

from dataclasses import replace

from autograder.assurance.calibration.claims import Claim
from autograder.assurance.calibration.plan import CalibrationPlan, Strategy
from autograder.assurance.calibration.recipes import HeadTraining
from autograder.datasets.description import Facts

FEW = 5  # per class, on the drawings


def plan_on(plan: CalibrationPlan, facts: Facts) -> CalibrationPlan:
    """The plan with the smallest training set of these photos."""
    limits = (replace(limit, strategies=tuple(_fewest(one, facts.ladder[0]) for one in limit.strategies)) for limit in plan.limits)
    return replace(plan, limits=tuple(limits), claims=_claims(f"{facts.ladder[0]} per class", len(facts.description.classes)))


def _claims(few: str, classes: int) -> tuple[Claim, ...]:
    return (
        Claim(
            "lead",
            "lead of the pretrained base over the network from scratch",
            ("the race",),
            lambda run: run["the race"]["better"] - run["the race"]["worse"],
            check="1.1.5",
        ),
        Claim(
            "few_pictures",
            f"{few}, against guessing",
            (few,),
            lambda run: run[few]["hidden"] - 1 / classes,
            check="1.4.2",
        ),
        Claim(
            "more_pictures",
            f"the whole training set, against {few}",
            ("reference", few),
            lambda run: run["reference"]["hidden"] - run[few]["hidden"],
        ),
    )


def _fewest(strategy: Strategy, count: int) -> Strategy:
    recipe = strategy.recipe
    if not isinstance(recipe, HeadTraining) or recipe.per_class != FEW:
        return strategy
    return replace(strategy, name=strategy.name.replace("5 per class", f"{count} per class"), recipe=replace(recipe, per_class=count))
