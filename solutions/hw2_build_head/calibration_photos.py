"""Build the head, on photos: what the frozen base is worth, and what wrong pixels cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from autograder.assurance.calibration.claims import Claim
from autograder.assurance.calibration.effects import SeedScores
from autograder.assurance.calibration.plan import CalibrationPlan
from autograder.datasets.description import Facts


def plan_on(plan: CalibrationPlan, facts: Facts) -> CalibrationPlan:
    """The plan with what the notebook says of the base."""
    return replace(plan, claims=_CLAIMS)


def _better(one: str, other: str) -> Callable[[SeedScores], float]:
    return lambda run: run[one]["hidden"] - run[other]["hidden"]


_CLAIMS = (
    Claim(
        "scaling",
        "pixels scaled to −1 … 1, against divided by 255",
        ("reference", "divided by 255"),
        _better("reference", "divided by 255"),
    ),
    Claim("pretraining", "pretrained weights, against weights=None", ("frozen", "untrained"), _better("frozen", "untrained")),
    Claim("freezing", "frozen base, against all trainable at the same rate", ("frozen", "unfrozen"), _better("frozen", "unfrozen")),
)
