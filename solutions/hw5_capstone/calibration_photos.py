"""Spot the cat, on photos: with other numbers of classes, another weight makes up for how rare one of them is."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from autograder.assurance.calibration.claims import Claim
from autograder.assurance.calibration.plan import CalibrationPlan, Strategy
from autograder.datasets.description import Facts


def plan_on(plan: CalibrationPlan, facts: Facts) -> CalibrationPlan:
    """The plan with the weight of these photos; where classes are equally frequent, no training is lazy for want of one."""
    others = len(facts.description.classes) - 1
    limits = []
    for limit in plan.limits:
        kept = (one for one in limit.strategies if others > 1 or not one.name.startswith("never opens"))
        limits.append(replace(limit, strategies=tuple(_weighted(one, float(others)) for one in kept)))
    return replace(plan, limits=tuple(limits), claims=(*(_WEIGHTING if others > 1 else ()), _LAST_BLOCK))


_WEIGHTING = (
    Claim(
        "weighting",
        "the rare class weighted, head only, against not weighted",
        ("head only", "cats not weighted"),
        lambda run: run["head only"]["hidden"] - run["cats not weighted"]["hidden"],
    ),
)
_LAST_BLOCK = Claim(
    "last_block",
    "head, then last block, against head only",
    ("reference", "head only"),
    lambda run: run["reference"]["hidden"] - run["head only"]["hidden"],
)


def _weighted(strategy: Strategy, weight: float) -> Strategy:
    return replace(strategy, recipe=_with_weight(strategy.recipe, weight))


def _with_weight(recipe: Any, weight: float) -> Any:
    """The same recipe, and those in it, with this weight wherever cats are weighted."""
    changes = {}
    for field in fields(recipe):
        value = getattr(recipe, field.name)
        if field.name == "cat_weight" and value != 1.0:
            changes[field.name] = weight
        elif is_dataclass(value) and not isinstance(value, type):
            changes[field.name] = _with_weight(value, weight)
    return replace(recipe, **changes) if changes else recipe
