"""What a model would take is known before anything runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import pytest

from autograder.exchange.models import UnsafeModel, Unsupported, cost, export_model, rebuild_model
from autograder.exchange.models.cost import SUM_LIMIT, SUM_PER_INPUT, _Costs, require_modest

layers = keras.layers


def branches(count: int = 600) -> keras.Model:
    start = keras.Input((2,))
    x = layers.Reshape((2, 1))(start)
    means = [layers.GlobalAveragePooling1D()(layers.UpSampling1D(50_000)(x)) for _ in range(count)]
    return keras.Model(start, layers.Dense(3)(layers.Concatenate()(means)))


def shared(count: int = 60) -> keras.Model:
    start = keras.Input((2, 1))
    large, mean = layers.UpSampling1D(50_000), layers.GlobalAveragePooling1D()
    return keras.Model(start, layers.Add()([mean(large(start)) for _ in range(count)]))


def nested(count: int = 60) -> keras.Model:
    start, inner = keras.Input((2, 1)), keras.Input((2, 1))
    large = keras.Model(inner, layers.GlobalAveragePooling1D()(layers.UpSampling1D(50_000)(inner)))
    return keras.Model(start, layers.Add()([large(start) for _ in range(count)]))


def pipeline() -> keras.Model:
    parts = [layers.UpSampling2D(30), layers.UpSampling2D(30), layers.AveragePooling2D(900)]
    return keras.Sequential([keras.Input((2, 2, 1)), layers.Pipeline(parts), layers.Flatten()])


def pipeline_of_many() -> keras.Model:
    parts = [layers.UpSampling2D(300), layers.AveragePooling2D(300)] * 20
    return keras.Sequential([keras.Input((2, 2, 1)), layers.Pipeline(parts), layers.Flatten()])


def model_in_a_pipeline() -> keras.Model:
    inner = keras.Sequential([keras.Input((2, 2, 1)), layers.UpSampling2D(900), layers.AveragePooling2D(900)])
    return keras.Sequential([keras.Input((2, 2, 1)), layers.Pipeline([inner]), layers.Flatten()])


def open_sides() -> keras.Model:
    """Nested, of any size; and called with pictures that are larger than what an open side is taken for."""
    inner = keras.Sequential([keras.Input((None, None, 1)), layers.UpSampling2D(6), layers.GlobalAveragePooling2D()])
    start = keras.Input((8, 8, 1))
    return keras.Model(start, inner(layers.Resizing(1400, 1400)(start)))


def many_images() -> keras.Model:
    start = keras.Input((2,))
    x = start
    for _ in range(20):
        x = layers.Concatenate(axis=0)([x, x])
    return keras.Model(start, layers.Dense(3)(x))


def separable() -> keras.Model:
    start = keras.Input((40, 40, 100))
    return keras.Model(start, layers.SeparableConv2D(1, 1, depth_multiplier=200)(start))


def long_and_narrow() -> keras.Model:
    start = keras.Input((4000, 1, 1))
    return keras.Model(start, layers.Flatten()(layers.Resizing(8, 8, pad_to_aspect_ratio=True)(start)))


@pytest.mark.parametrize(
    "make",
    [
        branches,
        shared,
        nested,
        pipeline,
        pipeline_of_many,
        model_in_a_pipeline,
        open_sides,
        many_images,
        separable,
        long_and_narrow,
    ],
)
def test_enormous_models_are_refused(make: Callable[[], keras.Model]) -> None:
    data: Any = export_model(make())
    with pytest.raises(UnsafeModel, match=r"larger than the grader can hold|images of a batch|more computation"):
        rebuild_model(data)


def test_few_branches_are_fine() -> None:
    rebuild_model(export_model(branches(15)))


@pytest.mark.slow
@pytest.mark.parametrize("side", [96, 224])
def test_the_largest_base_of_a_course_is_fine(side: int) -> None:
    base = keras.applications.MobileNetV2(input_shape=(side, side, 3), include_top=False, weights=None, alpha=1.0)
    start = keras.Input((side, side, 3))
    x = layers.Pipeline([layers.RandomFlip(), layers.RandomRotation(0.1), layers.RandomZoom(0.1)])(start)
    x = base(layers.Rescaling(1 / 127.5, -1)(x), training=False)
    model = keras.Model(start, layers.Dense(1)(layers.GlobalAveragePooling2D()(x)))
    require_modest(model)
    found = _Costs().of_model(model)
    assert found.values < 0.75 * max(SUM_LIMIT, SUM_PER_INPUT * found.inputs)
    assert found.multiplications < cost.MULTIPLY_LIMIT / 5


@pytest.mark.slow
@pytest.mark.parametrize("network", ["ResNet50", "EfficientNetB0", "DenseNet121", "VGG16"])
def test_larger_bases_are_fine_for_the_pictures_of_the_course(network: str) -> None:
    base = getattr(keras.applications, network)(input_shape=(96, 96, 3), include_top=False, weights=None)
    start = keras.Input((96, 96, 3))
    x = layers.RandomFlip()(keras.applications.resnet.preprocess_input(start))
    require_modest(keras.Model(start, layers.Dense(5)(layers.GlobalAveragePooling2D()(base(x)))))


@pytest.mark.parametrize("setting", ["num_ops", "chain_depth"])
def test_no_layer_repeats_itself_endlessly(setting: str) -> None:
    layer = layers.RandAugment(num_ops=17) if setting == "num_ops" else layers.AugMix(chain_depth=17)
    with pytest.raises(Unsupported, match="larger than any needed"):  # which has the grader's own check run first
        export_model(keras.Sequential([keras.Input((8, 8, 3)), layer, layers.Flatten()]))
