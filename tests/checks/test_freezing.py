from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.checks import (
    Compiled,
    Extent,
    Freezing,
    Reach,
    StudentModel,
    compile_state,
    describe_freezing,
    judge_extent,
)
from tests.exchange.models.zoo import CLASSES, SHAPE, VARIANTS, mobilenet

MakeBase = Callable[..., Any]
Arrived = Callable[[Any], Any]

STRUCTURES = ("sequential", "functional", "flat_graph")


def described(model: Any) -> Freezing:
    freezing = describe_freezing(model)
    assert freezing is not None
    return freezing


@pytest.fixture
def fresh(make_base: MakeBase) -> Callable[[str], tuple[Any, Any]]:
    """A structure with a base of its own: (base, model)."""

    def build(structure: str) -> tuple[Any, Any]:
        base = make_base(pooling=None)
        return base, VARIANTS[structure](lambda: base)

    return build


@pytest.mark.parametrize("structure", STRUCTURES)
def test_frozen_by_the_flag(structure: str, fresh: Any, arrived: Arrived) -> None:
    base, model = fresh(structure)
    base.trainable = False
    if structure == "flat_graph":  # its layers are the outer model's own
        for layer in base.layers:
            layer.trainable = False
    freezing = described(arrived(model))
    assert freezing.base_frozen
    assert not freezing.base_trained
    assert freezing.is_suffix
    assert freezing.updating_norms == ()
    assert (freezing.head_trained, freezing.head_total) == (2, 2)
    assert freezing.trainable_weights == 2
    assert freezing.trainable_parameters == 32 * CLASSES + CLASSES
    assert not freezing.head_frozen


@pytest.mark.parametrize("structure", STRUCTURES)
def test_nothing_frozen(structure: str, fresh: Any, arrived: Arrived) -> None:
    freezing = described(arrived(fresh(structure)[1]))
    assert freezing.base_trained
    assert freezing.is_suffix
    assert freezing.frozen == ()
    assert len(freezing.updating_norms) == len(freezing.trained_norms) == 11


@pytest.mark.parametrize("structure", STRUCTURES)
def test_the_last_layers_trained(structure: str, fresh: Any, arrived: Arrived) -> None:
    base, model = fresh(structure)
    for layer in base.layers[:-10]:
        layer.trainable = False
    freezing = described(arrived(model))
    assert (
        freezing.trained
        == (
            "block_16_depthwise",
            "block_16_depthwise_BN",
            "block_16_project",
            "block_16_project_BN",
            "Conv_1",
            "Conv_1_bn",
        )[-len(freezing.trained) :]
    )
    assert freezing.is_suffix
    assert not freezing.base_frozen
    assert not freezing.base_trained


def test_the_first_layers_trained_by_mistake(fresh: Any) -> None:
    base, model = fresh("functional")
    for layer in base.layers[-10:]:
        layer.trainable = False
    freezing = described(model)
    assert not freezing.is_suffix
    assert freezing.trained[0] == "Conv1"


def test_one_layer_was_missed(fresh: Any) -> None:
    base, model = fresh("functional")
    base.trainable = False
    base.get_layer("block_1_project").trainable = True
    assert base.trainable_weights == []  # says the base, and yet:
    freezing = described(model)
    assert freezing.trained == ("block_1_project",)
    assert not freezing.is_suffix
    assert not freezing.base_frozen


def test_batch_norm_kept_frozen_above_the_cut(fresh: Any) -> None:
    import keras

    base, model = fresh("functional")
    for layer in base.layers[:-10]:
        layer.trainable = False
    for layer in base.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False
    freezing = described(model)
    assert freezing.is_suffix
    assert freezing.trained_norms == freezing.updating_norms == ()
    assert "Conv_1" in freezing.trained


def test_all_but_batch_norm_counts_as_all(fresh: Any) -> None:
    import keras

    base, model = fresh("functional")
    for layer in base.layers:
        layer.trainable = not isinstance(layer, keras.layers.BatchNormalization)
    assert described(model).base_trained


def test_only_batch_norm_trained_is_no_suffix(fresh: Any) -> None:
    import keras

    base, model = fresh("functional")
    for layer in base.layers:
        layer.trainable = isinstance(layer, keras.layers.BatchNormalization)
    freezing = described(model)
    assert not freezing.is_suffix
    assert freezing.trained == freezing.trained_norms


def test_head_frozen(fresh: Any, arrived: Arrived) -> None:
    _, model = fresh("sequential")
    model.layers[-1].trainable = False
    freezing = described(arrived(model))
    assert freezing.head_frozen
    assert freezing.base_trained


def test_whole_model_frozen(fresh: Any, arrived: Arrived) -> None:
    _, model = fresh("functional")
    model.trainable = False
    freezing = described(arrived(model))
    assert freezing.head_frozen
    assert freezing.base_frozen
    assert freezing.trainable_weights == 0


@pytest.mark.parametrize(
    ("name", "expected"),
    [("functional", False), ("functional_training_true", True), ("sequential", None), ("flat_graph", None)],
)
def test_how_the_base_was_called(name: str, expected: bool | None, make_base: MakeBase, arrived: Arrived) -> None:
    assert described(arrived(VARIANTS[name](make_base))).called_with is expected


def test_how_a_base_two_models_down_was_called(make_base: MakeBase) -> None:
    assert described(VARIANTS["model_in_a_model"](make_base)).called_with is False


def test_no_base() -> None:
    import keras

    assert describe_freezing(keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])) is None


