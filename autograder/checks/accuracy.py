"""Count what a model gets right, from its raw outputs, whatever metric it was compiled with."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.checks.heads import describe_head

if TYPE_CHECKING:
    import keras

BATCH = 8
WRONG = -1
_LEAST_SHARE = 1e-7  # as in Keras
_MOST_LOSS = -math.log(_LEAST_SHARE)


def predict_labels(model: keras.Model, x: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The class that the model chooses for each image.

    A single output is cut at 0 when it is a logit (linear or tanh) and at 0.5 otherwise; several are
    compared.

    Args:
        model: with one image input and one output of shape ``(batch, …, units)``.
        x: images ``(n, rows, columns, 3)``.

    Returns:
        int64 ``(n,)``; −1 where the output holds NaN.
    """
    scores = outputs_on(model, x)
    if scores.shape[1] == 1:
        cut = 0.0 if describe_head(model).activation in ("linear", "tanh") else 0.5
        labels = (scores[:, 0] > cut).astype("int64")
    else:
        labels = scores.argmax(axis=1).astype("int64")
    labels[np.isnan(scores).any(axis=1)] = WRONG
    return labels


def outputs_on(model: keras.Model, x: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """What the model gives for each image: float64 ``(n, numbers per image)``.

    Traced and in small batches: 500 images of MobileNetV2 then take 90 MB, and run eagerly 64 at a time 500 MB.
    """
    import tensorflow as tf

    run = _traced(model, x.shape[1:])
    parts = [
        np.asarray(run(tf.constant(x[start : start + BATCH], tf.float32)), dtype="float64")
        for start in range(0, len(x), BATCH)
    ]
    return np.concatenate(parts).reshape(len(x), -1)


@lru_cache(maxsize=2)
def _traced(model: keras.Model, shape: tuple[int, ...]) -> Callable[[Any], Any]:
    """The model as a graph; two are kept, for models that are compared: tracing takes as long as a hundred images."""
    import tensorflow as tf

    return tf.function(  # type: ignore[no-any-return]
        lambda batch: model(batch, training=False), input_signature=[tf.TensorSpec((None, *shape), tf.float32)]
    )


def accuracy_on(model: keras.Model, x: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> float:
    """The share of images for which :func:`predict_labels` agrees with ``y``.

    Args:
        model: as there.
        x: images ``(n, rows, columns, 3)``.
        y: class numbers ``(n,)`` or ``(n, 1)``, or one-hot ``(n, classes)``.

    Raises:
        ValueError: ``x`` is empty or the lengths differ.
    """
    truth = y.argmax(axis=1) if y.ndim == 2 and y.shape[1] > 1 else y.reshape(-1)
    if len(x) == 0 or len(x) != len(truth):
        raise ValueError(f"{len(x)} images and {len(truth)} labels")
    return float((predict_labels(model, x) == truth).mean())


@dataclass(frozen=True)
class Scored:
    """What a model makes of pictures.

    Attributes:
        accuracy: share of pictures that are right, 0 to 1.
        loss: mean cross-entropy in nats: −log of the probability that the right class is given, at most 16.1.
        recorded: the same as Keras records it: where the outputs are logits, without that limit.
    """

    accuracy: float
    loss: float
    recorded: float = math.nan


def score_on(model: keras.Model, x: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> Scored:
    """Accuracy and loss of a model with one output for each class, whatever loss it was compiled with.

    Outputs that are shares of one are taken for probabilities, others for logits.

    Args:
        model: gives ``(batch, classes)``.
        x: images ``(n, rows, columns, 3)``.
        y: class numbers ``(n,)``.
    """
    outputs = outputs_on(model, x)
    recorded = _cross_entropies(outputs, y)
    losses = np.minimum(np.nan_to_num(recorded, nan=_MOST_LOSS), _MOST_LOSS)
    labels = np.where(np.isnan(outputs).any(axis=1), WRONG, outputs.argmax(axis=1))
    return Scored(float((labels == y).mean()), float(losses.mean()), float(recorded.mean()))


def _cross_entropies(outputs: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """For each image; outputs that are shares of one are taken for probabilities, others for logits."""
    right = np.arange(len(y)), y
    if (outputs >= 0).all() and np.allclose(outputs.sum(axis=1), 1, atol=1e-3):
        return np.asarray(-np.log(np.clip(outputs[right], _LEAST_SHARE, 1.0)))
    above = outputs - outputs.max(axis=1, keepdims=True)
    return np.asarray(np.log(np.exp(above).sum(axis=1)) - above[right])


def recalls(model: keras.Model, x: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> tuple[float, ...]:
    """For each class, the share of its images that the model takes for it; their mean is the balanced accuracy.

    Args:
        model: as in :func:`predict_labels`.
        x: images ``(n, rows, columns, 3)``.
        y: class numbers ``(n,)``; each from 0 to the largest is there.
    """
    right = predict_labels(model, x) == y
    return tuple(float(right[y == label].mean()) for label in range(int(y.max()) + 1))
