from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from autograder.checks import Head, Pooling, describe_head
from tests.exchange.models.zoo import CLASSES, SHAPE, VARIANTS

MakeBase = Callable[..., Any]

#: variant → activation, pooling, dropout, dense
EXPECTED: dict[str, tuple[str, Pooling, tuple[float, ...], tuple[int, ...]]] = {
    "sequential": ("softmax", Pooling.AVERAGE, (0.2,), (5,)),
    "sequential_that_starts_with_the_base": ("linear", Pooling.AVERAGE, (), (5,)),
    "sequential_not_built_yet": ("linear", Pooling.AVERAGE, (), (5,)),
    "sequential_built_by_a_call": ("linear", Pooling.AVERAGE, (), (5,)),
    "functional": ("softmax", Pooling.AVERAGE, (), (5,)),
    "functional_training_true": ("softmax", Pooling.AVERAGE, (), (5,)),
    "flat_graph": ("softmax", Pooling.AVERAGE, (), (5,)),
    "flat_graph_by_input_tensor": ("softmax", Pooling.AVERAGE, (), (5,)),
    "pooling_in_the_base": ("softmax", Pooling.AVERAGE, (), (5,)),
    "preprocess_input_on_tensors": ("softmax", Pooling.AVERAGE, (), (5,)),
    "arithmetic_on_tensors": ("softmax", Pooling.AVERAGE, (), (5,)),
    "whole_number_input": ("softmax", Pooling.AVERAGE, (), (5,)),
    "augmentation_inside": ("softmax", Pooling.AVERAGE, (), (5,)),
    "separate_activation": ("softmax", Pooling.AVERAGE, (), (5,)),
    "softmax_layer": ("softmax", Pooling.AVERAGE, (), (5,)),
    "tensorflow_activation": ("softmax", Pooling.AVERAGE, (), (5,)),
    "rich_head": ("softmax", Pooling.MAXIMUM, (0.5, 0.3), (16, 5)),
    "average_pooling_and_flatten": ("linear", Pooling.AVERAGE, (), (5,)),
    "convolution_in_the_head": ("softmax", Pooling.AVERAGE, (), ()),
    "mean_as_an_operation": ("linear", Pooling.AVERAGE, (), (1,)),
    "unusual_layers": ("softmax", Pooling.AVERAGE, (), ()),
    "any_size_resized": ("softmax", Pooling.AVERAGE, (), (5,)),
    "model_in_a_model": ("sigmoid", Pooling.AVERAGE, (), (1,)),
}


def wide(make_base: MakeBase) -> Any:
    """A base whose map has several positions, as at 96 pixels."""
    return make_base(input_shape=(96, 96, 3))


def described(model: Any) -> Head:
    return describe_head(model)


def test_every_variant_is_expected() -> None:
    assert set(EXPECTED) == set(VARIANTS)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_variant(name: str, make_base: MakeBase, arrived: Callable[[Any], Any]) -> None:
    head = described(arrived(VARIANTS[name](make_base)))
    activation, pooling, dropout, dense = EXPECTED[name]
    assert (head.activation, head.dropout, head.dense) == (activation, dropout, dense)
    assert not head.stacked_activations
    assert head.output_shape == (None, head.units)
    if name == "average_pooling_and_flatten":
        assert head.pooling is pooling


def head_on(base: Any, *steps: Any) -> Any:
    import keras

    inputs = keras.Input(base.input_shape[1:])
    x = base(inputs)
    for step in steps:
        x = step(x)
    return keras.Model(inputs, x)


def test_pooling_of_a_map_with_several_positions(make_base: MakeBase, arrived: Callable[[Any], Any]) -> None:
    import keras
    from keras import layers

    base = wide(make_base)
    cases = {
        Pooling.AVERAGE: [
            [layers.GlobalAveragePooling2D(), layers.Dense(2)],
            [layers.GlobalAveragePooling2D(keepdims=True), layers.Flatten(), layers.Dense(2)],
            [layers.AveragePooling2D(3), layers.Flatten(), layers.Dense(2)],
            [lambda x: keras.ops.mean(x, axis=(1, 2)), layers.Dense(2)],
            [layers.Conv2D(4, 1), layers.GlobalAveragePooling2D(), layers.Softmax()],
            [layers.Dropout(0.1), layers.GlobalAveragePooling2D(), layers.Dense(2)],
        ],
        Pooling.MAXIMUM: [
            [layers.GlobalMaxPooling2D(), layers.Dense(2)],
            [layers.MaxPooling2D(3), layers.Flatten(), layers.Dense(2)],
            [lambda x: keras.ops.max(x, axis=(1, 2)), layers.Dense(2)],
        ],
        Pooling.FLATTEN: [
            [layers.Flatten(), layers.Dense(2)],
            [layers.MaxPooling2D(2, padding="same"), layers.Flatten(), layers.Dense(2)],
            [layers.Reshape((-1,)), layers.Dense(2)],
        ],
        Pooling.NONE: [[layers.Dense(2)]],
    }
    for pooling, heads in cases.items():
        for steps in heads:
            model = arrived(head_on(base, *steps))
            assert described(model).pooling is pooling, [str(step) for step in steps]


