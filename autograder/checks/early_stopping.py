"""When a training ended that was to stop early, and which rule ends it there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

SAME_LOSS = 1e-3  # as a share: between a loss that was recorded and the rebuilt model's
LEAST_LOSS = 2e-6  # rounding errors of tiny ones


@dataclass(frozen=True)
class StoppedRun:
    """What became of one training.

    Attributes:
        curves: as they were recorded, ``val_loss`` among them.
        patience: for how many epochs without improvement it was to go on.
        most: epochs that it was allowed.
        loss: of the model that came back, measured by the grader on the validation data.
        rounds: for how many epochs the model was trained in all; 0 where that is not known.
    """

    curves: Mapping[str, Sequence[float]]
    patience: int
    most: int
    loss: float
    rounds: float = 0.0

    @property
    def val_losses(self) -> list[float]:
        """Epoch by epoch."""
        return list(self.curves["val_loss"])

    @property
    def epochs(self) -> int:
        """How many were recorded."""
        return len(self.val_losses)

    @property
    def best(self) -> int:
        """The best epoch, from 1."""
        return self.val_losses.index(min(self.val_losses)) + 1

    @property
    def end(self) -> int:
        """The epoch after which it should have ended."""
        return self.end_by("val_loss")

    @property
    def ended_in_time(self) -> bool:
        """Whether it ended there, as far as one can tell: rounding may hide a tiny improvement, or feign one."""
        return any(self.end_by("val_loss", least=least) == self.epochs for least in (0.0, LEAST_LOSS, -LEAST_LOSS))

    @property
    def trained_again(self) -> bool:
        """Whether the model was trained for more epochs than its history tells."""
        return self.rounds > self.epochs

    def end_by(self, curve: str, *, sign: int = 1, patience: int | None = None, least: float = 0.0) -> int:
        """Where it would have ended by some rule; beyond its last epoch where the rule had not ended it by then.

        Args:
            curve: that is watched; where it was not recorded, the validation loss.
            sign: -1 where higher values are better.
            patience: where it is another than the right one.
            least: improvements up to this do not count.
        """
        wait = self.patience if patience is None else patience
        lowest, waited = np.inf, 0
        for epoch, value in enumerate(self.curves.get(curve, self.val_losses), start=1):
            better = sign * value < lowest - least
            lowest, waited = (sign * value, 0) if better else (lowest, waited + 1)
            if waited >= wait:
                return epoch
        return self.most if self.epochs == self.most else self.epochs + 1

    def came_back(self, loss: float) -> bool:
        """Whether the model that came back has this loss."""
        return same_loss(self.loss, loss)


def same_loss(one: float, recorded: float) -> bool:
    """Whether two ways to measure one model may give these losses."""
    return abs(one - recorded) <= SAME_LOSS * recorded + LEAST_LOSS


Rule = Callable[[StoppedRun], int]


def _ignoring(least: float) -> Rule:
    return lambda run: run.end_by("val_loss", least=least)


def _waiting(patience: int) -> Rule:
    return lambda run: run.end_by("val_loss", patience=patience)


_RULES: dict[str, tuple[Rule, ...]] = {
    "never stops": (lambda run: run.most,),
    "one epoch more": (lambda run: run.end_by("val_loss", patience=run.patience + 1),),
    "one epoch less": (lambda run: run.end_by("val_loss", patience=run.patience - 1),),
    "small steps": tuple(map(_ignoring, (1e-4, 1e-3, 0.005, 0.01, 0.02, 0.05, 0.1))),
    "watches training": (lambda run: run.end_by("loss"), lambda run: run.end_by("accuracy", sign=-1)),
    "watches accuracy": (lambda run: run.end_by("val_accuracy", sign=-1),),
    "patience ignored": tuple(map(_waiting, range(21))),
}


def rule_of(runs: Sequence[StoppedRun]) -> str:
    """The name of a rule that ends every training where it ended: of a mistake; "another end" where none does."""
    explained = (
        name for name, rules in _RULES.items() if any(all(rule(r) == r.epochs for r in runs) for rule in rules)
    )
    return next(explained, "another end")
