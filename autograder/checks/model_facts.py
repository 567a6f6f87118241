"""Facts about what a student built: each is stated in one line, and says by itself in which way it does not hold."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Callable, Collection
from pathlib import Path

import numpy as np

from autograder.checks.as_functions import features_differ
from autograder.checks.base import BaseInfo, flat_operations
from autograder.checks.drift import BaseWeights, Drift, LayerDrift, measure_drift, norms_since
from autograder.checks.forward_passes import constant_images
from autograder.checks.freezing import Freezing
from autograder.checks.heads import Pooling
from autograder.checks.histories import Curves
from autograder.checks.judging import fact, fail, noted, require
from autograder.checks.losses_and_metrics import Labels, MetricProblem, Problem, judge_metrics, judge_model
from autograder.checks.preprocessing import Scaling
from autograder.checks.scaling import ScalingProbe
from autograder.checks.student_models import StudentModel
from autograder.exchange.models import CompileRecord

SAME_FEATURES = 0.01  # of features up to 6; two ways to call one base differ by a thousandth of it
EQUAL_VALUES = "keras.metrics.Accuracy"
SAME_OUTPUTS = 0.02  # as a share; half precision in one of two models makes less
SAME_RATE = 1e-3  # as a share: Keras keeps rates as 32-bit floats


@fact
def base_of(model: StudentModel) -> BaseInfo:
    """A pretrained network is in the model; it is returned."""
    if model.base is None:
        fail("another network", model=model, network=model.network)
    return model.base


def freezing_of(model: StudentModel) -> Freezing:
    """What would train in a model that has a base."""
    base_of(model)
    assert model.freezing is not None
    return model.freezing


def drift_of(model: StudentModel, weights: Path) -> Drift:
    """How far the base of a model is from the pretrained file."""
    drift = measure_drift(model.keras, weights, base_of(model))
    assert drift is not None
    return drift


def perhaps_trained(model: StudentModel, drift: Drift | None) -> int:
    """How many parameters training may have changed: all but those of which it can be shown that it did not.

    These are the ones that cannot be trained now and equal the pretrained file bit by bit. Whatever else the model
    holds may have been trained and then frozen.

    Args:
        model: as training left it.
        drift: of its base; None where it has none.
    """
    trainable = {id(weight) for weight in model.keras.trainable_weights}
    known = model.base.layers if model.base and drift and drift.kind is not BaseWeights.OTHER_SIZE else ()
    changed = {*drift.changed, *drift.changed_statistics} if drift else set()
    as_in_the_file = {id(weight) for layer in known if layer.name not in changed for weight in layer.weights}
    free = as_in_the_file - trainable
    return sum(math.prod(weight.shape) for weight in model.keras.weights if id(weight) not in free)


@fact
def no_top(model: StudentModel) -> None:
    """The base ends in feature maps."""
    require(not base_of(model).has_top, "include_top", model=model, network=model.network)


@fact
def takes_pictures(model: StudentModel, shape: tuple[int, ...]) -> None:
    """Pictures of this shape go in."""
    found = tuple(model.keras.input_shape[1:])
    require(found == shape, "other pictures", model=model, network=model.network, shape=shape, found=found)


@fact
def pretrained(model: StudentModel, weights: Path) -> None:
    """Every weight of the base equals the one in the file, bit by bit."""
    drift, network = drift_of(model, weights), model.network
    told = {"model": model, "network": network, "arguments": network.arguments}
    require(drift.kind is not BaseWeights.OTHER_SIZE, "other width", **told)
    require(drift.kind is not BaseWeights.UNRELATED, "weights=None", **told)
    changed = len({*drift.changed, *drift.changed_statistics})
    require(drift.kind is BaseWeights.PRETRAINED, "weights changed", model=model, layers=changed)


@fact
def frozen(base: StudentModel) -> None:
    """No weight of the base can be trained, nor of what else is in the model."""
    weights = len(base.keras.trainable_weights)
    require(weights == 0, "not frozen", model=base, weights=weights)


@fact
def base_frozen(model: StudentModel) -> None:
    """No weight of the base can be trained, whatever else is in the model."""
    layers = freezing_of(model).trained
    require(not layers, "freeze misses layers", model=model, layers=len(layers), example=next(iter(layers), ""))


@fact
def head_trains(model: StudentModel) -> None:
    """Some weight outside the base can be trained."""
    require(freezing_of(model).head_trained > 0, "head frozen", model=model)


@fact
def only_head_trains(
    model: StudentModel, let_off: Collection[str] = (), remark: Callable[[str], None] = lambda text: None
) -> None:
    """The head can be trained, and no weight of the base can.

    Args:
        model: in question.
        let_off: layers of the base that may be open all the same, since another check speaks of them.
        remark: told where such layers are all that is open.
    """
    head_trains(model)
    trained = freezing_of(model).trained
    if trained and set(trained) <= set(let_off):
        remark(noted())
    else:
        base_frozen(model)


@fact
def scaled(model: StudentModel) -> None:
    """Pixels reach the base as it was trained on them."""
    base_of(model)
    probe = model.scaling
    if probe is None:
        fail("cannot be measured", model=model)
    wanted = model.network.scaling
    if probe.kind is wanted:
        return
    others = {
        Scaling.RAW: _scaled_inside,
        Scaling.UNIT: _scaled_to_one,
        Scaling.CAFFE: _scaled_as_in_caffe,
        Scaling.TORCH: _scaled_as_in_torch,
    }
    if wanted in others:
        others[wanted](model, probe)
    fail(_SCALINGS[probe.kind], **vars(probe), model=model)


@fact
def _scaled_inside(model: StudentModel, probe: ScalingProbe) -> None:
    """Pixels reach a base that scales them by itself as they are; here they do not."""
    fail(_SCALINGS[probe.kind], **vars(probe), model=model, network=model.network)


@fact
def _scaled_to_one(model: StudentModel, probe: ScalingProbe) -> None:
    """Pixels reach the base from 0 to 1; here they do not."""
    fail(_SCALINGS[probe.kind], **vars(probe), model=model, network=model.network)


@fact
def _scaled_as_in_caffe(model: StudentModel, probe: ScalingProbe) -> None:
    """Blue, green and red reach the base minus their means; here they do not."""
    fail(_SCALINGS[probe.kind], **vars(probe), model=model, network=model.network, function=model.network.preprocess)


@fact
def _scaled_as_in_torch(model: StudentModel, probe: ScalingProbe) -> None:
    """Pixels reach the base standardised; here they do not."""
    fail(_SCALINGS[probe.kind], **vars(probe), model=model, network=model.network, function=model.network.preprocess)


_SCALINGS = {
    Scaling.SYMMETRIC: "other scaling",
    Scaling.UNIT: "scaling by 255",
    Scaling.RAW: "no scaling",
    Scaling.CAFFE: "other scaling",
    Scaling.TORCH: "other scaling",
    Scaling.TWICE: "scaled twice",
    Scaling.RELATIVE: "scaled by its own range",
    Scaling.SWAPPED: "red and blue swapped",
    Scaling.OTHER: "other scaling",
}


@fact
def pooled(model: StudentModel) -> None:
    """The head gets one number for each feature map, to which every position contributes."""
    if model.head_probe and model.head_probe.averaged:
        return
    require(model.head.pooling is not Pooling.FLATTEN, "flatten", model=model, parameters=model.head.parameters)
    seen = model.positions  # None without a whole base: then other facts do not hold
    if seen is not None:
        require(not seen.unseen, "part of the map", model=model, positions=seen.count, unseen=seen.unseen)


@fact
def passes_pictures_on(model: StudentModel) -> None:
    """Nothing but the scaling changes a picture on its way to the base."""
    require(model.passes_pictures is not False, "changed pictures", model=model)


@fact
def steady(model: StudentModel) -> None:
    """Its head gives the same feature maps the same scores each time, alone and among others.

    What stands before the base is not asked: Keras's augmentation layers draw whenever they are not told not to.
    """
    probe = model.head_probe
    if probe is not None:
        require(not probe.random, "random", model=model)
        require(probe.alone, "other pictures count", model=model)


@fact
def averaged(model: StudentModel) -> None:
    """Of the feature maps, nothing but the average of each matters, and each picture is judged by itself."""
    probe = model.head_probe
    if probe is None:  # without a whole base: then other facts do not hold
        return
    steady(model)
    require(probe.averaged, "no average", model=model)


@fact
def scores_kept(model: StudentModel) -> None:
    """No dropout comes after the layer that gives the scores."""
    late = max(model.head.late_dropout, default=0.0)
    require(not late, "dropout of scores", model=model, rate=late)


@fact
def same_features(model: StudentModel, base: StudentModel) -> None:
    """The base in a model does with pictures what this base does."""
    difference = features_differ(model.keras, base_of(model), base.keras, base_of(base))
    require(difference is not None, "other place", model=model, base=base)
    assert difference is not None
    require(difference <= SAME_FEATURES, "other features", model=model, base=base, difference=difference)


@fact
def each_class_told(model: StudentModel) -> None:
    """The score of each class depends on the picture."""
    silent = model.head_probe.silent if model.head_probe else ()
    require(not silent, "class without a score", model=model, silent=silent[0] if silent else 0)


@fact
def outputs(model: StudentModel, count: int) -> None:
    """The model gives so many numbers for each picture."""
    require(model.output_shape == (None, count), "output width", model=model, count=count, shape=model.output_shape)


@fact
def compiled(model: StudentModel) -> CompileRecord:
    """The model was compiled; what with is returned."""
    if model.compiled is None:
        fail("not compiled", model=model)
    return model.compiled


@fact
def loss_fits(model: StudentModel, labels: Labels = Labels.INT) -> None:
    """Outputs, loss and labels fit together."""
    problem = judge_model(model.keras, labels).problem
    require(problem is Problem.NONE, problem.name.lower(), model=model)


@fact
def accuracy_reported(model: StudentModel) -> None:
    """One of its metrics counts right answers, for labels that are whole numbers."""
    metrics = model.compiled.metrics if model.compiled else ()
    names = ", ".join(metric.name for metric in metrics) or "no metric"
    right = judge_metrics(model.keras) is MetricProblem.NONE
    require(right or EQUAL_VALUES not in names, "counts equal numbers", model=model, metrics=names)
    require(right, "no accuracy", model=model, metrics=names)


@fact
def starts_at(model: StudentModel, rate: float) -> None:
    """The optimizer starts at this learning rate."""
    record = model.compiled
    found = record.optimizer.start_rate if record and record.optimizer else float("nan")
    require(abs(found - rate) <= SAME_RATE * rate, "learning rate ignored", model=model, rate=rate, found=found)


@fact
def base_unchanged(model: StudentModel, weights: Path, before: StudentModel | None = None) -> None:
    """Training has left the base as it was.

    Args:
        model: the trained one.
        weights: the pretrained file.
        before: such a model, untrained. What can be trained there is let off: that is no fault of the training. Where
            its base is not the pretrained one, this one is compared with it instead.
    """
    freezing = freezing_of(model)
    let_off = before.open_layers if before else frozenset()
    layers = [layer for layer in _changes(model, weights, before) if layer.name not in let_off]
    only_norms = any(layer.statistics for layer in layers) and all(layer.is_batch_norm for layer in layers)
    require(not (only_norms and freezing.called_with), "called with training=True", model=model)
    require(not only_norms, "batch norm updating", model=model)
    require(not layers, "not frozen", model=model, layers=len(layers))


def _changes(model: StudentModel, weights: Path, before: StudentModel | None) -> tuple[LayerDrift, ...]:
    """How the base of a model differs from the file, or from another model's base that never was that of the file."""
    other = before.base if before else None
    drift = measure_drift(before.keras, weights, other) if before and other and other.nodes else None
    never = (None, BaseWeights.UNRELATED, BaseWeights.OTHER_SIZE)
    if other and (drift.kind if drift else None) in never:
        return norms_since(base_of(model), other)
    return drift_of(model, weights).layers


