"""What a history says of the model that came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

Curves = Mapping[str, Sequence[float]]


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
