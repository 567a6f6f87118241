"""What is asked of a base holds for every family of networks, each with its own preprocessing."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.checks import (
    BaseWeights,
    CheckFailed,
    Network,
    Scaling,
    StudentModel,
    base_of,
    frozen,
    is_norm_name,
    measure_drift,
    no_top,
    only_head_trains,
    outputs,
    pooled,
    pretrained,
    scaled,
)
from autograder.checks.base import find_base
from autograder.checks.networks import built_graph, graphs_of, table
from autograder.checks.preprocessing import prepared, scaling_of

SHAPE = (32, 32, 3)
#: Network → how pixels reach it, and the function of another network that its students may take by mistake.
FAMILIES = {
    "MobileNetV2": (Scaling.SYMMETRIC, "resnet"),
    "ResNet50": (Scaling.CAFFE, "mobilenet_v2"),
    "EfficientNetB0": (Scaling.RAW, "resnet"),
    "MobileNetV3Small": (Scaling.RAW, "mobilenet_v2"),
    "DenseNet121": (Scaling.TORCH, "resnet"),
    "VGG16": (Scaling.CAFFE, "densenet"),
}


def _with(*quick: str) -> pytest.MarkDecorator:
    """All families, of which these are quick enough to be looked at each time."""
    params = [pytest.param(name, marks=[] if name in quick else [pytest.mark.slow]) for name in FAMILIES]
    return pytest.mark.parametrize("family", params, indirect=True)


families = _with("EfficientNetB0", "MobileNetV3Small", "VGG16")
families_built_anew = _with("MobileNetV3Small")


@dataclass(frozen=True)
class Family:
    """A network with random weights, and their file."""

    network: Network
    base: Any
    weights: Path

    def student(self, model: Any) -> StudentModel:
        return StudentModel(model, "`model`", self.network)

    def model(self, *steps: Callable[[Any], Any], base: Any = None) -> StudentModel:
        """Steps in front of the base, and a head of three classes behind it."""
        import keras

        x = inputs = keras.Input(SHAPE)
        for step in steps:
            x = step(x)
        x = (base or self.base)(x, training=False)
        x = keras.layers.GlobalAveragePooling2D()(x)
        return self.student(keras.Model(inputs, keras.layers.Dense(3)(x)))


def preprocess(module: str) -> Callable[[Any], Any]:
    import keras

    return getattr(keras.applications, module).preprocess_input  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Family]:
    return {}


@pytest.fixture
def family(request: pytest.FixtureRequest, made: dict[str, Family], tmp_path_factory: pytest.TempPathFactory) -> Family:
    import keras

    name = request.param
    if name not in made:
        base = getattr(keras.applications, name)(input_shape=SHAPE, include_top=False, weights=None)
        path = tmp_path_factory.mktemp("weights") / f"{name}.weights.h5"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of Keras against numpy 2
            base.save_weights(path)
        made[name] = Family(Network(name, FAMILIES[name][0], "`them`"), base, path)
    family: Family = made[name]
    family.base.trainable = False
    return family


def own(family: Family) -> Callable[[Any], Any]:
    return preprocess(family.network.preprocess.split(".")[2])


def told(check: Callable[..., None], *args: Any) -> tuple[str, str]:
    """The mistake that a fact names, and all that it says."""
    with pytest.raises(CheckFailed) as failed:
        check(*args)
    feedback = failed.value.feedback
    return feedback.mistake, feedback.as_markdown()


@families
def test_a_right_model_is_right(family: Family, arrived: Callable[[Any], Any]) -> None:
    model = family.student(arrived(family.model(own(family)).keras))
    base = base_of(model)
    assert base.complete
    assert base.names == tuple(layer.name for layer in family.base.layers[1:])
    assert scaling_of(str(family.network)) is family.network.scaling
    for fact in (no_top, scaled, pooled, only_head_trains):
        fact(model)
    outputs(model, 3)
    pretrained(model, family.weights)
    frozen(family.student(family.base))
    for layer in family.base.layers:
        is_norm = type(layer).__name__ in ("BatchNormalization", "Normalization")
        assert is_norm_name(layer.name) == is_norm, layer.name


@families_built_anew
def test_the_graph_may_be_laid_open(family: Family) -> None:
    import keras

    x = own(family)(inputs := keras.Input(SHAPE))
    build = getattr(keras.applications, str(family.network))
    flat = build(input_tensor=x, include_top=False, weights=str(family.weights), pooling="max")
    model = family.student(keras.Model(inputs, keras.layers.Dense(2)(flat.output)))
    assert base_of(model).complete
    assert not base_of(model).nested
    scaled(model)
    pretrained(model, family.weights)
    mistake, _ = told(frozen, model)
    assert mistake == "not frozen"


@families
def test_what_is_wrong_is_named(family: Family) -> None:
    import keras

    other = preprocess(FAMILIES[str(family.network)][1])
    mistake, text = told(scaled, family.model(other))
    assert mistake == "other scaling"
    assert "reaches it as" in text
    if family.network.scaling is not Scaling.RAW:
        assert told(scaled, family.model())[0] == "no scaling"
    assert told(scaled, family.model(keras.layers.Rescaling(1 / 255)))[0] == "scaling by 255"
    assert told(scaled, family.model(lambda x: x[..., ::-1], own(family)))[0] == "red and blue swapped"

    family.base.trainable = True
    assert told(frozen, family.student(family.base))[0] == "not frozen"
    assert told(only_head_trains, family.model(own(family)))[0] == "freeze misses layers"
    family.base.trainable = False

    kernel = next(weight for weight in family.base.weights if len(weight.shape) == 4)
    before = kernel.numpy()
    kernel.assign(before * 1.01)
    mistake, text = told(pretrained, family.student(family.base), family.weights)
    kernel.assign(before)
    assert "1 layers of the base differ" in text


@families_built_anew
def test_the_old_top_and_random_weights_are_named(family: Family) -> None:
    import keras

    build = getattr(keras.applications, str(family.network))
    if family.network.name == "VGG16":  # 500 MB with its top
        x = keras.layers.Flatten()(family.base.output)
        whole = keras.Model(family.base.input, keras.layers.Dense(1000, name="predictions")(x))
    else:
        whole = build(input_shape=SHAPE, weights=None)
    mistake, text = told(no_top, family.student(whole))
    assert mistake == "include_top"
    assert f"{family.network} without its old top" in text
    if family.network.name != "VGG16":
        mistake, text = told(pretrained, family.student(whole), family.weights)
        assert mistake == "weights=None"
        assert f"Pass `them` to `{family.network}`" in text


@families
def test_a_base_that_was_cut_off_is_one_all_the_same(family: Family) -> None:
    import keras

    half = family.base.layers[len(family.base.layers) // 2 :]
    end = next(layer for layer in half if type(layer).__name__ in ("Add", "Concatenate", "MaxPooling2D"))
    cut = find_base(keras.Model(family.base.input, end.output), family.network)
    assert cut is not None
    assert not cut.complete
    assert cut.names[-1] == end.name
    drift = measure_drift(family.base, family.weights, cut)
    assert drift is not None
    assert drift.kind is BaseWeights.PRETRAINED


@families
def test_no_network_is_taken_for_another(family: Family, made: dict[str, Family]) -> None:
    model = family.model(own(family)).keras
    for name in FAMILIES:
        assert (find_base(model, Network(name, Scaling.RAW, "")) is not None) == (name == str(family.network)), name


@families
def test_statistics_are_told_from_what_is_trained(family: Family) -> None:
    norms = [layer for layer in family.base.layers if type(layer).__name__ == "BatchNormalization"]
    if not norms:
        return
    before = norms[1].moving_mean.numpy()
    norms[1].moving_mean.assign(before + 1)
    drift = measure_drift(family.base, family.weights, find_base(family.base, family.network))
    norms[1].moving_mean.assign(before)
    assert drift is not None
    assert drift.kind is BaseWeights.STATISTICS_MOVED
    assert drift.changed_statistics == (norms[1].name,)


def test_the_layer_that_efficientnet_has_only_with_weights_of_imagenet(monkeypatch: pytest.MonkeyPatch) -> None:
    import keras
    from keras.src.applications import efficientnet

    monkeypatch.setattr(efficientnet.file_utils, "get_file", lambda *args, **kwargs: "nothing")
    monkeypatch.setattr(keras.Model, "load_weights", lambda *args, **kwargs: None)
    base = keras.applications.EfficientNetB0(input_shape=SHAPE, include_top=False, weights="imagenet")
    found = find_base(base, Network("EfficientNetB0", Scaling.RAW, ""))
    assert found is not None
    assert found.complete
    assert len(found.layers) == len(base.layers) - 1 == 237


@pytest.mark.parametrize("inside", [True, False])
def test_mobilenet_v3_may_leave_the_scaling_to_the_model(inside: bool) -> None:
    import keras

    network = Network("MobileNetV3Small", Scaling.RAW, "")
    base = keras.applications.MobileNetV3Small(SHAPE, include_top=False, weights=None, include_preprocessing=inside)

    def student(*steps: Any) -> StudentModel:
        return StudentModel(keras.Sequential([keras.Input(SHAPE), *steps, base]), "`model`", network)

    assert base_of(student()).complete
    right, wrong = student(keras.layers.Rescaling(1 / 127.5, -1)), student()
    if inside:
        right, wrong = wrong, right
    scaled(right)
    assert told(scaled, wrong)[0] in ("other scaling", "no scaling")


def test_pixels_are_prepared_as_keras_does() -> None:
    pixels = np.random.default_rng(0).uniform(0, 255, (4, 5, 3))
    for name, (scaling, _) in FAMILIES.items():
        module = Network(name, scaling, "").preprocess.split(".")[2]
        np.testing.assert_allclose(prepared(pixels, scaling), preprocess(module)(pixels.copy()), atol=1e-3)
    assert prepared(pixels, Scaling.UNIT).max() <= 1


def test_a_network_outside_the_table_is_taken_from_keras() -> None:
    nodes = graphs_of("MobileNet")[0].nodes
    assert (nodes[0].kind, nodes[0].size, nodes[0].name) == ("Conv2D", "3x3/2x2", "conv1")
    with pytest.raises(LookupError, match="has no Nothing"):
        graphs_of("Nothing")


@pytest.mark.parametrize("name", ["VGG16", "EfficientNetB0"])
def test_the_table_is_what_keras_builds(name: str) -> None:
    """Whatever the names of those layers that Keras numbers."""
    kept, built = graphs_of(name)[0].nodes, built_graph(name).nodes
    assert [(one.kind, one.size, one.inputs) for one in kept] == [(one.kind, one.size, one.inputs) for one in built]


@pytest.mark.slow
def test_the_table_is_fresh() -> None:
    path = Path(__file__).parents[2] / "autograder" / "checks" / "networks.toml"
    assert path.read_text(encoding="utf-8") == table(), "run python -m autograder.checks.networks"
