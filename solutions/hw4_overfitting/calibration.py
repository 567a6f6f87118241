"""Diagnose overfitting: how accurate Tom's cured model has to be, and how small its gap."""

from __future__ import annotations

from dataclasses import replace

from autograder.assurance.calibration.overfitting import CURED, FewHead, TomsOwn, gap
from autograder.assurance.calibration.plan import Limit, Plan, Strategy
from autograder.assurance.calibration.recipes import Outputs
from autograder.assurance.calibration.thresholds import Scale

#: Tom's model with early stopping alone is in neither list: it is a remedy, and whether it is enough is luck.
_STRATEGIES = (
    Strategy("reference", CURED, right=True),
    Strategy("pooling, dropout and decay", FewHead(dropout=0.5, decay=0.1, epochs=25), right=True),
    Strategy(
        "pooling and dropout, 15 epochs", FewHead(dropout=0.5, epochs=15, outputs=Outputs.PROBABILITIES), right=True
    ),
    Strategy(
        "a small hidden layer", FewHead(hidden_units=32, dropout=0.5, decay=0.05, augmented=True, epochs=15), right=True
    ),
    Strategy("Tom's own", TomsOwn()),
    Strategy("Tom's, with dropout", TomsOwn(dropout=0.5)),
)

PLAN = Plan(
    grader="hw4_overfitting",
    limits=(
        Limit(
            "accuracy",
            task="4.8.2",
            strategies=(
                # Where accuracy cannot tell Tom's model from a cured one, its gap does.
                *(replace(strategy, seen_by="" if strategy.right else "4.8.3") for strategy in _STRATEGIES),
                # A single epoch is no such way: with luck it makes a model that is as accurate as Tom's.
                Strategy("far too much decay", FewHead(dropout=0.8, decay=3.0, rate=0.0003, epochs=2)),
            ),
        ),
        Limit("gap", task="4.8.3", strategies=_STRATEGIES, value=gap, scale=Scale.DIFFERENCE, most=True),
    ),
)
