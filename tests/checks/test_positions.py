from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from autograder.checks import Positions, probe_positions

SHAPE = (96, 96, 3)  # the small base makes maps of 3 x 3 of it
HEADS: dict[str, tuple[int, Callable[[Any, Any], Any]]] = {
    "average": (0, lambda layers, x: layers.GlobalAveragePooling2D()(x)),
    "maximum": (0, lambda layers, x: layers.GlobalMaxPooling2D()(x)),
    "flattened": (0, lambda layers, x: layers.Flatten()(x)),
    "window over all": (0, lambda layers, x: layers.Flatten()(layers.AveragePooling2D(3)(x))),
    "convolution in front": (
        0,
        lambda layers, x: layers.GlobalAveragePooling2D()(layers.Conv2D(8, 3, padding="same")(x)),
    ),
    "normalised": (0, lambda layers, x: layers.LayerNormalization()(layers.GlobalAveragePooling2D()(x))),
    "window of two": (5, lambda layers, x: layers.Flatten()(layers.AveragePooling2D(2)(x))),
    "middle alone": (8, lambda layers, x: layers.Flatten()(layers.Cropping2D(1)(x))),
    "first row": (6, lambda layers, x: layers.Flatten()(x[:, 0])),
}


def model_with(base: Any, head: Callable[[Any, Any], Any]) -> Any:
    import keras

    inputs = keras.Input(SHAPE)
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    return keras.Model(inputs, keras.layers.Dense(5)(head(keras.layers, base(x))))


@pytest.mark.parametrize("name", HEADS)
def test_positions_that_make_no_difference(name: str, make_base: Callable[..., Any]) -> None:
    unseen, head = HEADS[name]
    assert probe_positions(model_with(make_base(input_shape=SHAPE), head)) == Positions(9, unseen)


def test_a_base_that_pools_itself_in_a_sequence(make_base: Callable[..., Any]) -> None:
    import keras

    base = make_base(input_shape=SHAPE, pooling="avg")
    model = keras.Sequential([keras.Input(SHAPE), base, keras.layers.Dense(5, activation="softmax")])
    assert probe_positions(model) == Positions(9, 0)


def test_models_that_cannot_be_asked(make_base: Callable[..., Any]) -> None:
    import keras

    plain = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
    assert probe_positions(plain) is None
    base = make_base(input_shape=SHAPE)
    silent = model_with(base, lambda layers, x: 0.0 * layers.GlobalAveragePooling2D()(x))
    assert probe_positions(silent) is None


def test_the_model_is_as_before(make_base: Callable[..., Any]) -> None:
    import numpy as np

    model = model_with(make_base(input_shape=SHAPE), HEADS["average"][1])
    picture = np.full((1, *SHAPE), 40.0, "float32")
    before = np.asarray(model(picture))
    probe_positions(model)
    np.testing.assert_array_equal(np.asarray(model(picture)), before)
