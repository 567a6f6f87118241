"""Which of Keras's losses and metrics a function of the student's own acts like, by what it gives for a few outputs.

Runs the student's code, so it belongs in the student's process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
#: A Keras object, a function that gives its values, and labels and outputs of the form that it is meant for.
Candidate = tuple[Any, Callable[[Any, Any], Any], Array, Array]

_ROWS = 48
#: Compared by themselves, so that weights for single images or classes do not average out.
_PARTS = (slice(0, 15), slice(15, 31), slice(31, _ROWS))


def known_loss_like(loss: Callable[..., Any], units: int) -> Any:
    """The cross-entropy of Keras that gives the same mean as ``loss``; None if there is none.

    Args:
        loss: takes labels and outputs; gives a number, or one for each image.
        units: size of the last axis of the model's output.
    """
    return _like(loss, _losses(units))


def known_metric_like(metric: Callable[..., Any], units: int) -> Any:
    """The accuracy of Keras that gives the same mean as ``metric``; None if there is none. Arguments as above."""
    return _like(metric, _accuracies(units))


def _losses(units: int) -> Iterator[Candidate]:
    from keras import losses

    scores, shares, numbers = _examples(units)
    forms: list[tuple[Any, Array]]
    if units == 1:
        forms = [(losses.BinaryCrossentropy, labels.astype("float32")) for labels in (numbers[:, None], numbers)]
    else:
        forms = [(losses.SparseCategoricalCrossentropy, labels) for labels in (numbers, numbers[:, None])]
        forms.append((losses.CategoricalCrossentropy, np.eye(units, dtype="float32")[numbers]))
    for kind, labels in forms:
        for from_logits, outputs in ((True, scores), (False, shares)):
            loss = kind(from_logits=from_logits)
            yield loss, loss, labels, outputs


def _accuracies(units: int) -> Iterator[Candidate]:
    from keras import metrics

    scores, shares, numbers = _examples(units)
    if units == 1:
        for labels in (numbers[:, None].astype("float32"), numbers.astype("float32")):
            for cut, outputs in ((0.0, scores), (0.5, scores), (0.5, shares)):
                yield metrics.BinaryAccuracy(threshold=cut), _cut_at(cut), labels, outputs
        return
    for labels in (numbers, numbers[:, None]):
        yield metrics.SparseCategoricalAccuracy(), metrics.sparse_categorical_accuracy, labels, scores
    yield metrics.CategoricalAccuracy(), metrics.categorical_accuracy, np.eye(units, dtype="float32")[numbers], scores


def _cut_at(cut: float) -> Callable[[Any, Any], Any]:
    return lambda labels, outputs: np.ravel(np.asarray(outputs) > cut) == np.ravel(np.asarray(labels) == 1)


def _examples(units: int) -> tuple[Array, Array, Array]:
    """Logits and probabilities ``(_ROWS, units)``, and class numbers ``(_ROWS,)``.

    A single logit goes up in small steps, and the middle part is all of one class, so that each cut between −0.7 and
    0.6 gives another accuracy.
    """
    scores = 3 * np.sin(0.3 + 1.7 * np.arange(_ROWS * units, dtype="float32")).reshape(_ROWS, units)
    numbers = np.arange(_ROWS) * 5 % max(2, units)
    if units == 1:
        scores = np.linspace(-2, 2, _ROWS, dtype="float32")[:, None]
        numbers[_PARTS[1]] = 0
    powers = np.exp(scores)
    shares = powers / (1 + powers) if units == 1 else powers / powers.sum(axis=1, keepdims=True)
    return scores, shares, numbers


def _like(function: Callable[..., Any], candidates: Iterator[Candidate]) -> Any:
    return next((one for one, values, labels, outputs in candidates if _agree(function, values, labels, outputs)), None)


def _agree(function: Callable[..., Any], known: Callable[[Any, Any], Any], labels: Array, outputs: Array) -> bool:
    from keras import ops

    for part in _PARTS:
        given = ops.convert_to_tensor(labels[part]), ops.convert_to_tensor(outputs[part])
        try:
            found = float(np.mean(np.asarray(function(*given))))
        except Exception:  # whatever the student's code raises for labels of another form
            return False
        if not np.isclose(found, float(np.mean(np.asarray(known(*given)))), rtol=1e-3, atol=1e-5):
            return False
    return True