def test_pooling_given_to_the_base(make_base: MakeBase) -> None:
    from keras import layers

    base = make_base(input_shape=(96, 96, 3), pooling="avg")
    assert described(head_on(base, layers.Dense(2))).pooling is Pooling.AVERAGE


def test_parameters(make_base: MakeBase) -> None:
    from keras import layers

    base = wide(make_base)
    pooled = head_on(base, layers.GlobalAveragePooling2D(), layers.Dense(7))
    flat = head_on(base, layers.Flatten(), layers.Dense(7))
    assert described(pooled).parameters == 32 * 7 + 7
    assert described(flat).parameters == 9 * 32 * 7 + 7


@pytest.mark.parametrize("name", ["sigmoid", "softmax", "relu", "tanh"])
def test_activations(name: str, make_base: MakeBase) -> None:
    from keras import layers

    pool = layers.GlobalAveragePooling2D
    inside = head_on(make_base(), pool(), layers.Dense(3, activation=name))
    apart = head_on(make_base(), pool(), layers.Dense(3), layers.Activation(name))
    assert described(inside).activation == described(apart).activation == name


def test_activations_as_layers_and_operations(make_base: MakeBase) -> None:
    import keras
    from keras import layers

    pool = layers.GlobalAveragePooling2D
    steps = {
        "sigmoid": keras.ops.sigmoid,
        "softmax": keras.ops.softmax,
        "relu": layers.ReLU(),
        "leaky_relu": layers.LeakyReLU(),
        "elu": layers.ELU(),
    }
    for name, step in steps.items():
        assert described(head_on(make_base(), pool(), layers.Dense(3), step)).activation == name
    assert (
        described(head_on(make_base(), pool(), layers.Dense(3, activation=layers.LeakyReLU()))).activation
        == "leaky_relu"
    )
    named = layers.Dense(3, activation=keras.activations.softmax)
    assert described(head_on(make_base(), pool(), named)).activation == "softmax"


def test_a_softmax_of_a_softmax(make_base: MakeBase, arrived: Callable[[Any], Any]) -> None:
    from keras import layers

    model = head_on(
        make_base(), layers.GlobalAveragePooling2D(), layers.Dense(3, activation="softmax"), layers.Softmax()
    )
    head = described(arrived(model))
    assert head.activation == "softmax"
    assert head.stacked_activations


def test_the_activation_of_a_hidden_layer_is_not_the_outputs(make_base: MakeBase) -> None:
    from keras import layers

    hidden = (layers.GlobalAveragePooling2D(), layers.Dense(8, activation="relu"))
    assert described(head_on(make_base(), *hidden, layers.Dense(3))).activation == "linear"
    assert described(head_on(make_base(), *hidden, layers.EinsumDense("bf,fc->bc", 3))).activation == "linear"


def test_a_model_without_a_base() -> None:
    import keras
    from keras import layers

    model = keras.Sequential([keras.Input(SHAPE), layers.Conv2D(4, 3), layers.Flatten(), layers.Dense(CLASSES)])
    head = described(model)
    assert (head.units, head.activation, head.pooling) == (CLASSES, "linear", Pooling.FLATTEN)


@pytest.mark.parametrize(
    ("order", "late"),
    [
        ("pool drop dense", ()),
        ("pool dense drop", (0.4,)),
        ("pool drop dense drop softmax", (0.4,)),
        ("pool dense drop dense", ()),
        ("pool drop", ()),  # nothing in it learns
    ],
)
def test_dropout_of_scores(order: str, late: tuple[float, ...], make_base: MakeBase) -> None:
    from keras import layers

    kinds = {
        "pool": layers.GlobalAveragePooling2D,
        "drop": lambda: layers.Dropout(0.4),
        "dense": lambda: layers.Dense(5),
        "softmax": layers.Softmax,
    }
    head = described(head_on(wide(make_base), *(kinds[step]() for step in order.split())))
    assert head.late_dropout == late
    assert len(head.dropout) == order.split().count("drop")
