"""Take a student's model apart into plain data. Runs on the student's side and is trusted by nobody."""

from __future__ import annotations

import contextlib
import inspect
import json
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.exchange.models import layer_order
from autograder.exchange.models.allowlist import LAYERS, LOSSES, METRICS, OPTIMIZERS, clean_architecture, clean_part
from autograder.exchange.models.errors import UnsafeModel, Unsupported
from autograder.exchange.models.known_losses import known_loss_like, known_metric_like
from autograder.exchange.models.likeness import outputs_of_exported
from autograder.exchange.models.model_data import (
    BYTES_LIMIT,
    EPOCH_LIMIT,
    PARAMETER_LIMIT,
    CompileData,
    HistoryData,
    LayerData,
    ModelData,
    OptimizerData,
    Part,
    WeightData,
)
from autograder.exchange.models.pictures_shown import noted
from autograder.exchange.models.trainings_noted import training_of, trainings_of

if TYPE_CHECKING:
    import keras

_KnownOneLike = Callable[[Callable[..., Any], int], Any]
_MODEL_CLASSES = {"Sequential", "Functional"}
_RESCALE = "keras.layers.Rescaling(1/127.5, offset=-1)"
_OWN_LAYERS_ONLY = (
    "Build that step from Keras's own layers, such as Rescaling, RandomFlip, GlobalAveragePooling2D, Dropout and Dense."
)


def export_model(model: keras.Model) -> dict[str, Any]:
    """A built Sequential or functional model as JSON values and numpy arrays.

    The data holds the configuration, every weight with its layer's path, all trainable flags, what the model
    was compiled with and how far its optimizer has come, the history of its latest ``fit``, the pictures it was
    trained on, and what it gives for one fixed input.

    Raises:
        Unsupported: the model has parts that data cannot describe; the message names the layer and what to
        use.
    """
    _require_known_parts(model)
    weights = list(layer_order.weights(model))
    _require_size([weight for _, weight in weights])
    sent = [
        WeightData(path=list(path), name=weight.name, trainable=bool(weight.trainable), value=np.array(weight.numpy()))
        for path, weight in weights
    ]
    data = ModelData(
        architecture=_architecture(model),
        layers=[LayerData(path=list(path), trainable=bool(layer.trainable)) for path, layer in layer_order.walk(model)],
        weights=sent,
        trainable=bool(model.trainable),
        compiled=_compiled(model, {id(weight): index for index, (_, weight) in enumerate(weights)}),
        history=_history_of(model),
        shown=noted(model),
        gives=_gives(model, sent),
        trainings=list(trainings_of(model)),
    )
    return data.model_dump()


def _gives(model: keras.Model, weights: Iterable[WeightData]) -> np.ndarray[Any, Any] | None:
    try:
        return outputs_of_exported(model, [weight.value for weight in weights])
    except Exception:  # a model may fail for this input in any way; whoever uses it learns of it there
        return None


def export_history(history: keras.callbacks.History) -> dict[str, Any]:
    """What ``fit`` returned, as JSON values: ``history`` (name → floats), ``epoch`` and ``params``."""
    return _history(history).model_dump()


def _require_known_parts(model: keras.Model) -> None:
    _require_plain_model(model, "The model")
    _build_if_the_base_tells_how(model)
    if not model.built or not getattr(model, "inputs", None):
        raise Unsupported(
            "The model does not know the size of its input yet, so it has no weights.",
            "Put keras.Input(shape=(96, 96, 3)) first in the model.",
        )
    seen: dict[int, str] = {}
    for path, layer in layer_order.walk(model):
        if seen.setdefault(id(layer), "/".join(path)) != "/".join(path):
            raise Unsupported(
                f"The layer `{layer.name}` belongs to two models inside your model.",
                "Use each layer in one place only.",
            )
        _require_known_layer(layer)


def _build_if_the_base_tells_how(model: keras.Model) -> None:
    """Build a Sequential that starts with, say, Rescaling: Keras would wait for the first images.

    The base inside knows what it takes, and the layers before it seldom change the shape; where they do, building
    fails here or the model stays as it is.
    """
    import keras

    if model.built or not isinstance(model, keras.Sequential):
        return
    inner = next((layer for layer in model.layers if isinstance(layer, keras.Model) and layer.built), None)
    shape = getattr(inner, "input_shape", None)
    if isinstance(shape, tuple):
        with contextlib.suppress(Exception):  # whatever Keras raises for shapes that do not fit
            model.build(shape)


