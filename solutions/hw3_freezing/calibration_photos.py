"""Freeze and fine-tune, on photos: what the top blocks add, and what two mistakes cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from autograder.assurance.calibration.claims import Claim
from autograder.assurance.calibration.effects import SeedScores
from autograder.assurance.calibration.plan import CalibrationPlan
from autograder.datasets.description import Facts


def plan_on(plan: CalibrationPlan, facts: Facts) -> CalibrationPlan:
    """The plan with what the notebook says of fine-tuning."""
    return replace(plan, claims=_CLAIMS)


def _better_than(other: str) -> Callable[[SeedScores], float]:
    return lambda run: run["reference"]["hidden"] - run[other]["hidden"]


_CLAIMS = (
    Claim(
        "fine_tuning",
        "gain by fine-tuning the top blocks at a low rate",
        ("reference",),
        lambda run: run["reference"]["hidden"] - run["reference"]["before_hidden"],
    ),
    Claim(
        "low_rate",
        "fine-tuning at a low rate, against the head's rate",
        ("reference", "at the rate of the head"),
        _better_than("at the rate of the head"),
    ),
    Claim(
        "frozen_statistics",
        "BatchNormalization frozen, against updating",
        ("reference", "BatchNormalization updating"),
        _better_than("BatchNormalization updating"),
    ),
)
