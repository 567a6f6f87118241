"""Which weights of a model would train, whether the optimizer knows, and whether they are those that should.

Counted in the outer model's ``trainable_weights``, never by ``base.trainable``.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from autograder.checks.base import BaseInfo, find_base, head_operations, is_norm_name
from autograder.checks.networks import NORMS
from autograder.exchange.models import layer_order as structure
from autograder.exchange.models import record_of

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True)
class Freezing:
    """What the flags of a model say.

    Attributes:
        trained: layers of the base with a weight that would train, in network order.
        frozen: its other layers that have weights.
        trained_norms: those of ``trained`` that are BatchNormalization.
        updating_norms: BatchNormalization layers of the base whose moving statistics move during ``fit``.
            Keras 3 goes by the layer's own flag alone: ``fit`` overrides a ``training=False`` given when the
            base was called.
        is_suffix: from the first trained layer on, every layer of the base is trained, BatchNormalization
            aside; true when nothing is trained.
        head_trained: number of weights (arrays) outside the base that would train.
        head_total: number of weights after the base.
        trainable_parameters: numbers in all weights that would train.
        total_parameters: numbers in all weights.
        trainable_weights: how many weights (arrays) would train.
        called_with: ``training`` as the base was called with: True, False, or None where nothing was given or
            the graph is flat.
    """

    trained: tuple[str, ...]
    frozen: tuple[str, ...]
    trained_norms: tuple[str, ...]
    updating_norms: tuple[str, ...]
    is_suffix: bool
    head_trained: int
    head_total: int
    trainable_parameters: int
    total_parameters: int
    trainable_weights: int
    called_with: bool | None

    @property
    def base_frozen(self) -> bool:
        """Whether no weight of the base would train."""
        return not self.trained

    @property
    def base_trained(self) -> bool:
        """Whether every layer of the base would train, BatchNormalization aside."""
        return bool(self.trained) and all(is_norm_name(name) for name in self.frozen)

    @property
    def head_frozen(self) -> bool:
        """Whether there is a head with weights, and none of them would train."""
        return self.head_total > 0 and self.head_trained == 0


def describe_freezing(model: keras.Model, base: BaseInfo | None = None) -> Freezing | None:
    """What would train, and what not.

    Args:
        model: with a base.
        base: of this model, if it was found already.

    Returns:
        None when there is no base.
    """
    base = base or find_base(model)
    if base is None:
        return None
    trainable = {id(weight) for weight in model.trainable_weights}
    layers = [layer for layer in base.layers if layer.weights]
    trained = [layer for layer in layers if any(id(weight) in trainable for weight in layer.weights)]
    norms = [layer for layer in layers if type(layer).__name__ == "BatchNormalization"]
    in_base = {id(weight) for layer in layers for weight in layer.weights}
    in_head = {id(w) for operation in head_operations(model, base) for w in getattr(operation, "weights", ())}
    return Freezing(
        trained=_names(trained),
        frozen=_names(layer for layer in layers if layer not in trained),
        trained_norms=_names(layer for layer in norms if layer in trained),
        updating_norms=_names(layer for layer in norms if layer.trainable),
        is_suffix=_is_suffix(layers, trained),
        head_trained=len(trainable - in_base),
        head_total=len(in_head),
        trainable_parameters=sum(math.prod(weight.shape) for weight in model.trainable_weights),
        total_parameters=sum(math.prod(weight.shape) for weight in model.weights),
        trainable_weights=len(trainable),
        called_with=_called_with(model, base),
    )


def _is_norm(layer: Any) -> bool:
    return type(layer).__name__ in NORMS


def _names(layers: Iterable[Any]) -> tuple[str, ...]:
    return tuple(layer.name for layer in layers)


def _is_suffix(layers: list[Any], trained: list[Any]) -> bool:
    if not trained:
        return True
    first = layers.index(trained[0])
    return all(layer in trained or _is_norm(layer) for layer in layers[first:]) and any(
        not _is_norm(layer) for layer in trained
    )


def _called_with(model: keras.Model, base: BaseInfo) -> bool | None:
    """The ``training`` argument in the calls of the nested models that hold the base."""
    import keras

    layers: Any = model
    for name in base.path:
        layers = next(op for op in structure.operations(layers) if op.name == name)
        if isinstance(layers, keras.Model):
            for call in structure.calls(layers):
                training = call.arguments.kwargs.get("training")
                if training is not None:
                    return bool(training)
    return None


class Compiled(Enum):
    """Whether the optimizer updates what the model would train."""

    CURRENT = "the optimizer updates exactly the trainable weights"
    STALE = "the optimizer was built for other weights: compile again after changing trainable"
    UNUSED = "compiled, and not trained since"
    NEVER = "never compiled"


@dataclass(frozen=True)
class CompileState:
    """The optimizer's weights against the model's trainable weights, when the model was sent.

    Attributes:
        kind: the verdict.
        left_out: trainable weights that the optimizer does not update.
        surplus: weights that it updates although they are not trainable any more.
        iterations: steps since the model was compiled.
    """

    kind: Compiled
    left_out: tuple[str, ...] = ()
    surplus: tuple[str, ...] = ()
    iterations: int = 0


def compile_state(model: keras.Model) -> CompileState:
    """Whether the model was compiled after its flags were last changed, as far as training has shown it.

    Keras builds an optimizer for the trainable weights at the first step after ``compile``; later changes of
    ``trainable`` have no effect until the model is compiled again.

    Raises:
        LookupError: the model was not rebuilt from a student's data.
    """
    record = record_of(model)
    optimizer = record.compiled.optimizer if record.compiled else None
    if optimizer is None:
        return CompileState(Compiled.NEVER)
    if not optimizer.built:
        return CompileState(Compiled.UNUSED)
    trainable = {id(weight) for weight in model.trainable_weights}
    own = [weight for _, weight in structure.weights(model)]
    wanted = [path for path, w in zip(record.weight_paths, own, strict=True) if id(w) in trainable]
    left_out = tuple(path for path in wanted if path not in optimizer.tracked)
    surplus = tuple(path for path in optimizer.tracked if path not in wanted)
    current = not left_out and not surplus and not optimizer.strangers
    return CompileState(Compiled.CURRENT if current else Compiled.STALE, left_out, surplus, optimizer.iterations)


class Reach(Enum):
    """What is trained of a base whose layers should be trained from a certain one on."""

    RIGHT = "everything from there on, and nothing before"
    NOTHING = "nothing"
    REVERSED = "layers before it, and not all after it: the slice is the wrong way round"
    TOO_MUCH = "layers before it as well"
    TOO_LITTLE = "only some from there on"


@dataclass(frozen=True)
class Extent:
    """Which layers are trained; BatchNormalization does not count.

    Attributes:
        reach: the verdict.
        wanted: how many should be trained.
        missing: those of them that are not, in network order.
        surplus: those that are trained and should not be, in network order.
    """

    reach: Reach
    wanted: int
    missing: tuple[str, ...]
    surplus: tuple[str, ...]


def judge_extent(layers: Sequence[str], trained: Collection[str], start: str) -> Extent:
    """Compare what is trained with everything from ``start`` on.

    Args:
        layers: names of the base's layers that have weights, in network order.
        trained: names of those that are trained.
        start: the first that should be, one of ``layers``.
    """
    kernels = [name for name in layers if not is_norm_name(name)]
    place = kernels.index(start)
    missing = tuple(name for name in kernels[place:] if name not in trained)
    surplus = tuple(name for name in kernels[:place] if name in trained)
    wanted = len(kernels) - place
    match bool(surplus), bool(missing):
        case False, False:
            reach = Reach.RIGHT
        case False, True:
            reach = Reach.NOTHING if len(missing) == wanted else Reach.TOO_LITTLE
        case True, False:
            reach = Reach.TOO_MUCH
        case _:
            reach = Reach.REVERSED
    return Extent(reach, wanted, missing, surplus)
