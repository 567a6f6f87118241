"""Freeze and fine-tune: what the head reaches alone, what the top blocks add, and what the wrong rate destroys."""

from __future__ import annotations

from dataclasses import replace

from autograder.assurance.calibration.plan import CalibrationPlan, Limit, Strategy
from autograder.assurance.calibration.recipes import FineTuning, HeadTraining, Optimizer, Scores, Whole
from autograder.assurance.calibration.thresholds import Scale


def gain(scores: Scores) -> float:
    """By how much fine-tuning improves on the head alone, −1 to 1."""
    return scores["hidden"] - scores["before_hidden"]


_HEAD = HeadTraining(rate=0.01, epochs=12)
_SLOW = HeadTraining()  # 20 epochs at 0.003
_TUNED = FineTuning(head=_HEAD, epochs=10, rate=0.001, batch=16)

_RIGHT = (
    Strategy("reference", _TUNED, right=True),
    Strategy("6 epochs", replace(_TUNED, epochs=6), right=True),
    Strategy("half the rate", replace(_TUNED, rate=0.0005), right=True),
    Strategy("batches of 32", replace(_TUNED, batch=32), right=True),
    Strategy("0.003, then 0.0003", replace(_TUNED, head=_SLOW, rate=0.0003), right=True),
)
_TOO_FAST = (
    Strategy("at the rate of the head", replace(_TUNED, rate=0.01), seen_by="3.5.5"),
    Strategy("0.003 in both phases", replace(_TUNED, head=_SLOW, rate=0.003), seen_by="3.5.5"),
)
_UPDATING = Strategy("BatchNormalization updating", replace(_TUNED, updating=True), seen_by="3.5.4")

PLAN = CalibrationPlan(
    limits=(
        Limit(
            "accuracy_phase_1",
            task="3.4",
            check="3.4.2",
            strategies=(
                Strategy("head", _HEAD, right=True),
                Strategy("head, 20 epochs at 0.003", _SLOW, right=True),
                Strategy("head, 20 epochs of SGD", HeadTraining(rate=0.01, optimizer=Optimizer.SGD), right=True),
                Strategy("head with a hidden layer", replace(_HEAD, hidden_units=64, rate=0.003), right=True),
                Strategy("head, one epoch at 0.001", HeadTraining(rate=0.001, epochs=1)),
                Strategy("head, 20 epochs at 0.00001", HeadTraining(rate=1e-5)),
            ),
        ),
        Limit(
            "accuracy_phase_2",
            task="3.5",
            check="3.5.6",
            strategies=(
                *_RIGHT,
                *_TOO_FAST,
                _UPDATING,
                Strategy(
                    "under a head that has not converged",
                    replace(_TUNED, head=HeadTraining(rate=0.0001, epochs=1), epochs=3),
                    seen_by="3.4.2",
                ),
                Strategy("everything at once", Whole(pretrained=True, updating=True), seen_by="3.4.1"),
            ),
        ),
        Limit(
            "gain",
            check="3.5.7",
            floor=-0.15,  # who loses more has learned that fine-tuning harms
            strategies=(*_RIGHT, *_TOO_FAST, _UPDATING),
            value=gain,
            scale=Scale.DIFFERENCE,
        ),
    ),
)