def _require_plain_model(model: keras.Model, what: str) -> None:
    if not _is_of_keras(type(model)) or type(model).__name__ not in _MODEL_CLASSES:
        raise Unsupported(
            f"{what} is of the class `{type(model).__name__}`, which the grader cannot rebuild from data.",
            "Build it with keras.Sequential([...]) or keras.Model(inputs, outputs).",
        )


def _require_known_layer(layer: Any) -> None:
    import keras

    name, class_name = layer.name, type(layer).__name__
    if isinstance(layer, keras.Model):
        _require_plain_model(layer, f"The model `{name}` inside your model")
    elif isinstance(layer, keras.layers.Lambda):
        if not _is_rescaling_lambda(layer):
            raise Unsupported(
                f"The layer `{name}` is a Lambda with a function of its own, which is code and not data.",
                f"To scale pixels, use {_RESCALE} in its place.",
            )
    elif not _is_of_keras(type(layer)):
        raise Unsupported(f"The layer `{name}` is of your own class `{class_name}`.", _OWN_LAYERS_ONLY)
    elif class_name not in LAYERS:
        raise Unsupported(
            f"The layer `{name}` is a {class_name}, which is not among the layers of this course.",
            _OWN_LAYERS_ONLY,
        )
    activation = getattr(layer, "activation", None)
    if inspect.isfunction(activation) and not activation.__module__.startswith(("keras.", "tensorflow.")):
        raise Unsupported(
            f"The layer `{name}` has an activation function of your own.",
            'Name one of Keras\'s activations, such as activation="softmax".',
        )


def _is_rescaling_lambda(layer: Any) -> bool:
    """Whether a Lambda maps 0..255 to -1..1 by Keras's own function (MobileNet's two versions share the
    map).
    """
    from keras.applications import mobilenet, mobilenet_v2

    known = (mobilenet.preprocess_input, mobilenet_v2.preprocess_input)
    return layer.function in known and not layer.arguments


def _is_of_keras(kind: type) -> bool:
    return kind.__module__.split(".")[0] == "keras"


def _require_size(weights: list[Any]) -> None:
    count = sum(int(np.prod(weight.shape)) for weight in weights)
    if count > PARAMETER_LIMIT or 4 * count > BYTES_LIMIT:
        raise Unsupported(
            f"The model has {count:,} parameters; the grader takes up to {PARAMETER_LIMIT:,}.",
            "Look for a Dense layer right after Flatten, and put GlobalAveragePooling2D in place of Flatten.",
        )


def _architecture(model: keras.Model) -> dict[str, Any]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about lambdas, which are refused below
            config = _plain(model.get_config())
    except Exception as problem:
        raise Unsupported(
            f"The model cannot be described as data: {type(problem).__name__}: {str(problem)[:150]}",
            _OWN_LAYERS_ONLY,
        ) from problem
    kind = "Sequential" if type(model).__name__ == "Sequential" else "Model"
    architecture = _without_lambdas({"module": "keras", "class_name": kind, "config": config})
    try:
        clean_architecture(architecture)  # the check that awaits it, here where its message can still help
    except UnsafeModel as problem:
        raise Unsupported(problem.message, _OWN_LAYERS_ONLY) from problem
    return architecture


def _without_lambdas(config: dict[str, Any]) -> dict[str, Any]:
    """The configuration with each ``Lambda(preprocess_input)`` replaced by the ``Rescaling`` that does the
    same.
    """
    inner = config["config"]
    if config["class_name"] == "Lambda":
        kept = {key: inner[key] for key in ("name", "trainable", "dtype")}
        # A Lambda's calls may carry arguments that a Rescaling does not take.
        nodes = [{"args": node["args"], "kwargs": {}} for node in config.get("inbound_nodes", ())]
        replaced = {"inbound_nodes": nodes} if "inbound_nodes" in config else {}
        rescaling = {**kept, "scale": 1 / 127.5, "offset": -1.0}
        return {**config, **replaced, "class_name": "Rescaling", "config": rescaling, "build_config": None}
    if config["class_name"] in ("Sequential", "Model", "Functional"):
        layers = [_without_lambdas(layer) for layer in inner["layers"]]
        return {**config, "config": {**inner, "layers": layers}}
    return config


def _compiled(model: keras.Model, index_of: Mapping[int, int]) -> CompileData | None:
    if not getattr(model, "compiled", False):
        return None
    given = getattr(getattr(model, "_compile_config", None), "config", {})
    optimizer = getattr(model, "optimizer", None)
    losses = list(_flatten(given.get("loss", getattr(model, "loss", None))))
    metrics = [*_flatten(given.get("metrics")), *_flatten(given.get("weighted_metrics"))]
    loss: Part | None = {"opaque": "several losses"}
    if len(losses) < 2:
        loss = _or_known_one(losses[0], model, LOSSES, known_loss_like) if losses else None
    return CompileData(
        optimizer=None if optimizer is None else _optimizer(optimizer, index_of),
        loss=loss,
        metrics=[_or_known_one(metric, model, METRICS, known_metric_like) for metric in metrics[:50]],
    )


