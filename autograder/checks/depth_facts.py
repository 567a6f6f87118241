"""Facts about features of a base at some depth: a model that ends at one of its layers, and heads on such models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np

from autograder.checks.accuracy import outputs_on
from autograder.checks.answers import in_words
from autograder.checks.feedback import NotAnswered
from autograder.checks.judging import fact, fail, require
from autograder.checks.model_facts import base_of
from autograder.checks.pictures import HandedOut
from autograder.checks.student_models import StudentModel

Array: TypeAlias = np.ndarray[Any, Any]

FEW = 6  # pictures on which features are compared
SAME = 0.01  # as a share of the largest feature; half precision makes less
RIDGE = 0.1  # as in ``lab.probe``
SAME_HEAD = 0.04  # two linear heads on the same features may differ by this
_OTHER_AXES = ((1,), (2,), (3,), (1, 3), (2, 3), (1, 2, 3), (0, 1, 2))


@fact
def features_of(model: StudentModel, base: StudentModel, layer: str, pictures: Array) -> None:
    """What the model gives are the features of this layer of the base, averaged over all positions.

    Args:
        model: said to be the base up to this layer, and pooling.
        base: from which it was made.
        layer: its name.
        pictures: with pixels from 0 to 255.
    """
    pixels = pictures[:FEW].astype("float32")
    scaled = pixels / np.float32(127.5) - 1
    takes, gives = model.keras.inputs, model.keras.outputs
    fits = len(takes) == len(gives) == 1 and tuple(takes[0].shape[1:]) in (scaled.shape[1:], (None, None, 3))
    require(fits, "other inputs", model=model, layer=layer)
    maps, found = _maps(base, scaled, layer), np.asarray(model.keras(scaled, training=False), "float64")
    right = maps.mean(axis=(1, 2))
    if _same(found, right):
        return
    numbers = " × ".join(map(str, found.shape[1:])) or "1"
    told = {"model": model, "layer": layer, "numbers": numbers, "wanted": right.shape[1]}
    wrong = next((mistake for mistake, features in _wrong_poolings(maps) if _same(found, features)), "")
    if wrong:
        fail(wrong, **told)
    last = base_of(base).nodes[-1].name
    require(not _same(found, _maps(base, scaled, last).mean(axis=(1, 2))), "last layer", **told, last=last)
    require(not _first_kernel_differs(model, base), "other weights", **told)
    inside = np.asarray(model.keras(pixels, training=False), "float64")
    require(not _same(inside, right), "scales by itself", **told)
    ends = _ending_of(base, scaled[:1], found[:1])
    require(not ends, "another layer", **told, found=ends)
    fail("other features", **told)


def _same(found: Array, wanted: Array) -> bool:
    return found.shape == wanted.shape and bool(np.abs(found - wanted).max() <= SAME * np.abs(wanted).max())


def _wrong_poolings(maps: Array) -> Iterator[tuple[str, Array]]:
    yield "not pooled", maps
    yield "flattened", maps.reshape(len(maps), -1)
    yield "maximum", maps.max(axis=(1, 2))
    for axes in _OTHER_AXES:
        yield "other axes", maps.mean(axis=axes)


def _first_kernel_differs(model: StudentModel, base: StudentModel) -> bool:
    if model.base is None or base.base is None:
        return False
    one, other = (info.first.get_weights()[0] for info in (model.base, base.base))
    return not np.array_equal(one, other)


def _ending_of(base: StudentModel, scaled: Array, found: Array) -> str:
    """The layer of the base that has these features; "" where none has."""
    names = tuple(node.name for node in base_of(base).nodes)
    all_maps = zip(names, map(np.asarray, _up_to(base, names).keras(scaled, training=False)), strict=True)
    return next((name for name, maps in all_maps if maps.ndim == 4 and _same(found, maps.mean(axis=(1, 2)))), "")


def _maps(base: StudentModel, scaled: Array, layer: str) -> Array:
    """The feature maps of one layer of the base, ``(n, rows, columns, count)``."""
    return np.asarray(_up_to(base, (layer,)).keras(scaled, training=False), "float64")


@lru_cache(maxsize=4)
def _up_to(base: StudentModel, layers: tuple[str, ...]) -> StudentModel:
    """The base up to these layers, by their names in the network."""
    import keras

    ends = [layer.output for layer in _layers_of(base, layers)]
    return StudentModel(
        keras.Model(base.keras.inputs[0], ends[0] if len(ends) == 1 else ends), "the base", base.network
    )


@fact
def _layers_of(base: StudentModel, layers: Sequence[str]) -> list[Any]:
    """The base has layers of these names."""
    found = {node.name: layer for node, layer in zip(base_of(base).nodes, base_of(base).layers, strict=True)}
    for layer in layers:
        require(layer in found, "layer missing", base=base, layer=layer, network=base.network)
    return [found[layer] for layer in layers]


@fact
def accuracy_by_depth(told: Any, name: str, base: StudentModel, layers: Sequence[str], handed_out: HandedOut) -> None:
    """For each layer, this is the accuracy that ``lab.probe`` finds for its features.

    Args:
        told: by the student: accuracies by the names of layers.
        name: of the student's variable.
        base: whose layers they are.
        layers: all that are asked for.
        handed_out: training and validation pictures.
    """
    curve = dict(told) if isinstance(told, Mapping) else {}
    if any(value is ... for value in curve.values()):
        raise NotAnswered(name)
    shares = [value for value in map(curve.get, layers) if isinstance(value, int | float) and 0 <= value <= 1]
    require(len(shares) == len(layers) == len(curve), "no curve", name=name, answer=in_words(told))
    right = linear_accuracies(base, layers, handed_out)
    for layer, share in zip(layers, shares, strict=True):
        near = abs(share - right[layer]) <= SAME_HEAD
        require(near, "another curve", name=name, layer=layer, share=share, right=right[layer])


def linear_accuracies(base: StudentModel, layers: Sequence[str], handed_out: HandedOut) -> dict[str, float]:
    """What a linear head on the features of each layer reaches on the validation pictures."""
    import keras

    up_to = _up_to(base, tuple(layers)).keras
    pooled = keras.layers.Concatenate()([keras.layers.GlobalAveragePooling2D()(maps) for maps in up_to.outputs])
    widths = [int(maps.shape[-1]) for maps in up_to.outputs]
    model = keras.Model(up_to.inputs[0], pooled)
    train, validation = handed_out.train, handed_out.validation
    sides = [
        np.split(outputs_on(model, one.x / np.float32(127.5) - 1), np.cumsum(widths)[:-1], axis=1)
        for one in (train, validation)
    ]
    return {
        layer: linear_accuracy(x, train.y, x_val, validation.y) for layer, x, x_val in zip(layers, *sides, strict=True)
    }


def linear_accuracy(x: Array, y: Array, x_val: Array, y_val: Array) -> float:
    """As ``lab.probe`` computes it: ridge regression on one-hot labels, in its dual form."""
    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-6
    x, x_val = (x - mean) / spread, (x_val - mean) / spread
    wanted = np.eye(int(y.max()) + 1)[y]
    alike = x @ x.T / x.shape[1]
    weights = np.linalg.solve(alike + RIDGE * np.eye(len(x)), wanted - wanted.mean(axis=0))
    scores = x_val @ x.T / x.shape[1] @ weights + wanted.mean(axis=0)
    return float((scores.argmax(axis=1) == y_val).mean())
