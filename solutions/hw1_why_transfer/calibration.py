"""Why transfer learning works: what the pretrained base reaches, its lead, and how far few examples take it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from autograder.assurance.calibration.bench import Bench, load_keras
from autograder.assurance.calibration.plan import CalibrationPlan, Limit, Strategy
from autograder.assurance.calibration.recipes import HeadTraining, Optimizer, Outputs, Scores, Whole
from autograder.assurance.calibration.thresholds import Scale


@dataclass(frozen=True)
class Pair:
    """Two trainings under one seed, judged on the same hidden pictures.

    Attributes:
        better: should win.
        worse: should lose.
    """

    better: HeadTraining | Whole
    worse: HeadTraining | Whole

    @property
    def effort(self) -> float:
        """See :class:`autograder.assurance.calibration.recipes.Recipe`."""
        return self.better.effort + self.worse.effort

    def measure(self, bench: Bench, seed: int) -> Scores:
        """Accuracies on hidden pictures: ``better`` and ``worse``."""
        return {name: getattr(self, name).measure(bench, seed)["hidden"] for name in ("better", "worse")}


@dataclass(frozen=True)
class ScratchBySgd(Whole):
    """The network from scratch of the race, trained like the head by gradient descent with momentum."""

    pretrained: bool = False
    updating: bool = True
    epochs: int = 8
    rate: float = 0.02
    momentum: float | None = 0.9
    batch: int = 8

    def _build(self, bench: Bench) -> Any:
        model, optimizers = super()._build(bench), load_keras().optimizers
        model.compile(optimizers.SGD(self.rate, momentum=0.9), model.loss, jit_compile=False)
        return model


def lead(scores: Scores) -> float:
    """By how much the better one wins, −1 to 1."""
    return scores["better"] - scores["worse"]


_HEAD = HeadTraining(outputs=Outputs.PROBABILITIES, epochs=8, rate=0.02, optimizer=Optimizer.SGD, batch=8)
_SCRATCH = ScratchBySgd()
_ADAM = replace(_HEAD, rate=0.003, optimizer=Optimizer.ADAM)
_FEW = replace(_HEAD, per_class=5)
_ONE = replace(_HEAD, per_class=1)

PLAN = CalibrationPlan(
    limits=(
        Limit(
            "accuracy",
            task="1.1",
            check="1.1.5",
            strategies=(
                Strategy("reference", _HEAD, right=True),
                Strategy("batches of 32", replace(_HEAD, batch=32), right=True),
                Strategy("logits and 15 epochs", replace(_HEAD, outputs=Outputs.LOGITS, epochs=15), right=True),
                Strategy("Adam at 0.003", _ADAM, right=True),
                Strategy("one epoch", replace(_HEAD, epochs=1), seen_by="1.1.1"),
                Strategy("rate 0.00001", replace(_HEAD, rate=1e-5)),
                Strategy("weights=None", replace(_HEAD, pretrained=False), seen_by="1.1.4"),
                Strategy("from scratch", _SCRATCH, seen_by="1.1.4"),
            ),
        ),
        Limit(
            "lead",
            check="1.1.5",
            floor=0.05,
            value=lead,
            scale=Scale.DIFFERENCE,
            strategies=(
                Strategy("the race", Pair(_HEAD, _SCRATCH), right=True),
                Strategy(
                    "the race in batches of 32",
                    Pair(replace(_HEAD, batch=32), replace(_SCRATCH, batch=32)),
                    right=True,
                ),
                Strategy("both pretrained", Pair(_HEAD, replace(_HEAD, dropout=0.1)), seen_by="1.1.3"),
                Strategy("both from scratch", Pair(replace(_SCRATCH, rate=0.01), _SCRATCH), seen_by="1.1.4"),
            ),
        ),
        Limit(
            "few_examples",
            task="1.4",
            check="1.4.2",
            strategies=(
                Strategy("5 per class", _FEW, right=True),
                Strategy("5 per class, batches of 32", replace(_FEW, batch=32), right=True),
                Strategy("5 per class, 25 epochs of Adam", replace(_ADAM, per_class=5, epochs=25), right=True),
                Strategy("5 per class, rate 0.00001", replace(_FEW, rate=1e-5)),
                Strategy("1 per class", _ONE, seen_by="1.3.1"),
            ),
        ),
    ),
)