@pytest.mark.slow
def test_the_numbers_of_the_tutorial() -> None:
    """Alpha 1.0, Dense(1), the first 100 layers frozen: 1,862,721 of 2,259,265 parameters in 56 weights."""
    import keras
    from keras import layers

    base = mobilenet(alpha=1.0, input_shape=(96, 96, 3))
    inputs = keras.Input((96, 96, 3))
    model = keras.Model(inputs, layers.Dense(1)(layers.GlobalAveragePooling2D()(base(inputs, training=False))))
    for layer in base.layers[:100]:
        layer.trainable = False
    freezing = described(model)
    assert (freezing.trainable_parameters, freezing.total_parameters) == (1_862_721, 2_259_265)
    assert freezing.trainable_weights == 56
    assert freezing.is_suffix


def test_fit_moves_the_statistics_of_norms_whose_own_flag_is_set(fresh: Any) -> None:
    """``updating_norms`` is what Keras does, also where the base was called with ``training=False``."""
    base, model = fresh("functional")
    base.trainable = False
    base.get_layer("bn_Conv1").trainable = True
    assert described(model).updating_norms == ("bn_Conv1",)
    norms = {layer.name: layer for layer in base.layers if "moving_mean" in {w.name for w in layer.weights}}
    before = {name: layer.moving_mean.numpy() for name, layer in norms.items()}
    model.compile("sgd", "sparse_categorical_crossentropy")
    model.fit(np.random.default_rng(0).random((4, *SHAPE)) * 255, np.zeros(4), verbose=0)
    moved = [name for name, layer in norms.items() if not np.array_equal(layer.moving_mean.numpy(), before[name])]
    assert moved == ["bn_Conv1"]


def trained(model: Any) -> None:
    model.fit(np.zeros((4, *SHAPE)), np.zeros(4), verbose=0)


@pytest.mark.slow
def test_the_states_of_compiling(fresh: Any, arrived: Arrived) -> None:
    base, model = fresh("functional")
    assert compile_state(arrived(model)).kind is Compiled.NEVER
    assert StudentModel(arrived(model), "`model`").steps == 0
    model.compile("adam", "sparse_categorical_crossentropy")
    assert compile_state(arrived(model)).kind is Compiled.UNUSED
    base.trainable = False  # after compile, before the first step
    trained(model)
    state = compile_state(arrived(model))
    assert (state.kind, state.left_out, state.surplus, state.iterations) == (Compiled.CURRENT, (), (), 1)
    assert StudentModel(arrived(model), "`model`").steps == 1
    base.trainable = True
    state = compile_state(arrived(model))
    assert state.kind is Compiled.STALE
    assert len(state.left_out) == 11 + 2 * 11
    assert "mobilenetv2_0.35_32/Conv1/kernel" in state.left_out
    model.compile("adam", "sparse_categorical_crossentropy")
    assert compile_state(arrived(model)).kind is Compiled.UNUSED
    trained(model)
    assert compile_state(arrived(model)).kind is Compiled.CURRENT
    base.trainable = False
    state = compile_state(arrived(model))
    assert state.kind is Compiled.STALE
    assert state.left_out == ()
    assert len(state.surplus) == 33


@pytest.mark.slow
def test_unfreezing_without_compiling_changes_nothing_in_the_base(fresh: Any, arrived: Arrived) -> None:
    """Mistake 4 as it happens: the second fit runs, and the base stays as it was."""
    base, model = fresh("functional")
    base.trainable = False
    model.compile("adam", "sparse_categorical_crossentropy")
    trained(model)
    base.trainable = True
    before = base.get_layer("Conv1").kernel.numpy()
    trained(model)
    np.testing.assert_array_equal(base.get_layer("Conv1").kernel.numpy(), before)
    assert compile_state(arrived(model)).kind is Compiled.STALE


LAYERS = ("Conv1", "bn_Conv1", "block_1_expand", "block_1_expand_BN", "block_2_expand", "block_2_expand_BN", "Conv_1")
START = "block_2_expand"


@pytest.mark.parametrize(
    ("trained", "reach", "missing", "surplus"),
    [
        ({"block_2_expand", "Conv_1"}, Reach.RIGHT, (), ()),
        ({"block_2_expand", "block_2_expand_BN", "Conv_1", "bn_Conv1"}, Reach.RIGHT, (), ()),
        (set(), Reach.NOTHING, ("block_2_expand", "Conv_1"), ()),
        ({"block_2_expand_BN"}, Reach.NOTHING, ("block_2_expand", "Conv_1"), ()),
        ({"Conv_1"}, Reach.TOO_LITTLE, ("block_2_expand",), ()),
        ({"Conv1", "block_2_expand", "Conv_1"}, Reach.TOO_MUCH, (), ("Conv1",)),
        (
            {"Conv1", "block_1_expand"},
            Reach.REVERSED,
            ("block_2_expand", "Conv_1"),
            ("Conv1", "block_1_expand"),
        ),
        ({"Conv1", "Conv_1"}, Reach.REVERSED, ("block_2_expand",), ("Conv1",)),
    ],
)
def test_what_is_trained(trained: set[str], reach: Reach, missing: tuple[str, ...], surplus: tuple[str, ...]) -> None:
    assert judge_extent(LAYERS, trained, START) == Extent(reach, 2, missing, surplus)


def test_the_start_has_to_be_a_layer() -> None:
    with pytest.raises(ValueError, match="block_9"):
        judge_extent(LAYERS, set(), "block_9")
