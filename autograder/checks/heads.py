"""What a student built on top of the base: how it pools and what it then sees, how wide it is, what it gives."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.checks.base import BaseInfo, find_base, flat_operations, head_operations
from autograder.checks.forward_passes import calling, constant_images
from autograder.exchange.models import layer_order as structure
from autograder.exchange.models.allowlist import ACTIVATIONS

if TYPE_CHECKING:
    import keras


LEAST_EFFECT = 1e-4  # of a position on any output; rounding errors are a hundredth of it


class Pooling(Enum):
    """How the base's feature map becomes a vector."""

    AVERAGE = "the average over the whole map"
    MAXIMUM = "the maximum over the whole map"
    FLATTEN = "every position kept"
    NONE = "not at all"


@dataclass(frozen=True)
class Head:
    """What follows the base, or the whole model where there is no base.

    Attributes:
        output_shape: of the model, with None for the batch.
        units: size of the last axis of the output.
        activation: of the output, ``"linear"`` for logits; it may come from a layer of its own.
        stacked_activations: two activations one after another, e.g. a softmax of a softmax.
        pooling: how the map becomes a vector; pooling inside the base (``pooling="avg"``) counts.
        dropout: rates of the dropout layers, in order.
        dense: units of the Dense layers, in order.
        parameters: numbers in the head's weights.
    """

    output_shape: tuple[int | None, ...]
    units: int | None
    activation: str
    stacked_activations: bool
    pooling: Pooling
    dropout: tuple[float, ...]
    dense: tuple[int, ...]
    parameters: int


def describe_head(model: keras.Model, base: BaseInfo | None = None) -> Head:
    """Facts about the head of a model with one output.

    Args:
        model: any Sequential or functional model.
        base: of this model, if it was found already.
    """
    import keras

    operations = head_operations(model, base or find_base(model))
    shape = tuple(model.outputs[0].shape)
    activations = _output_activations([operation for _, operation in flat_operations(model)])
    return Head(
        output_shape=shape,
        units=shape[-1],
        activation=activations[0] if activations else "linear",
        stacked_activations=len(activations) > 1,
        pooling=_pooling(operations),
        dropout=tuple(float(op.rate) for op in operations if isinstance(op, keras.layers.Dropout)),
        dense=tuple(int(op.units) for op in operations if isinstance(op, keras.layers.Dense)),
        parameters=sum(
            math.prod(weight.shape)
            for weight in {id(w): w for op in operations for w in getattr(op, "weights", ())}.values()
        ),
    )


def _output_activations(operations: list[Any]) -> list[str]:
    """Non-linear activations from the output backwards to the layer that makes its numbers."""
    found = []
    for operation in reversed(operations):
        name = _activation(operation)
        if name != "linear":
            found.append(name)
        if any(hasattr(operation, name) for name in ("units", "filters", "kernel")):
            break
    return found


def _activation(operation: Any) -> str:
    """The activation that an operation applies, in Keras's spelling."""
    given = getattr(operation, "activation", None)
    if given is not None:
        return str(getattr(given, "__name__", None) or _snake(type(given).__name__))
    name = _snake(type(operation).__name__)
    return name if name in ACTIVATIONS else "linear"


def _snake(name: str) -> str:
    """``"LeakyReLU"`` → ``"leaky_relu"``, ``"ReLU"`` → ``"relu"``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", "_", name.replace("ReLU", "Relu").replace("ELU", "Elu")).lower()


def _pooling(operations: list[Any]) -> Pooling:
    """The first operation that turns a map with several positions into one position or a vector."""
    for operation in operations:
        calls = structure.calls(operation)
        if not calls or not calls[-1].input_tensors:
            continue
        before, after = calls[-1].input_tensors[0].shape, calls[-1].output_tensors[0].shape
        if _positions(before) == 1 or len(before) != 4:
            continue
        if len(after) == 4 and _positions(after) != 1:
            continue
        name = type(operation).__name__
        if "Average" in name or name == "Mean":
            return Pooling.AVERAGE
        if "Max" in name or name == "Amax":
            return Pooling.MAXIMUM
        if len(after) == 2:
            return Pooling.FLATTEN
    return Pooling.NONE


def _positions(shape: Any) -> int:
    """How many positions a map of shape ``(batch, rows, columns, channels)`` has; open sides count as
    many.
    """
    return math.prod(96 if size is None else size for size in shape[1:-1])


@dataclass(frozen=True)
class Positions:
    """How many positions a feature map has, and how many of them make no difference to any output."""

    count: int
    unseen: int


def probe_positions(model: keras.Model, base: BaseInfo | None = None) -> Positions | None:
    """Put maps of chance numbers in place of what the base gives, and change one position after the other.

    Args:
        model: with one input.
        base: of this model, if it was found already.

    Returns:
        None when the model has no whole base, several inputs, or outputs that do not depend on the maps at all.
    """
    import keras

    base = base or find_base(model)
    if base is None or not base.complete or len(model.inputs) != 1:
        return None
    last = base.layers[-1]
    shape = _shape_from(last, model)
    if shape is None:
        return None
    rows, columns, channels = shape
    count = rows * columns
    maps, others = np.random.default_rng(3).uniform(0, 2, (2, count, channels)).astype("float32")
    batch = np.repeat(maps[None], count + 1, axis=0)
    places = np.arange(count)
    batch[places + 1, places] = others
    given = keras.ops.convert_to_tensor(batch.reshape(count + 1, rows, columns, channels))
    with calling(last, lambda *args, **kwargs: given):
        outputs = np.asarray(model(constant_images(model, [0.0] * (count + 1)), training=False), dtype="float64")
    effects = np.abs(outputs[1:] - outputs[:1]).reshape(count, -1).max(axis=1)
    unseen = int(np.sum(~(effects > LEAST_EFFECT)))
    return Positions(count, unseen) if unseen < count else None


def _shape_from(layer: Any, model: keras.Model) -> tuple[int, int, int] | None:
    """What the layer gives for one image: ``(rows, columns, channels)``; None where it is not reached."""
    usual = layer.call
    shapes: list[tuple[int, int, int]] = []

    def call(*args: Any, **kwargs: Any) -> Any:
        outputs = usual(*args, **kwargs)
        shapes.append(tuple(outputs.shape[1:]))
        return outputs

    with calling(layer, call):
        model(constant_images(model, [0.0]), training=False)
    return shapes[0] if shapes else None
