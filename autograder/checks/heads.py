"""What a student built on top of the base: how it pools and what it then sees, how wide it is, what it gives."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from autograder.checks.base import BaseInfo, find_base, flat_operations, head_operations
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
        late_dropout: of those that come after all that can learn, where they leave out the scores of whole classes.
        dense: units of the Dense layers, in order.
        parameters: numbers in the head's weights.
    """

    output_shape: tuple[int | None, ...]
    units: int | None
    activation: str
    stacked_activations: bool
    pooling: Pooling
    dropout: tuple[float, ...]
    late_dropout: tuple[float, ...]
    dense: tuple[int, ...]
    parameters: int


def describe_head(model: keras.Model, base: BaseInfo | None = None) -> Head:
    """Facts about the head of a model with one output.

    Args:
        model: any Sequential or functional model.
        base: of this model, if it was found already.
    """
    operations = head_operations(model, base or find_base(model))
    shape = tuple(model.outputs[0].shape)
    activations = _output_activations([operation for _, operation in flat_operations(model)])
    return Head(
        output_shape=shape,
        units=shape[-1],
        activation=activations[0] if activations else "linear",
        stacked_activations=len(activations) > 1,
        pooling=_pooling(operations),
        dropout=_dropout(operations),
        late_dropout=_dropout(_after_the_last_weights(operations)),
        dense=_dense(operations),
        parameters=sum(
            math.prod(weight.shape)
            for weight in {id(w): w for op in operations for w in getattr(op, "weights", ())}.values()
        ),
    )


def _dropout(operations: list[Any]) -> tuple[float, ...]:
    import keras

    return tuple(float(operation.rate) for operation in operations if isinstance(operation, keras.layers.Dropout))


def _dense(operations: list[Any]) -> tuple[int, ...]:
    import keras

    return tuple(int(operation.units) for operation in operations if isinstance(operation, keras.layers.Dense))


def _after_the_last_weights(operations: list[Any]) -> list[Any]:
    """None at all where nothing in the head has weights."""
    places = [place for place, operation in enumerate(operations) if getattr(operation, "weights", ())]
    return operations[places[-1] + 1 :] if places else []


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
        if "Average" in name or name in ("Mean", "Sum"):  # a sum that is divided by the number of positions
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
