"""Whether a loss and the outputs that it gets match."""

from __future__ import annotations

from typing import Any

import numpy as np


def are_shares(outputs: np.ndarray) -> bool:
    """Whether the outputs of each picture, ``(n, units)``, are shares of one: probabilities and not logits."""
    return bool(np.all(outputs >= 0) and np.allclose(outputs.sum(axis=-1), 1, atol=1e-3))


def fits_outputs(loss: Any, labels: np.ndarray, units: int, probabilities: bool) -> bool:
    """Whether a loss takes probabilities for probabilities, or logits for logits; True if that cannot be determined.

    Args:
        loss: what a model was compiled with.
        labels: whole numbers that the loss can work with.
        units: outputs of the model for each picture.
        probabilities: whether they are probabilities and not logits.
    """
    import keras

    if isinstance(loss, str):
        loss = keras.losses.get(loss)
    told = getattr(loss, "from_logits", None)
    if told is not None:
        return bool(told) != probabilities
    # A custom function is judged by its values. The one-hot labels themselves, passed as outputs, are perfect
    # probabilities and cost nothing; as logits they are still uncertain.
    perfect = np.eye(units)[labels] if units > 1 else labels.reshape(-1, 1)
    unchanged = keras.Sequential([keras.Input((units,)), keras.layers.Activation("linear")])
    unchanged.compile(loss=loss, run_eagerly=True)
    try:
        costs = unchanged.evaluate(perfect.astype("float32"), labels, verbose=0)
    except Exception:  # it needs more than outputs and labels
        return True
    return (float(costs) < 1e-3) == probabilities
