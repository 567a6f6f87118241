from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from autograder.checks import Scaling, probe_scaling
from tests.exchange.models.zoo import SHAPE, VARIANTS

MakeBase = Callable[..., Any]

UNSCALED = {"sequential_that_starts_with_the_base", "flat_graph"}


@pytest.mark.parametrize("name", VARIANTS)
def test_every_structure(name: str, make_base: MakeBase, arrived: Callable[[Any], Any]) -> None:
    probe = probe_scaling(arrived(VARIANTS[name](make_base)))
    assert probe is not None
    if name in UNSCALED:
        assert probe.kind is Scaling.RAW
        assert (probe.low, probe.middle, probe.high) == (0, 127.5, 255)
    else:
        assert probe.kind is Scaling.SYMMETRIC
        assert probe.low == pytest.approx(-1, abs=1e-5)
        assert probe.middle == pytest.approx(0, abs=0.005)  # 127 where pixels are whole numbers
        assert probe.high == pytest.approx(1, abs=1e-5)
    assert probe.even


def model_with(make_base: MakeBase, *steps: Callable[[Any], Any]) -> Any:
    import keras

    x = inputs = keras.Input(SHAPE)
    for step in steps:
        x = step(x)
    return keras.Model(inputs, make_base()(x))


def rescaling(scale: float, offset: float = 0.0) -> Callable[[Any], Any]:
    from keras import layers

    return lambda x: layers.Rescaling(scale, offset=offset)(x)


MISTAKES: dict[str, tuple[Scaling, Callable[[], tuple[Callable[[Any], Any], ...]]]] = {
    "by 255": (Scaling.UNIT, lambda: (rescaling(1 / 255),)),
    "twice": (Scaling.TWICE, lambda: (rescaling(1 / 127.5, -1), rescaling(1 / 127.5, -1))),
    "by 255 twice": (Scaling.TWICE, lambda: (rescaling(1 / 255), rescaling(1 / 255))),
    "by 255, then to -1..1": (Scaling.TWICE, lambda: (rescaling(1 / 255), rescaling(1 / 127.5, -1))),
    "offset forgotten": (Scaling.OTHER, lambda: (rescaling(1 / 127.5),)),
    "offset of the wrong sign": (Scaling.OTHER, lambda: (rescaling(1 / 127.5, 1),)),
    "inverted": (Scaling.OTHER, lambda: (rescaling(-1 / 127.5, 1),)),
    "by 255, then stretched": (Scaling.SYMMETRIC, lambda: (rescaling(1 / 255), rescaling(2, -1))),
    "by 128": (Scaling.OTHER, lambda: (rescaling(1 / 128, -1),)),
    "another network's means": (Scaling.CAFFE, lambda: (_keras().applications.resnet50.preprocess_input,)),
    "another network's deviations": (Scaling.TORCH, lambda: (_keras().applications.densenet.preprocess_input,)),
    "blue, green, red": (Scaling.SWAPPED, lambda: (lambda x: x[..., ::-1], rescaling(1 / 127.5, -1))),
    "one grey for three colours": (
        Scaling.SYMMETRIC,
        lambda: (_without_colours, rescaling(1 / 127.5, -1)),
    ),
    "the older network's function": (Scaling.SYMMETRIC, lambda: (_keras().applications.mobilenet.preprocess_input,)),
    "nothing left of the image": (Scaling.OTHER, lambda: (rescaling(0, 1),)),
    "not a number": (Scaling.OTHER, lambda: (lambda x: _keras().ops.sqrt(x - 300.0),)),
    "by each picture's brightest pixel": (Scaling.RELATIVE, lambda: (_by_the_brightest((1, 2, 3)),)),
    "by the brightest pixel of the batch": (Scaling.RELATIVE, lambda: (_by_the_brightest((0, 1, 2, 3)),)),
    "right at both ends alone": (Scaling.RELATIVE, lambda: (lambda x: 2 * (x / 255.0) ** 2 - 1,)),
    "augmentation that is always on": (
        Scaling.SYMMETRIC,
        lambda: (lambda x: _keras().layers.RandomBrightness(0.9)(x, training=True), rescaling(1 / 127.5, -1)),
    ),
}


def _by_the_brightest(axes: tuple[int, ...]) -> Callable[[Any], Any]:
    from keras import ops

    return lambda x: x / ops.maximum(ops.max(x, axis=axes, keepdims=True), 1.0) * 2 - 1


def _without_colours(x: Any) -> Any:
    from keras import ops

    return ops.repeat(ops.mean(x, axis=-1, keepdims=True), 3, axis=-1)


def _keras() -> Any:
    import keras

    return keras


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake(name: str, make_base: MakeBase) -> None:
    wanted, steps = MISTAKES[name]
    probe = probe_scaling(model_with(make_base, *steps()))
    assert probe is not None
    assert probe.kind is wanted


def test_scaling_inside_the_nested_base(make_base: MakeBase) -> None:
    probe = probe_scaling(VARIANTS["model_in_a_model"](make_base))
    assert probe is not None
    assert probe.kind is Scaling.SYMMETRIC


def test_scaling_in_the_pipeline(make_base: MakeBase) -> None:
    once = probe_scaling(model_with(make_base), values=(-1.0, 0.0, 1.0))
    twice = probe_scaling(model_with(make_base, rescaling(1 / 127.5, -1)), values=(-1.0, 0.0, 1.0))
    assert once is not None
    assert twice is not None
    assert (once.kind, twice.kind) == (Scaling.SYMMETRIC, Scaling.TWICE)


def test_the_model_works_as_before(make_base: MakeBase) -> None:
    import numpy as np

    model = VARIANTS["sequential"](make_base)
    images = np.random.default_rng(0).integers(0, 256, (2, *SHAPE)).astype("float32")
    before = np.asarray(model(images))
    probe_scaling(model)
    np.testing.assert_array_equal(np.asarray(model(images)), before)
    assert "call" not in vars(model.get_layer("mobilenetv2_0.35_32").get_layer("Conv1"))


def test_only_the_first_layers_run(make_base: MakeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    from keras import layers

    monkeypatch.setattr(layers.DepthwiseConv2D, "call", lambda *_: pytest.fail("the rest of the model ran"))
    assert probe_scaling(VARIANTS["functional"](make_base)) is not None


def test_models_that_cannot_be_probed(make_base: MakeBase) -> None:
    import keras
    from keras import layers

    assert probe_scaling(keras.Sequential([keras.Input((4,)), layers.Dense(2)])) is None
    two = [keras.Input(SHAPE), keras.Input(SHAPE)]
    assert probe_scaling(keras.Model(two, make_base()(layers.Add()(two)))) is None
