from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.checks import BaseWeights, measure_drift
from autograder.checks.drift import imagenet_file, read_pretrained
from autograder.checks.networks import graphs_of
from autograder.errors import AutograderError
from tests.exchange.models.zoo import SHAPE, mobilenet

MakeBase = Callable[..., Any]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, make_mobilenet: MakeBase) -> dict[str, Path]:
    """The weights of the shared base in both of Keras's forms."""
    import h5py

    folder = tmp_path_factory.mktemp("weights")
    new, old = folder / "base.weights.h5", folder / "base.h5"
    base = make_mobilenet()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of Keras against numpy 2
        base.save_weights(new)
    with h5py.File(old, "w") as file:
        file.attrs["layer_names"] = [layer.name.encode() for layer in base.layers]
        for layer in base.layers:
            group = file.create_group(layer.name)
            names = [f"{layer.name}/{weight.name}:0" for weight in layer.weights]
            group.attrs["weight_names"] = [name.encode() for name in names]
            for name, weight in zip(names, layer.weights, strict=True):
                group[name] = weight.numpy()
    return {"new": new, "old": old}


@pytest.fixture
def copy_of_base(make_mobilenet: MakeBase) -> Any:
    """A base with the weights of the file, in a model with a head."""
    import keras
    from keras import layers

    base = mobilenet()
    base.set_weights(make_mobilenet().get_weights())
    return keras.Sequential([keras.Input(SHAPE), base, layers.GlobalAveragePooling2D(), layers.Dense(3)])


def layer_of(model: Any, name: str) -> Any:
    return model.layers[0].get_layer(name)


def nudge(variable: Any, by: float = 1e-6) -> None:
    variable.assign_add(np.full(variable.shape, by, "float32"))


@pytest.mark.parametrize("form", ["new", "old"])
def test_both_forms_of_the_file_hold_what_keras_loads(
    form: str, files: dict[str, Path], make_mobilenet: MakeBase
) -> None:
    known = read_pretrained(files[form], "MobileNetV2", graphs_of("MobileNetV2")[0])
    with_weights = [layer for layer in make_mobilenet().layers if layer.weights]
    assert set(known) == {layer.name for layer in with_weights}
    for layer in with_weights:
        for own, read in zip(layer.get_weights(), known[layer.name], strict=True):
            np.testing.assert_array_equal(own, read)


@pytest.mark.parametrize("form", ["new", "old"])
def test_untouched(form: str, files: dict[str, Path], copy_of_base: Any, arrived: Callable[[Any], Any]) -> None:
    drift = measure_drift(arrived(copy_of_base), files[form])
    assert drift is not None
    assert drift.kind is BaseWeights.PRETRAINED
    assert drift.layers == ()
    assert drift.largest_change == 0


def test_one_bit_of_one_statistic(files: dict[str, Path], copy_of_base: Any) -> None:
    mean = layer_of(copy_of_base, "block_5_project_BN").moving_mean
    value = mean.numpy()
    value[0] = np.nextafter(value[0], np.float32(1))
    mean.assign(value)
    drift = measure_drift(copy_of_base, files["new"])
    assert drift is not None
    assert drift.kind is BaseWeights.STATISTICS_MOVED
    assert drift.changed_statistics == ("block_5_project_BN",)
    assert drift.changed == ()


def test_some_layers_trained(files: dict[str, Path], copy_of_base: Any) -> None:
    nudge(layer_of(copy_of_base, "Conv_1").kernel)
    nudge(layer_of(copy_of_base, "Conv_1_bn").gamma)
    drift = measure_drift(copy_of_base, files["new"])
    assert drift is not None
    assert drift.kind is BaseWeights.PARTLY_TRAINED
    assert drift.changed == ("Conv_1", "Conv_1_bn")
    assert 0 < drift.largest_change < 1e-3


def test_only_batch_norm_trained(files: dict[str, Path], copy_of_base: Any) -> None:
    nudge(layer_of(copy_of_base, "Conv_1_bn").beta)
    drift = measure_drift(copy_of_base, files["new"])
    assert drift is not None
    assert drift.kind is BaseWeights.PARTLY_TRAINED
    assert drift.layers[0].is_batch_norm


def test_everything_trained(files: dict[str, Path], copy_of_base: Any) -> None:
    for weight in copy_of_base.layers[0].trainable_weights:
        nudge(weight, 1e-3)
    drift = measure_drift(copy_of_base, files["new"])
    assert drift is not None
    assert drift.kind is BaseWeights.ALL_TRAINED
    assert len(drift.changed) == 104


