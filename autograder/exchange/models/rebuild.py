"""Turn a stranger's data into a Keras model on the grader's side, or refuse it."""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from pydantic import ValidationError

from autograder.exchange.models import layer_order
from autograder.exchange.models.allowlist import LOSSES, METRICS, OPTIMIZERS, clean_architecture, clean_part
from autograder.exchange.models.cost import require_modest
from autograder.exchange.models.errors import NotCarriedOver, UnsafeModel
from autograder.exchange.models.fresh_weights import fresh_weights
from autograder.exchange.models.likeness import has_carried_over
from autograder.exchange.models.model_data import (
    BYTES_LIMIT,
    PARAMETER_LIMIT,
    CompileData,
    HistoryData,
    ModelData,
    OptimizerData,
    Part,
    WeightData,
)
from autograder.exchange.models.pictures_shown import MOST_NOTED, SIZE
from autograder.exchange.models.records import (
    CompileRecord,
    History,
    LossRecord,
    MetricRecord,
    ModelRecord,
    OptimizerRecord,
    Training,
    attach,
)

if TYPE_CHECKING:
    import keras

_T = TypeVar("_T", ModelData, HistoryData)


def rebuild_model(data: Any) -> keras.Model:
    """A fresh model with the architecture, weights, flags and compile settings that the data describes.

    Its optimizer has no slots; what the student's optimizer had is in :func:`autograder.exchange.models.record_of`.

    Args:
        data: what :func:`autograder.exchange.models.export_model` made, from a stranger.

    Raises:
        UnsafeModel: the data names anything outside the allow-list, does not fit together, or is too large.
            Nothing it names has then been imported, called or allocated.
        NotCarriedOver: the rebuilt model gives other outputs than the student's own.
    """
    parsed = _read(ModelData, data)
    _require_weights(parsed)
    cleaned = clean_architecture(parsed.architecture)
    model = _build(cleaned, [weight.value.shape for weight in parsed.weights])
    require_modest(model)
    _set_weights(model, parsed)
    _set_flags(model, parsed)
    _require_likeness(model, parsed)
    attach(model, _describe(model, parsed))
    return model


def rebuild_history(data: Any) -> History:
    """The record of one ``fit``.

    Raises:
        UnsafeModel: the data is not what :func:`autograder.exchange.models.export_history` writes.
    """
    return _history(_read(HistoryData, data))


def _read(kind: type[_T], data: Any) -> _T:
    try:
        return kind.model_validate(data)
    except (ValidationError, RecursionError) as problem:
        what = "history" if kind is HistoryData else "model"
        raise UnsafeModel(f"The data that describes the {what} is not in the expected form.") from problem


def _require_weights(data: ModelData) -> None:
    values = [weight.value for weight in data.weights]
    count, size = sum(value.size for value in values), sum(value.nbytes for value in values)
    if count > PARAMETER_LIMIT or size > BYTES_LIMIT:
        raise UnsafeModel(f"The model has more than {PARAMETER_LIMIT:,} parameters.")
    if any(value.dtype.kind not in "fiub" or value.ndim > 6 for value in values):
        raise UnsafeModel("A weight of the model is not an array of numbers.")


def _build(cleaned: dict[str, Any], shapes: Iterable[tuple[int, ...]]) -> keras.Model:
    import keras

    config = cleaned["config"]
    try:
        with _only_weights_like(shapes):
            if cleaned["class_name"] == "Model":
                return keras.Model.from_config(config)
            # Sequential.from_config would build the whole stack again for every layer that it adds.
            layers = [keras.saving.deserialize_keras_object(layer, safe_mode=True) for layer in config["layers"]]
            model = keras.Sequential(layers, name=config["name"])
            if not model.built and "build_input_shape" in config:
                model.build(tuple(config["build_input_shape"]))
    except UnsafeModel:
        raise
    except Exception as problem:  # Keras raises nearly anything for a description that does not fit together
        raise _misfit(problem) from problem
    if not model.built or not model.inputs:
        raise UnsafeModel("The model has no input, so it has no weights.")
    return model


def _misfit(problem: Exception) -> UnsafeModel:
    """The refusal for what Keras raised; Keras may have put one of ours inside its own."""
    cause: BaseException | None = problem
    while cause is not None:
        if isinstance(cause, UnsafeModel):
            return cause
        cause = cause.__cause__ or cause.__context__
    return UnsafeModel(f"The parts of the model do not fit together ({type(problem).__name__}).")