def _or_known_one(
    value: Any, model: keras.Model, table: Mapping[str, frozenset[str]], known_one_like: _KnownOneLike
) -> Part:
    """As :func:`_part`; a function of the student's own that acts like one of Keras's travels as that one."""
    import keras

    part = _part(value, table)
    shape = getattr(model, "output_shape", None)
    if isinstance(part, str) or set(part) != {"opaque"} or not callable(value):
        return part
    if isinstance(value, keras.metrics.Metric):  # to call it would change what it has counted
        return part
    known = known_one_like(value, shape[-1]) if isinstance(shape, tuple) and isinstance(shape[-1], int) else None
    return part if known is None else _serialized(known)


def _flatten(value: Any) -> Iterator[Any]:
    """The parts of what ``compile`` takes as one thing, a list of lists, or a dict by output."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            yield from _flatten(item)
    elif value is not None:
        yield value


def _optimizer(optimizer: Any, index_of: Mapping[int, int]) -> OptimizerData:
    inner = getattr(optimizer, "inner_optimizer", optimizer)  # mixed precision wraps it
    rate = inner.learning_rate  # a variable, a tensor of a schedule, or a number of a student's own schedule
    rate = float(rate.numpy() if hasattr(rate, "numpy") else rate)
    updated = list(getattr(inner, "_trainable_variables", ()))
    return OptimizerData(
        class_name=type(inner).__name__[:200],
        config=_optimizer_config(inner, rate),
        learning_rate=rate,
        iterations=int(inner.iterations.numpy()),
        built=bool(inner.built),
        tracked=[index_of[id(variable)] for variable in updated if id(variable) in index_of],
        strangers=sum(id(variable) not in index_of for variable in updated),
    )


def _optimizer_config(optimizer: Any, rate: float) -> dict[str, Any] | None:
    try:
        config = _serialized(optimizer)
    except Exception:  # a class of the student's own may fail in any way
        return None
    for candidate in (config, {**config, "config": {**config["config"], "learning_rate": rate}}):
        try:
            clean_part(candidate, OPTIMIZERS)
        except UnsafeModel:
            continue  # the second has the present rate in place of a schedule of the student's own
        return candidate
    return None


def _part(value: Any, table: Mapping[str, frozenset[str]]) -> Part:
    """A loss or metric as its name, its configuration, or a mark that it is the student's own."""
    if isinstance(value, str):
        return value[:200]
    if inspect.isfunction(value) and value.__module__.startswith("keras."):
        return value.__name__
    try:
        config = _serialized(value() if inspect.isclass(value) else value)
        clean_part(config, table)
    except Exception:  # including whatever a class of the student's own raises
        return {"opaque": str(getattr(value, "__name__", type(value).__name__))[:200]}
    return config


def _serialized(thing: Any) -> dict[str, Any]:
    import keras

    if inspect.isfunction(thing):
        raise TypeError("code is not data")  # Keras would go on to read its source
    config = _plain(keras.saving.serialize_keras_object(thing))
    return {key: config[key] for key in ("module", "class_name", "config", "registered_name")}


def _plain(value: Any) -> Any:
    """JSON's own types, with tuples as lists and numpy scalars as numbers."""
    return json.loads(json.dumps(value, default=lambda odd: odd.item()))


def _history_of(model: keras.Model) -> HistoryData | None:
    import keras

    history = getattr(model, "history", None)
    return _history(history) if isinstance(history, keras.callbacks.History) else None


def _history(history: Any) -> HistoryData:
    curves = {}
    for name, values in list(history.history.items())[:100]:
        try:
            curves[str(name)[:200]] = [float(value) for value in values[:EPOCH_LIMIT]]
        except (TypeError, ValueError):
            continue  # something logged that is not a number per epoch
    params = {
        str(key)[:200]: value
        for key, value in list((history.params or {}).items())[:20]
        if value is None or type(value) in (int, float, str)
    }
    epochs = [int(epoch) for epoch in list(getattr(history, "epoch", ()))[:EPOCH_LIMIT]]
    known = training_of(history)
    return HistoryData(
        history=curves,
        epoch=epochs,
        params=params,
        rates=list(known.rates),
        pictures=known.pictures,
        given=known.given,
        number=known.number,
    )
