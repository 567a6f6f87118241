"""A model is probed as a function: what it gives must not depend on chance, nor on anything but the picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.checks.as_functions import features_differ, probe_head
from autograder.checks.base import find_base
from autograder.checks.scaling import pictures_pass

SHAPE = (96, 96, 3)
Step = Callable[[Any, Any], Any]


def scaled(layers: Any, x: Any) -> Any:
    return layers.Rescaling(1 / 127.5, offset=-1)(x)


def pooled(layers: Any, x: Any) -> Any:
    return layers.GlobalAveragePooling2D()(x)


def dense(layers: Any, x: Any) -> Any:
    return layers.Dense(5)(x)


def model_of(make_base: Callable[..., Any], front: Step = scaled, pool: Step = pooled, end: Step = dense) -> Any:
    import keras

    inputs = keras.Input(SHAPE)
    x = make_base(input_shape=SHAPE)(front(keras.layers, inputs), training=False)
    return keras.Model(inputs, end(keras.layers, pool(keras.layers, x)))


HEADS: dict[str, tuple[str, Step]] = {
    "hidden layer": ("", lambda layers, x: layers.Dense(5)(layers.Dense(16, activation="relu")(x))),
    "dropout": ("", lambda layers, x: layers.Dense(5)(layers.Dropout(0.5)(x))),
    "normalised features": (
        "",
        lambda layers, x: layers.Dense(5)(layers.LayerNormalization()(x)),
    ),
    "dropout that is always on": ("random", lambda layers, x: layers.Dense(5)(layers.Dropout(0.5)(x, training=True))),
    "softmax over the batch": ("not alone", lambda layers, x: layers.Softmax(axis=0)(layers.Dense(5)(x))),
    "statistics of the batch": (
        "not alone",
        lambda layers, x: layers.Dense(5)(layers.BatchNormalization()(x, training=True)),
    ),
    "a class that is switched off": (
        "silent",
        lambda layers, x: layers.Dense(5)(x) * np.array([1, 1, 0, 1, 1], "float32"),
    ),
}
POOLINGS: dict[str, tuple[str, Step]] = {
    "by hand": ("", lambda layers, x: x[:, 0, 0] / 9 + sum(x[:, i // 3, i % 3] for i in range(1, 9)) / 9),
    "of whole maps": ("", lambda layers, x: pooled(layers, layers.SpatialDropout2D(0.5)(x))),
    "maximum": ("no average", lambda layers, x: layers.GlobalMaxPooling2D()(x)),
    "flattened": ("no average", lambda layers, x: layers.Flatten()(x)),
    "over other axes": ("no average", lambda layers, x: layers.Flatten()(layers.AveragePooling2D((3, 1))(x))),
    "after a convolution": ("no average", lambda layers, x: pooled(layers, layers.Conv2D(4, 3, padding="same")(x))),
}
FRONTS: dict[str, tuple[str, Step]] = {
    "augmentation": ("", lambda layers, x: scaled(layers, layers.RandomFlip()(layers.RandomRotation(0.1)(x)))),
    "plain arithmetic": ("", lambda layers, x: x / 127.5 - 1.0),
    "always turned": ("", lambda layers, x: scaled(layers, layers.RandomRotation(0.2)(x, training=True))),
    "always mirrored": ("", lambda layers, x: scaled(layers, layers.RandomFlip()(x, training=True))),
    "colours exchanged": ("changed", lambda layers, x: scaled(layers, x)[..., ::-1]),
    "upside down": ("changed", lambda layers, x: scaled(layers, x)[:, ::-1]),
    "blurred": ("changed", lambda layers, x: scaled(layers, layers.AveragePooling2D(3, strides=1, padding="same")(x))),
}


@pytest.mark.parametrize("name", [*HEADS, *POOLINGS])
def test_heads(name: str, make_base: Callable[..., Any]) -> None:
    wrong, step = HEADS.get(name) or POOLINGS[name]
    model = model_of(make_base, end=step) if name in HEADS else model_of(make_base, pool=step)
    probe = probe_head(model)
    assert probe is not None
    found = {
        "random": probe.random,
        "not alone": not probe.alone,
        "no average": not probe.averaged,
        "silent": probe.silent,
    }
    if wrong == "random":  # what depends on chance is alike in nothing
        assert probe.random
    else:
        assert [key for key, value in found.items() if value] == ([wrong] if wrong else [])


def test_a_silent_class_is_named(make_base: Callable[..., Any]) -> None:
    probe = probe_head(model_of(make_base, end=HEADS["a class that is switched off"][1]))
    assert probe is not None
    assert probe.silent == (2,)


@pytest.mark.parametrize("name", FRONTS)
def test_fronts(name: str, make_base: Callable[..., Any]) -> None:
    wrong, step = FRONTS[name]
    model = model_of(make_base, front=step)
    base = find_base(model)
    assert base is not None
    assert pictures_pass(model, base) == (wrong == "")


def test_features_of_the_same_weights_are_the_same(make_base: Callable[..., Any]) -> None:
    import keras

    model, other = (model_of(make_base, front=scaled) for _ in range(2))
    base, its_base = find_base(model), find_base(other)
    assert base is not None
    assert its_base is not None
    inner = next(layer for layer in other.layers if isinstance(layer, keras.Model))
    assert find_base(inner) is not None
    different = features_differ(model, base, inner, find_base(inner))  # type: ignore[arg-type]
    assert different is not None
    assert different > 1e-4
    inner.set_weights(next(layer for layer in model.layers if isinstance(layer, keras.Model)).get_weights())
    same = features_differ(model, base, inner, find_base(inner))  # type: ignore[arg-type]
    assert same == pytest.approx(0, abs=1e-5)
