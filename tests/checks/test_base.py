from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from autograder.checks.base import find_base, flat_operations, head_operations, is_norm_name
from tests.exchange.models.zoo import SHAPE, VARIANTS, mobilenet

MakeBase = Callable[..., Any]


@pytest.mark.parametrize("name", VARIANTS)
def test_the_base_is_found_in_every_structure(name: str, make_base: MakeBase, arrived: Callable[[Any], Any]) -> None:
    base = find_base(arrived(VARIANTS[name](make_base)))
    assert base is not None
    assert base.first.name == "Conv1"
    assert base.names[-1] == "out_relu"
    assert base.nested == (not name.startswith("flat"))
    assert base.complete
    assert not base.has_top
    side = 64 if name == "average_pooling_and_flatten" else 32
    assert base.input_shape == (side, side, 3)


@pytest.mark.parametrize("alpha", [0.35, 1.0])
def test_the_width_does_not_matter(alpha: float) -> None:
    base = find_base(mobilenet(alpha=alpha))
    assert base is not None
    assert base.complete
    assert len(base.layers) == 153
    assert base.path == ()


def test_layers_that_normalise_are_told_by_their_names(make_mobilenet: MakeBase) -> None:
    for layer in make_mobilenet().layers:
        assert is_norm_name(layer.name) == (type(layer).__name__ == "BatchNormalization"), layer.name
    assert is_norm_name("batch_normalization_4")


def test_a_base_that_was_cut_off(make_mobilenet: MakeBase) -> None:
    import keras

    base = make_mobilenet()
    cut = find_base(keras.Model(base.input, base.get_layer("block_6_expand_relu").output))
    assert cut is not None
    assert not cut.complete
    assert cut.names[-1] == "block_6_expand_relu"


def test_a_network_of_ones_own_that_begins_alike_is_none() -> None:
    import keras
    from keras import layers

    steps = [layers.Conv2D(32, 3, strides=2), layers.BatchNormalization(), layers.ReLU(), layers.DepthwiseConv2D(3)]
    assert find_base(keras.Sequential([keras.Input(SHAPE), *steps, layers.Flatten(), layers.Dense(2)])) is None


def test_no_base() -> None:
    import keras
    from keras import layers

    model = keras.Sequential([keras.Input(SHAPE), layers.Conv2D(4, 3, name="Conv1"), layers.Flatten(), layers.Dense(2)])
    assert find_base(model) is None
    assert next(operation.name for operation in head_operations(model, None)) == "Conv1"


@pytest.mark.slow
def test_the_top_is_recognised_nested_and_flat() -> None:
    import keras
    from keras import layers

    base = keras.applications.MobileNetV2(input_shape=SHAPE, alpha=0.35, weights=None)
    for model in (
        base,
        keras.Sequential([base, layers.Dense(5)]),
        keras.Model(base.input, layers.Dense(5)(base.output)),
    ):
        found = find_base(model)
        assert found is not None
        assert found.has_top


def test_a_head_of_the_students_own_may_be_called_predictions(make_base: MakeBase) -> None:
    import keras
    from keras import layers

    base = make_base()
    x = layers.GlobalAveragePooling2D()(base.output)
    found = find_base(keras.Model(base.input, layers.Dense(5, name="predictions")(x)))
    assert found is not None
    assert not found.has_top


def test_what_follows_the_base(make_base: MakeBase) -> None:
    model = VARIANTS["rich_head"](make_base)
    kinds = [type(operation).__name__ for operation in head_operations(model, find_base(model))]
    assert kinds == ["GlobalMaxPooling2D", "Dropout", "Dense", "LeakyReLU", "BatchNormalization", "Dropout", "Dense"]


def test_nested_models_are_unfolded_in_order(make_base: MakeBase) -> None:
    paths = ["/".join(path) for path, _ in flat_operations(VARIANTS["model_in_a_model"](make_base))]
    assert paths[0].startswith("features/rescaling")
    assert paths[1] == "features/mobilenetv2_0.35_32/Conv1"
