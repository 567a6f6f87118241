"""Diagnose overfitting: how accurate Tom's cured model has to be, and how small its gap."""

from __future__ import annotations

from dataclasses import replace

from autograder.assurance.calibration.few_pictures import FewPicturesHead, WideModel
from autograder.assurance.calibration.plan import CalibrationPlan, Limit, Strategy
from autograder.assurance.calibration.recipes import Outputs, Scores
from autograder.assurance.calibration.thresholds import Scale


def hidden_loss(scores: Scores) -> float:
    """Loss on hidden pictures. It tells both from a cure: who is sure and wrong, and who has learned little."""
    return scores["hidden_loss"]


def gap(scores: Scores) -> float:
    """How much higher the loss is on hidden pictures than on training ones.

    Accuracies are too coarse for that: on 40 training pictures they move by chance as far as remedies move them.
    """
    return scores["hidden_loss"] - scores["train_loss"]


#: What the reference solution cures Tom's model with.
_CURED = FewPicturesHead(dropout=0.5, decay=0.1, augmented=True, epochs=25, patience=6)
#: Tom's model with early stopping alone is in neither list: it is a remedy, and whether it is enough is luck.
_STRATEGIES = (
    Strategy("reference", _CURED, right=True),
    Strategy("pooling, dropout and decay", FewPicturesHead(dropout=0.5, decay=0.1, epochs=25), right=True),
    Strategy(
        "pooling and dropout, 15 epochs",
        FewPicturesHead(dropout=0.5, epochs=15, outputs=Outputs.PROBABILITIES),
        right=True,
    ),
    Strategy(
        "a small hidden layer",
        FewPicturesHead(hidden_units=32, dropout=0.5, decay=0.05, augmented=True, epochs=15),
        right=True,
    ),
    Strategy("Tom's own", WideModel()),
    Strategy("Tom's, with dropout", WideModel(dropout=0.5)),
)

#: A single epoch is no such way: with luck it makes a model that is as accurate as Tom's.
_TOO_MUCH_DECAY = Strategy("far too much decay", FewPicturesHead(dropout=0.8, decay=3.0, rate=0.0003, epochs=2))

PLAN = CalibrationPlan(
    limits=(
        Limit(
            "accuracy",
            task="4.8.2",
            check="4.8.2",
            strategies=(
                # Where accuracy cannot tell Tom's model from a cured one, losses do.
                *(replace(strategy, seen_by="" if strategy.right else "4.8.3") for strategy in _STRATEGIES),
                _TOO_MUCH_DECAY,
            ),
        ),
        Limit(
            "loss",
            task="4.8.2 loss",
            check="4.8.2",
            strategies=(*_STRATEGIES, _TOO_MUCH_DECAY),
            value=hidden_loss,
            scale=Scale.DIFFERENCE,
            most=True,
        ),
        Limit(
            "gap", task="4.8.3", check="4.8.3", strategies=_STRATEGIES, value=gap, scale=Scale.DIFFERENCE, most=True
        ),
    ),
)
