"""What is said of a model that should end at a layer of the base, and of a curve of accuracy by depth."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from autograder.checks import NotAnswered, Pictures, StudentModel, accuracy_by_depth, features_of
from autograder.checks.depth_facts import linear_accuracies
from tests.checks.stating import stated
from tests.exchange.models.zoo import small_base

LAYERS = ("block_1_project_BN", "block_2_add", "out_relu")
PICTURES = np.random.default_rng(6).integers(0, 256, (12, 32, 32, 3), dtype="uint8")


def pooled(base: Any, maps: Any, inputs: Any = None) -> Any:
    import keras

    return keras.Model(base.input if inputs is None else inputs, keras.layers.GlobalAveragePooling2D()(maps))


def output(base: Any, name: str) -> Any:
    return base.get_layer(name).output


def inside(base: Any, name: str) -> Any:
    """A model inside another one, pooled by an operation."""
    import keras

    pictures = keras.Input(base.input_shape[1:])
    return keras.Model(pictures, keras.ops.mean(keras.Model(base.input, output(base, name))(pictures), axis=(1, 2)))


def scales(base: Any, name: str) -> Any:
    import keras

    pictures = keras.Input(base.input_shape[1:])
    scaled = keras.layers.Rescaling(1 / 127.5, offset=-1)(pictures)
    return pooled(base, keras.Model(base.input, output(base, name))(scaled), pictures)


def ending(base: Any, name: str, after: Callable[[Any], Any]) -> Any:
    import keras

    return keras.Model(base.input, after(output(base, name)))


def mean_over(*axes: int) -> Callable[[Any], Any]:
    import keras

    return lambda maps: keras.ops.mean(maps, axis=axes)


def layer(kind: str, *settings: Any) -> Callable[[Any], Any]:
    def after(maps: Any) -> Any:
        import keras

        return getattr(keras.layers, kind)(*settings)(maps)

    return after


def of_a_clone(base: Any, name: str) -> Any:
    import keras

    clone = keras.models.clone_model(base)
    return pooled(clone, output(clone, name))


def with_two_inputs(base: Any, name: str) -> Any:
    import keras

    other = keras.Input((8,))
    features = keras.layers.Concatenate()([pooled(base, output(base, name)).output, other])
    return keras.Model([base.input, other], features)


@pytest.mark.parametrize(
    ("build", "mistake"),
    [
        (lambda base, name: pooled(base, output(base, name)), None),
        (inside, None),
        (with_two_inputs, "other inputs"),
        (lambda base, name: ending(base, name, layer("ReLU", None, 1.0)), "not pooled"),
        (partial(ending, after=layer("Flatten")), "flattened"),
        (partial(ending, after=layer("GlobalMaxPooling2D")), "maximum"),
        (lambda base, name: ending(base, name, mean_over(2, 3)), "other axes"),
        (lambda base, name: ending(base, name, mean_over(1)), "other axes"),
        (lambda base, name: pooled(base, base.output), "last layer"),
        (of_a_clone, "other weights"),
        (scales, "scales by itself"),
        (lambda base, name: pooled(base, output(base, "block_1_depthwise_relu")), "another layer"),
        (lambda base, name: ending(base, name, lambda maps: pooled(base, maps).output * 2), "other features"),
    ],
)
def test_a_model_that_should_end_at_a_layer(build: Callable[[Any, str], Any], mistake: str | None) -> None:
    base = small_base()
    model = StudentModel(build(base, LAYERS[1]), "`features_at(base, 'block_2_add')`")
    feedback = stated(features_of, model, StudentModel(base, "`base`"), LAYERS[1], PICTURES)
    assert (feedback.mistake if feedback else None) == mistake


def test_a_base_that_is_cut_off_is_told() -> None:
    import keras

    base = small_base()
    cut = StudentModel(keras.Model(base.input, output(base, "block_1_project_BN")), "`load_base()`")
    model = StudentModel(pooled(base, output(base, LAYERS[1])), "`model`")
    feedback = stated(features_of, model, cut, LAYERS[1], PICTURES)
    assert feedback
    assert feedback.expected.startswith("`load_base()` has a layer `block_2_add`, as every MobileNetV2 has.")


def curve_of(base: Any) -> tuple[dict[str, float], Any]:
    labels = np.arange(12) % 3
    sets = SimpleNamespace(
        train=Pictures(PICTURES, labels, ("cat", "dog", "fox")),
        validation=Pictures(PICTURES[:6], labels[:6], ("cat", "dog", "fox")),
    )
    return linear_accuracies(base, LAYERS, sets), sets


def test_a_curve_is_compared_with_heads_on_the_same_features() -> None:
    base = StudentModel(small_base(), "`base`")
    curve, sets = curve_of(base)
    say = partial(stated, accuracy_by_depth)
    assert say(dict(reversed(curve.items())), "`depth_accuracy`", base, LAYERS, sets) is None
    typed_in = curve | {LAYERS[0]: (curve[LAYERS[0]] + 0.5) % 1}
    feedback = say(typed_in, "`depth_accuracy`", base, LAYERS, sets)
    assert feedback
    assert feedback.mistake == "another curve"
    assert f"For `{LAYERS[0]}` it holds {typed_in[LAYERS[0]]:.0%}" in feedback.observed
    for odd in (None, [0.5] * 3, {LAYERS[0]: 0.5}, dict.fromkeys(LAYERS, 50.0), curve | {"Conv1": 0.5}):
        feedback = say(odd, "`depth_accuracy`", base, LAYERS, sets)
        assert feedback
        assert feedback.mistake == "no curve"


def test_a_curve_with_gaps_is_not_answered() -> None:
    base = StudentModel(None, "`base`")
    with pytest.raises(NotAnswered):
        stated(accuracy_by_depth, dict.fromkeys(LAYERS, ...), "`depth_accuracy`", base, LAYERS, None)