@fact
def setup_kept(model: StudentModel, before: StudentModel, curves: Curves) -> None:
    """Whoever trained the model did not compile it in another way; one that was never compiled is let off.

    Args:
        model: that came back.
        before: the same one, untrained.
        curves: of its training; callbacks that change the rate leave one there.
    """
    by_callback = "learning_rate" in curves or "lr" in curves
    kept = model.setup(rate=not by_callback) == before.setup(rate=not by_callback)
    require(model.compiled is None or kept, "recompiled", model=model, before=before.setup(), after=model.setup())


@fact
def same_network(model: StudentModel, other: StudentModel) -> None:
    """Both are made of the same layers, and with the same weights they give the same."""
    pairs = itertools.zip_longest(_parts(model), _parts(other), fillvalue=("", ""))
    differing = next(((one, two) for one, two in pairs if one != two), None)
    if differing:
        found, wanted = (f"a {kind}" if kind else "no further layer" for kind, _ in differing)
        wanted += " with other settings" if wanted == found else ""
        fail("other layers", model=model, other=other, found=found, wanted=wanted)
    require(_gives_the_same(model, other), "other connections", model=model, other=other)


#: What two calls of one function may set in different ways, and what training may change.
_OF_NO_ACCOUNT = ("name", "seed", "trainable", "build_config", "dtype", "batch_shape", "initializer")


