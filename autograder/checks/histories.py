"""What a history says of the model that came of it, and whether it is that model's at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.exchange.models import Training

UNKNOWN = Training()
Curves = Mapping[str, Sequence[float]]

SAME_MODEL = 0.03  # two ways to measure one model differ by less
FALLS_BY = 0.1  # as a share of the first loss: less is what a few lucky batches do


@dataclass(frozen=True)
class StudentHistory:
    """The record of a training.

    Attributes:
        curves: by their names; none where it holds none.
        name: as feedback calls it: "`history`".
        kind: what the student kept under that name, in words; empty where that is the record of a training.
        training: what else was noted of it.
    """

    curves: Curves
    name: str
    kind: str = ""
    training: Training = UNKNOWN

    def __str__(self) -> str:
        return self.name

    @property
    def epochs(self) -> int:
        """How many were recorded."""
        return max(map(len, self.curves.values()), default=0)

    @property
    def losses(self) -> tuple[float, ...]:
        """Of the training pictures, epoch by epoch."""
        return tuple(self.curves.get("loss", ()))

    @property
    def learned(self) -> bool:
        """Whether the loss fell."""
        return len(self.losses) > 1 and min(self.losses) < (1 - FALLS_BY) * self.losses[0]


def is_history(value: Any) -> bool:
    """Whether it is what ``fit`` returned, or its dictionary."""
    return isinstance(getattr(value, "history", value), dict)


def curves_of(history: Any) -> Curves:
    """The curves of what ``fit`` returned, or of its dictionary; none of anything else.

    What a student made by hand may hold more than lists of numbers; that is left out.
    """
    found = getattr(history, "history", history) if is_history(history) else {}
    curves = {name: _numbers(values) for name, values in found.items()}
    return {name: values for name, values in curves.items() if isinstance(name, str) and values is not None}


def _numbers(values: Any) -> list[float] | None:
    try:
        numbers = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        return None
    return numbers.tolist() if numbers.ndim == 1 else None


def told_accuracies(curves: Curves) -> list[float]:
    """The validation accuracy in each epoch that a model may come from.

    Those are the last epoch, the one of highest accuracy and, where there are losses, that of lowest validation loss;
    for each metric that may be an accuracy. Empty where no validation accuracy was recorded.
    """
    losses = list(curves.get("val_loss", ()))
    found: list[float] = []
    for name, values in curves.items():
        told = list(values) if name.startswith("val_") and "acc" in name else []
        if told:
            best = [told[losses.index(min(losses))]] if len(losses) == len(told) else []
            found += [told[-1], max(told), *best]
    return found


def tells_of(curves: Curves, accuracy: float) -> bool:
    """Whether a model of this accuracy on the validation pictures, 0 to 1, may come from the training in the curves.

    True as well where they hold no validation accuracy.
    """
    told = told_accuracies(curves)
    return not told or min(abs(accuracy - value) for value in told) <= SAME_MODEL
