"""Diagnose overfitting, on photos: whether Tom's model overfits, and whether the remedies help."""

from __future__ import annotations

from dataclasses import replace

from autograder.assurance.calibration.claims import Claim
from autograder.assurance.calibration.plan import CalibrationPlan
from autograder.assurance.calibration.recipes import Scores
from autograder.datasets.description import Facts


def plan_on(plan: CalibrationPlan, facts: Facts) -> CalibrationPlan:
    """The plan with what the notebook says of Tom's model."""
    return replace(plan, claims=_CLAIMS)


def _gap(scores: Scores) -> float:
    return scores["hidden_loss"] - scores["train_loss"]


_CLAIMS = (
    Claim(
        "overfitting",
        "gap between the losses of Tom's model",
        ("Tom's own",),
        lambda run: _gap(run["Tom's own"]),
        of_losses=True,
    ),
    Claim(
        "smaller_gap",
        "how much smaller the remedies make it",
        ("reference", "Tom's own"),
        lambda run: _gap(run["Tom's own"]) - _gap(run["reference"]),
        check="4.8.3",
        of_losses=True,
    ),
    Claim(
        "repair",
        "gain in accuracy by the remedies",
        ("reference", "Tom's own"),
        lambda run: run["reference"]["hidden"] - run["Tom's own"]["hidden"],
    ),
)