def _only_weights_like(shapes: Iterable[tuple[int, ...]]) -> AbstractContextManager[None]:
    """Let layers make only weights of the shapes given, each as often as given, and fill them with zeros.

    So a description cannot make the grader allocate more than what was sent along with it, and no time is
    lost on random numbers that the weights sent will replace.
    """
    left = Counter(tuple(int(size) for size in shape) for shape in shapes)

    def as_sent(layer: Any, shape: Any) -> Any:
        sizes = tuple(shape) if isinstance(shape, list | tuple) else () if shape is None else (shape,)
        if not left[sizes]:
            raise UnsafeModel(f"The layer {layer.name[:60]} needs a weight that did not come with the model.")
        left[sizes] -= 1
        return shape

    return fresh_weights(as_sent)


def _set_weights(model: keras.Model, data: ModelData) -> None:
    """Assign each weight by its layer's path; the order of layers may differ between Keras versions."""
    waiting: dict[tuple[str, ...], list[Any]] = {}
    for path, weight in layer_order.weights(model):
        waiting.setdefault(path, []).append(weight)
    for sent in data.weights:
        places = waiting.get(tuple(sent.path), [])
        weight = places.pop(0) if places else None
        if weight is None or weight.name != sent.name or tuple(weight.shape) != sent.value.shape:
            raise UnsafeModel(f"The weights of the layer {_end(sent.path)} do not fit the layer.")
        if np.dtype(weight.dtype) != sent.value.dtype:
            raise UnsafeModel(f"The weights of the layer {_end(sent.path)} are of another kind of number.")
        weight.assign(sent.value)
    if any(waiting.values()):
        raise UnsafeModel("Some weights of the model are missing.")
    layer_order.derive_from_weights(model)


def _require_likeness(model: keras.Model, data: ModelData) -> None:
    """Refuse a model that came out as another one, rather than judge the wrong one."""
    if data.gives is None:
        return
    if data.gives.dtype != np.float32 or data.gives.ndim != 1:
        raise UnsafeModel("What the model gives for a fixed input is not in the expected form.")
    try:
        alike = has_carried_over(model, data.architecture, [weight.value for weight in data.weights], data.gives)
    except Exception as problem:  # the original did not fail
        raise NotCarriedOver from problem
    if not alike:
        raise NotCarriedOver


def _set_flags(model: keras.Model, data: ModelData) -> None:
    """Restore every flag exactly: setting a layer's flag sets those of all below it, so outer ones come
    first.
    """
    layers = dict(layer_order.walk(model))
    flags = {tuple(layer.path): layer.trainable for layer in data.layers}
    if flags.keys() != layers.keys():
        raise UnsafeModel("The trainable flags of the model do not belong to its layers.")
    model.trainable = data.trainable
    for path, layer in layers.items():
        layer.trainable = flags[path]
    waiting: dict[tuple[str, ...], list[bool]] = {}
    for sent in data.weights:
        waiting.setdefault(tuple(sent.path), []).append(sent.trainable)
    for path, weight in layer_order.weights(model):
        flag = waiting[path].pop(0)
        if weight.trainable != flag:
            weight.trainable = flag


def _describe(model: keras.Model, data: ModelData) -> ModelRecord:
    """Compile the model and say what came with it."""
    sent: dict[tuple[str, ...], list[WeightData]] = {}
    for weight in data.weights:
        sent.setdefault(tuple(weight.path), []).append(weight)
    paths: list[str] = []
    nonfinite: list[str] = []
    for path, weight in layer_order.weights(model):
        paths.append("/".join((*path, weight.name)))
        if not np.isfinite(sent[path].pop(0).value).all():
            nonfinite.append(paths[-1])
    sent_paths = ["/".join((*weight.path, weight.name)) for weight in data.weights]
    history = None if data.history is None else _history(data.history)
    return ModelRecord(
        compiled=None if data.compiled is None else _compile(model, data.compiled, sent_paths, history),
        history=history,
        weight_paths=tuple(paths),
        nonfinite_weights=tuple(nonfinite),
        shown=_shown(data),
        trainings=tuple(data.trainings),
    )


def _shown(data: ModelData) -> np.ndarray[Any, Any] | None:
    shown = data.shown
    if shown is not None and (shown.dtype != np.int8 or shown.shape[1:] != (SIZE,) or len(shown) > MOST_NOTED):
        raise UnsafeModel("What describes the pictures that the model was trained on is not in the expected form.")
    return shown


def _compile(model: keras.Model, data: CompileData, weight_paths: list[str], history: History | None) -> CompileRecord:
    loss, loss_record = (None, None) if data.loss is None else _loss(data.loss)
    metrics = [_metric(metric) for metric in data.metrics]
    optimizer, optimizer_record = None, None
    if data.optimizer is not None:
        optimizer, optimizer_record = _optimizer(data.optimizer, weight_paths, history)
    try:
        known = [metric for metric, _ in metrics if metric is not None]
        model.compile(optimizer=optimizer, loss=loss, metrics=known)
    except Exception as problem:
        raise UnsafeModel("The model cannot be compiled with its loss and metrics.") from problem
    return CompileRecord(optimizer_record, loss_record, tuple(record for _, record in metrics))


