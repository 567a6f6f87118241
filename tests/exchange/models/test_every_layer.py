"""Every layer of the allow-list arrives with all that it learned, also what it derives from its weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.exchange.frames import decode, encode
from autograder.exchange.models import NotCarriedOver, export_model, rebuild_model
from autograder.exchange.models.allowlist import LAYERS
from autograder.exchange.models.likeness import outputs_for_a_fixed_input

ARGUMENTS: dict[str, dict[str, Any]] = {
    "Activation": {"activation": "tanh"},
    "ActivityRegularization": {"l2": 0.1},
    "AdaptiveAveragePooling2D": {"output_size": 4},
    "AdaptiveMaxPooling2D": {"output_size": 4},
    "AugMix": {"value_range": (0, 255)},
    "AveragePooling1D": {"pool_size": 2},
    "AveragePooling2D": {"pool_size": 2},
    "CenterCrop": {"height": 8, "width": 8},
    "Cropping2D": {"cropping": 1},
    "Dense": {"units": 4},
    "Dot": {"axes": 1},
    "EinsumDense": {"equation": "ab,bc->ac", "output_shape": 4},
    "GroupNormalization": {"groups": 1},
    "Permute": {"dims": (2, 1)},
    "RandomColorDegeneration": {"factor": 0.5},
    "RandomColorJitter": {"value_range": (0, 255)},
    "RandomCrop": {"height": 12, "width": 12},
    "RandomHue": {"factor": 0.1},
    "RandomPosterization": {"factor": 4},
    "RepeatVector": {"n": 3},
    "Rescaling": {"scale": 1 / 127.5, "offset": -1},
    "Reshape": {"target_shape": (-1,)},
    "Resizing": {"height": 8, "width": 8},
    "UpSampling2D": {"size": 2},
}
ONE_FACTOR = {"GaussianDropout", "GaussianNoise", "Dropout", "AlphaDropout", "SpatialDropout1D", "SpatialDropout2D"}
FACTORS = {"RandomBrightness", "RandomContrast", "RandomRotation", "RandomSaturation", "RandomSharpness", "RandomZoom"}
MERGING = {"Add", "Dot", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate"}


def make(name: str) -> Any:
    """A layer of this class, with arguments where it needs them."""
    import keras

    kind = getattr(keras.layers, name)
    if name == "Pipeline":
        return kind([keras.layers.Rescaling(0.1), keras.layers.Normalization()])
    if name in ONE_FACTOR:
        return kind(0.3)
    if name in FACTORS:
        return kind(0.2)
    if name == "RandomTranslation":
        return kind(0.1, 0.1)
    if "Conv" in name:
        return kind(**({} if name.startswith("Depthwise") else {"filters": 3}), kernel_size=3)
    return kind(**ARGUMENTS.get(name, {}))


def shape_for(name: str) -> tuple[int, ...]:
    """An input that the layer takes."""
    if "1D" in name or name == "Permute":
        return (8, 3)
    if name in ("Dense", "EinsumDense", "RepeatVector"):
        return (6,)
    return (12, 12, 3)


def model_with(name: str, rng: np.random.Generator) -> Any:
    """A model with the layer in it; weights that no initializer gives; adapted and trained for a step."""
    import keras

    shape = shape_for(name)
    inputs = keras.Input(shape)
    if name == "InputLayer":
        x = inputs
    elif name in MERGING:
        flat = keras.layers.Flatten()(inputs)
        x = make(name)([keras.layers.Dense(4)(flat), keras.layers.Dense(4)(flat)])
    else:
        layer = make(name)
        x = layer(inputs)
        for one in (layer, *getattr(layer, "layers", ())):
            if hasattr(one, "adapt"):
                one.adapt(rng.normal(50, 9, (16, *shape)).astype("float32"))
    if len(x.shape) > 2:
        x = keras.layers.Flatten()(x)
    model = keras.Model(inputs, keras.layers.Dense(2)(x))
    model.compile(optimizer=keras.optimizers.SGD(1e-4), loss="mse", run_eagerly=True)
    model.train_on_batch(rng.uniform(0, 255, (4, *shape)).astype("float32"), np.ones((4, 2), "float32"))
    return model


def send(model: Any) -> Any:
    """Export, frame, unframe and rebuild, as happens between the two processes."""
    return rebuild_model(decode(encode(export_model(model))))


@pytest.mark.parametrize("name", sorted(LAYERS))
def test_a_trained_layer_predicts_the_same_after_the_crossing(name: str) -> None:
    rng = np.random.default_rng(3)
    model = model_with(name, rng)
    x = rng.uniform(0, 255, (3, *shape_for(name))).astype("float32")
    before = [variable.numpy() for variable in model.variables]
    arrived = send(model)
    for old, variable in zip(before, model.variables, strict=True):
        np.testing.assert_array_equal(old, variable.numpy())
    np.testing.assert_array_equal(np.asarray(arrived(x, training=False)), np.asarray(model(x, training=False)))


def test_a_model_that_comes_out_as_another_is_not_judged() -> None:
    model = model_with("Rescaling", np.random.default_rng(3))
    model.layers[1].call = lambda x: -x
    with pytest.raises(NotCarriedOver, match="could not be carried over"):
        send(model)


def test_numbers_drawn_while_predicting_say_nothing() -> None:
    import keras

    inputs = keras.Input((6,))
    noise = keras.random.normal
    drawing = keras.layers.GaussianNoise(0.5)
    drawing.call = lambda x, training: x + noise(x.shape, seed=drawing.seed_generator)
    model = keras.Model(inputs, drawing(inputs))
    assert outputs_for_a_fixed_input(model) is None
    send(model)


def test_comparing_changes_no_moving_average() -> None:
    import keras

    inputs = keras.Input((6,))
    model = keras.Model(inputs, keras.layers.BatchNormalization()(inputs, training=True))
    before = [variable.numpy() for variable in model.variables]
    send(model)
    for old, variable in zip(before, model.variables, strict=True):
        np.testing.assert_array_equal(old, variable.numpy())