def test_random_weights(files: dict[str, Path]) -> None:
    drift = measure_drift(mobilenet(), files["new"])
    assert drift is not None
    assert drift.kind is BaseWeights.UNRELATED
    assert all(layer.likeness < 0.5 for layer in drift.layers if not layer.is_batch_norm)


def test_another_alpha(files: dict[str, Path]) -> None:
    drift = measure_drift(mobilenet(alpha=0.5), files["new"])
    assert drift is not None
    assert drift.kind is BaseWeights.OTHER_SIZE
    assert drift.layers


def test_nan(files: dict[str, Path], copy_of_base: Any) -> None:
    kernel = layer_of(copy_of_base, "Conv1").kernel
    kernel.assign(np.full(kernel.shape, np.nan))
    drift = measure_drift(copy_of_base, files["new"])
    assert drift is not None
    assert drift.kind is BaseWeights.PARTLY_TRAINED
    assert drift.largest_change == float("inf")


def test_a_flat_graph(files: dict[str, Path], copy_of_base: Any) -> None:
    import keras
    from keras import layers

    base = copy_of_base.layers[0]
    flat = keras.Model(base.input, layers.GlobalAveragePooling2D()(base.output))
    drift = measure_drift(flat, files["new"])
    assert drift is not None
    assert drift.kind is BaseWeights.PRETRAINED


def test_no_base(files: dict[str, Path]) -> None:
    import keras

    assert measure_drift(keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)]), files["new"]) is None


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    import h5py

    (tmp_path / "text.h5").write_text("no")
    with h5py.File(tmp_path / "empty.h5", "w"):
        pass
    for name in ("missing.h5", "text.h5", "empty.h5"):
        with pytest.raises(AutograderError, match=name):
            read_pretrained(tmp_path / name, "MobileNetV2", graphs_of("MobileNetV2")[0])


def test_the_shipped_weights(repository: Path, arrived: Callable[[Any], Any]) -> None:
    shipped = sorted((repository / "assignments" / "lab" / "data").glob("*.weights.h5"))
    if not shipped:
        pytest.skip("no weights are shipped in this checkout")
    base = mobilenet(weights=str(shipped[0]), input_shape=(96, 96, 3))
    drift = measure_drift(arrived(base), shipped[0])
    assert drift is not None
    assert drift.kind is BaseWeights.PRETRAINED


@pytest.mark.slow
def test_imagenet_from_the_cache(
    shared_keras_home: Path, monkeypatch: pytest.MonkeyPatch, arrived: Callable[[Any], Any]
) -> None:
    name = "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_96_no_top.h5"
    monkeypatch.setenv("KERAS_HOME", str(shared_keras_home))
    base = mobilenet(alpha=1.0, input_shape=(96, 96, 3), weights=str(shared_keras_home / "models" / name))
    drift = measure_drift(arrived(base), imagenet_file(1.0, 96))
    assert drift is not None
    assert drift.kind is BaseWeights.PRETRAINED
    with pytest.raises(AutograderError, match=r"alpha 0\.35 at 224"):
        imagenet_file(0.35, 32)


@pytest.mark.slow
def test_training_with_batch_norm_left_on(files: dict[str, Path], copy_of_base: Any) -> None:
    """What one step of training does to each kind of freezing, as Keras really does it."""
    base = copy_of_base.layers[0]
    base.trainable = False
    layer_of(copy_of_base, "bn_Conv1").trainable = True
    copy_of_base.compile("sgd", "mse")
    copy_of_base.fit(np.random.default_rng(0).random((4, *SHAPE)), np.zeros((4, 3)), verbose=0)
    drift = measure_drift(copy_of_base, files["new"])
    assert drift is not None
    assert drift.changed_statistics == ("bn_Conv1",)
    assert drift.changed == ("bn_Conv1",)


def test_a_network_from_scratch_is_unrelated_whatever_its_seed(repository: Path):
    import keras

    weights = next((repository / "assignments" / "lab" / "data").glob("*.weights.h5"))
    for seed in (1, 2):  # the shipped weights once started from seed 1
        keras.utils.set_random_seed(seed)
        base = keras.applications.MobileNetV2(input_shape=(96, 96, 3), alpha=0.35, include_top=False, weights=None)
        assert measure_drift(base, weights).kind is BaseWeights.UNRELATED
