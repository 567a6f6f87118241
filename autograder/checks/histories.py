"""What a history says of the model that came of it, and whether it is that model's at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checks.judging import require

Curves = Mapping[str, Sequence[float]]

SAME_MODEL = 0.03  # two ways to measure one model differ by less
FALLS_BY = 0.1  # as a share of the first loss: less is what a few lucky batches do


@dataclass(frozen=True)
class StudentHistory:
    """The record of a training.

    Attributes:
        curves: by their names; none where it holds none.
        name: as feedback calls it: "`history`".
    """

    curves: Curves
    name: str

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


def curves_of(history: Any) -> Curves:
    """The curves of what ``fit`` returned, or of its dictionary; none of anything else.

    What a student made by hand may hold more than lists of numbers; that is left out.
    """
    found = getattr(history, "history", history)
    curves = {name: _numbers(values) for name, values in found.items()} if isinstance(found, dict) else {}
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


def require_validation_curves(curves: Curves, history: str) -> None:
    """The model was measured while it learned.

    Args:
        curves: of the history.
        history: its name, as the task calls it.

    Raises:
        CheckFailed: it holds the curves of the training pictures alone.
    """
    require(
        any(name.startswith("val_") for name in curves),
        expected=f"`{history}` holds validation curves.",
        observed=f"It holds {', '.join(map(str, curves)) or 'no curves at all'}.",
        why="Curves of the training pictures also get better when a model learns them by heart.",
        next_step="Hand `(data.x_val, data.y_val)` to `fit` as `validation_data`.",
        mistake="no validation",
    )


def tells_of(curves: Curves, accuracy: float) -> bool:
    """Whether a model of this accuracy on the validation pictures, 0 to 1, may come from the training in the curves.

    True as well where they hold no validation accuracy.
    """
    told = told_accuracies(curves)
    return not told or min(abs(accuracy - value) for value in told) <= SAME_MODEL


def require_own_history(
    curves: Curves, accuracy: float, *, history: str, model: str, pictures: str = "data", then: str
) -> None:
    """The validation curves are those of the validation pictures, in the last epoch or in the best one.

    Args:
        curves: of the history.
        accuracy: share of the validation pictures that the model sorts rightly, 0 to 1.
        history: its name, as the task calls it.
        model: what belongs to it, at the start of a sentence.
        pictures: name of what holds ``x_val`` and ``y_val``.
        then: what to pay attention to afterwards, one sentence.

    Raises:
        CheckFailed: the curves are those of another model, or of other pictures.
    """
    told = told_accuracies(curves)
    require(
        tells_of(curves, accuracy),
        expected=f"{model} sorts the validation pictures as well as `{history}` says.",
        observed=f"It sorts {accuracy:.0%} of them rightly, and the history ends at {told[0] if told else 0:.0%}.",
        why="Only if all validation pictures are shown, and no others, do the curves tell how good the model is.",
        next_step=f"Hand `({pictures}.x_val, {pictures}.y_val)` to `fit` as `validation_data`, and run the cell again. "
        f"{then}",
        mistake="validated on other pictures",
    )
