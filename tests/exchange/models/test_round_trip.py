"""What a student built arrives on the other side as the very same model."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.exchange.frames import decode, encode
from autograder.exchange.models import export_model, layer_order, rebuild_model
from autograder.exchange.models.model_data import ModelData
from tests.exchange.models.zoo import SHAPE, VARIANTS

MakeBase = Callable[..., Any]


def send(model: Any) -> Any:
    """Export, frame, unframe and rebuild, as happens between the two processes."""
    return rebuild_model(decode(encode(export_model(model))))


def flags(model: Any) -> list[tuple[str, bool]]:
    return [("/".join(path), layer.trainable) for path, layer in layer_order.walk(model)]


def weight_flags(model: Any) -> list[tuple[str, str, bool]]:
    return [("/".join(path), weight.name, weight.trainable) for path, weight in layer_order.weights(model)]


def trainable_names(model: Any) -> list[str]:
    return [weight.path for weight in model.trainable_weights]


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_predicts_the_same_bits(name: str, make_base: MakeBase) -> None:
    check_same(name, make_base)


@pytest.mark.parametrize(
    "name", ["sequential", "functional", "flat_graph_by_input_tensor", "average_pooling_and_flatten"]
)
def test_the_real_network_predicts_the_same_bits(name: str, make_mobilenet: MakeBase) -> None:
    check_same(name, make_mobilenet)


def check_same(name: str, make_base: MakeBase) -> None:
    original = VARIANTS[name](make_base)
    arrived = send(original)
    assert original.built
    size = SHAPE if None in original.input_shape[1:] else original.input_shape[1:]
    images = np.random.default_rng(0).integers(0, 256, (3, *size)).astype("float32")
    np.testing.assert_array_equal(
        np.asarray(arrived(images, training=False)), np.asarray(original(images, training=False))
    )
    assert arrived.output_shape == (None, *original.output_shape[1:])
    assert arrived.input_shape == (None, *original.input_shape[1:])
    assert [w.name for w in arrived.trainable_weights] == [w.name for w in original.trainable_weights]
    assert flags(arrived) == flags(original)
    assert weight_flags(arrived) == weight_flags(original)


def test_predict_gives_the_same_bits_too(make_base: MakeBase) -> None:
    original = VARIANTS["functional"](make_base)
    images = np.random.default_rng(1).integers(0, 256, (5, *SHAPE)).astype("float32")
    np.testing.assert_array_equal(send(original).predict(images, verbose=0), original.predict(images, verbose=0))


def test_the_named_function_in_a_lambda_becomes_a_rescaling(make_base: MakeBase) -> None:
    import keras
    from keras import layers

    for module in (keras.applications.mobilenet_v2, keras.applications.mobilenet):
        scale = layers.Lambda(module.preprocess_input, name="scale")
        inputs = keras.Input(SHAPE)
        functional = keras.Model(inputs, layers.Dense(2)(layers.Flatten()(scale(inputs))))
        sequential = keras.Sequential([inputs, scale, layers.Flatten(), functional.layers[-1]])
        images = np.random.default_rng(0).integers(0, 256, (2, *SHAPE)).astype("float32")
        for model in (functional, sequential):
            arrived = send(model)
            assert isinstance(arrived.get_layer("scale"), layers.Rescaling)
            np.testing.assert_allclose(np.asarray(arrived(images)), np.asarray(model(images)), atol=1e-4)


def _all_frozen(base: Any, model: Any) -> None:
    base.trainable = False


def _loop(base: Any, model: Any) -> None:
    for layer in base.layers:
        layer.trainable = False


def _first_dozen(base: Any, model: Any) -> None:
    for layer in base.layers[:12]:
        layer.trainable = False


def _all_but_eight(base: Any, model: Any) -> None:
    base.trainable = False
    for layer in base.layers[-8:]:
        layer.trainable = True


def _from_block_16_without_norms(base: Any, model: Any) -> None:
    import keras

    base.trainable = True
    names = [layer.name for layer in base.layers]
    for layer in base.layers[: names.index("block_16_expand")]:
        layer.trainable = False
    for layer in base.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False


def _whole_model_frozen(base: Any, model: Any) -> None:
    model.trainable = False


def _outer_false_inner_true(base: Any, model: Any) -> None:
    model.trainable = False
    model.layers[-1].trainable = True


def _flag_set_behind_keras_back(base: Any, model: Any) -> None:
    base._trainable = False


FREEZES = (
    _all_frozen,
    _loop,
    _first_dozen,
    _all_but_eight,
    _from_block_16_without_norms,
    _whole_model_frozen,
    _outer_false_inner_true,
    _flag_set_behind_keras_back,
)


@pytest.mark.parametrize("structure_name", ["functional", "flat_graph", "sequential"])
@pytest.mark.parametrize("freeze", FREEZES, ids=lambda freeze: freeze.__name__.strip("_"))
def test_flags_arrive_exactly(structure_name: str, freeze: Callable[..., None], make_base: MakeBase) -> None:
    base = make_base()
    base.trainable = True
    model = VARIANTS[structure_name](make_base)
    try:
        freeze(base, model)
        arrived = send(model)
        assert flags(arrived) == flags(model)
        assert weight_flags(arrived) == weight_flags(model)
        assert arrived.trainable is model.trainable
        assert len(arrived.trainable_weights) == len(model.trainable_weights)
        assert [w.name for w in arrived.trainable_weights] == [w.name for w in model.trainable_weights]
    finally:
        model.trainable = True


def test_the_data_is_json_but_for_the_weights(make_base: MakeBase) -> None:
    data = export_model(VARIANTS["sequential"](make_base))
    for weight in data["weights"]:
        assert isinstance(weight.pop("value"), np.ndarray)
    assert isinstance(data.pop("gives"), np.ndarray)
    assert json.loads(json.dumps(data)) == data


def test_the_data_has_the_form_that_is_documented(make_base: MakeBase) -> None:
    data = export_model(VARIANTS["flat_graph"](make_base))
    assert ModelData.model_validate(data).compiled is None


def test_weights_are_copies(make_base: MakeBase) -> None:
    model = VARIANTS["sequential"](make_base)
    data = export_model(model)
    bias = next(weight for weight in data["weights"] if weight["name"] == "bias")
    bias["value"][:] = 7
    assert not (model.layers[-1].bias.numpy() == 7).any()


def test_nan_and_infinity_arrive_and_are_named(make_base: MakeBase) -> None:
    from autograder.exchange.models import record_of

    model = VARIANTS["functional"](make_base)
    kernel = model.layers[-1].kernel
    kernel.assign(np.full(kernel.shape, np.nan))
    model.layers[-1].bias.assign(np.full(5, np.inf))
    arrived = send(model)
    assert record_of(arrived).nonfinite_weights == (
        f"{model.layers[-1].name}/kernel",
        f"{model.layers[-1].name}/bias",
    )
    assert np.isnan(arrived.layers[-1].kernel.numpy()).all()


def test_two_models_with_the_same_layer_names_do_not_meet(make_base: MakeBase) -> None:
    first, second = (send(VARIANTS["sequential"](make_base)) for _ in range(2))
    first.layers[-1].bias.assign(np.ones(5))
    assert not second.layers[-1].bias.numpy().any()


@pytest.mark.slow
def test_rebuilding_is_quick_enough_to_do_for_every_check(make_mobilenet: MakeBase) -> None:
    import time

    data = export_model(VARIANTS["sequential"](make_mobilenet))
    rebuild_model(data)
    start = time.process_time()
    rebuild_model(data)
    assert time.process_time() - start < 3
