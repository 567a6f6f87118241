"""What a history says of the model that came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Curves = Mapping[str, Sequence[float]]


def curves_of(history: Any) -> Curves:
    """The curves of what ``fit`` returned, or of its dictionary; none of anything else."""
    found: Curves = getattr(history, "history", history if isinstance(history, dict) else {})
    return found


def told_accuracies(curves: Curves) -> list[float]:
    """The validation accuracy in each epoch that a model may come from.

    Those are the last epoch, the one of highest accuracy and, where there are losses, that of lowest validation loss.
    Empty where no validation accuracy was recorded.
    """
    told = next((list(values) for name, values in curves.items() if name.startswith("val_") and "acc" in name), [])
    losses = list(curves.get("val_loss", ()))
    best = [told[losses.index(min(losses))]] if told and len(losses) == len(told) else []
    return [told[-1], max(told), *best] if told else []