def _parts(model: StudentModel) -> list[tuple[str, str]]:
    """Its layers in order: class and settings."""
    found = []
    for _, operation in flat_operations(model.keras):
        config = operation.get_config() if hasattr(operation, "get_config") else {}
        kept = {key: value for key, value in config.items() if not key.endswith(_OF_NO_ACCOUNT)}
        settings = json.dumps(kept, sort_keys=True, default=lambda odd: type(odd).__name__)
        found.append((type(operation).__name__, settings))
    return found


def _gives_the_same(model: StudentModel, other: StudentModel) -> bool:
    ours, theirs = model.keras.get_weights(), other.keras.get_weights()
    if [weight.shape for weight in ours] != [weight.shape for weight in theirs]:
        return False
    if len(model.keras.inputs) != 1 or len(model.keras.inputs[0].shape) != 4:
        return True  # no model for pictures: other facts say so
    pixels = np.random.default_rng(8).uniform(0, 255, (2, *constant_images(model.keras, [0.0]).shape[1:]))
    pictures = pixels.astype("float32")
    wanted = np.asarray(model.keras(pictures, training=False), "float32")
    other.keras.set_weights(ours)
    try:
        found = np.asarray(other.keras(pictures, training=False), "float32")
    finally:
        other.keras.set_weights(theirs)
    return found.shape == wanted.shape and bool(np.abs(found - wanted).max() <= SAME_OUTPUTS * np.abs(wanted).max())