def _optimizer(data: OptimizerData, weight_paths: list[str], history: History | None) -> tuple[Any, OptimizerRecord]:
    import keras

    if any(index >= len(weight_paths) for index in data.tracked):
        raise UnsafeModel("The optimizer refers to weights that the model does not have.")
    optimizer = keras.optimizers.SGD(data.learning_rate)  # stands in for an optimizer of the student's own
    schedule, start = "", data.learning_rate
    curve = (history.history.get("learning_rate") or ()) if history else ()
    if curve:
        start = curve[0]
    if data.config is not None:
        cleaned = clean_part(data.config, OPTIMIZERS)
        optimizer = _deserialize(cleaned)
        rate = cleaned["config"].get("learning_rate")
        if isinstance(rate, dict):
            schedule = rate["class_name"]
            start = _rate_at_start(rate)
    return optimizer, OptimizerRecord(
        name=data.class_name,
        start_rate=start,
        rate=data.learning_rate,
        schedule=schedule,
        iterations=data.iterations,
        built=data.built,
        tracked=tuple(weight_paths[index] for index in sorted(set(data.tracked))),
        strangers=data.strangers,
        opaque=data.config is None,
    )


def _rate_at_start(schedule: dict[str, Any]) -> float:
    made = _deserialize(schedule)
    try:
        return float(made(0))
    except Exception as problem:  # Keras looks at the settings only when it uses them
        raise UnsafeModel(f"{schedule['class_name']} has settings that Keras does not take.") from problem


def _loss(part: Part) -> tuple[Any, LossRecord]:
    import keras

    if isinstance(part, str):
        if part.lower() in ("crossentropy", "ce"):  # Keras chooses by the shape of the labels
            return part, LossRecord("crossentropy")
        try:
            function = keras.losses.get(part)
        except ValueError:
            return None, LossRecord(part, opaque=True)
        return function, LossRecord(_snake(getattr(function, "__name__", type(function).__name__)))
    if set(part) == {"opaque"}:
        return None, LossRecord(str(part["opaque"])[:200], opaque=True)
    cleaned = clean_part(part, LOSSES)
    settings = cleaned["config"]
    name = _snake(cleaned["class_name"])
    from_logits = bool(settings.get("from_logits", False))
    return _deserialize(cleaned), LossRecord(name, from_logits, settings=settings)


def _metric(part: Part) -> tuple[Any, MetricRecord]:
    import keras

    if isinstance(part, str):
        if part.lower() in ("accuracy", "acc", "crossentropy", "ce"):  # Keras chooses by the shapes
            name = "accuracy" if part.lower().startswith("acc") else "crossentropy"
            return part, MetricRecord(name)
        try:
            found = keras.metrics.get(part)
        except ValueError:
            return None, MetricRecord(part, opaque=True)
        name = _snake(getattr(found, "__name__", type(found).__name__))
        return found, MetricRecord(name, 0.5 if name == "binary_accuracy" else None)
    if set(part) == {"opaque"}:
        return None, MetricRecord(str(part["opaque"])[:200], opaque=True)
    cleaned = clean_part(part, METRICS)
    # The class counts outputs that equal their labels; as a text, "accuracy" lets Keras choose what fits.
    name = "keras.metrics.Accuracy" if cleaned["class_name"] == "Accuracy" else _snake(cleaned["class_name"])
    threshold = cleaned["config"].get("threshold", 0.5) if name == "binary_accuracy" else None
    if threshold is not None and not isinstance(threshold, int | float):
        raise UnsafeModel("The threshold of a metric is not a number.")
    return _deserialize(cleaned), MetricRecord(name, threshold)


def _deserialize(cleaned: dict[str, Any]) -> Any:
    import keras

    try:
        # Keras changes the configuration that it reads.
        return keras.saving.deserialize_keras_object(copy.deepcopy(cleaned), safe_mode=True)
    except Exception as problem:
        raise UnsafeModel(f"{cleaned['class_name']} has settings that Keras does not take.") from problem


def _history(data: HistoryData) -> History:
    curves = {name: tuple(float(value) for value in values) for name, values in data.history.items()}
    training = Training(tuple(data.rates), data.pictures, data.given, data.number)
    return History(curves, tuple(data.epoch), dict(data.params), training)


def _snake(name: str) -> str:
    """``"BinaryCrossentropy"`` → ``"binary_crossentropy"``, ``"KLDivergence"`` → ``"kl_divergence"``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def _end(path: list[str]) -> str:
    return path[-1][:60]
