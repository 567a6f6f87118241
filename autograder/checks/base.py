"""Find MobileNetV2 in a model by the names of its layers, whether it is nested or its graph is laid open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from autograder.exchange.models import layer_order as structure

if TYPE_CHECKING:
    import keras

ALPHAS = (0.35, 0.5, 0.75, 1.0, 1.3, 1.4)
TOP = "predictions"
TOP_WIDTH = 1000  # classes of ImageNet

_CONV = ("", "_BN", "_relu")
_BLOCK_PARTS = (
    *(f"_expand{part}" for part in _CONV),
    "_pad",
    *(f"_depthwise{part}" for part in _CONV),
    "_project",
    "_project_BN",
    "_add",
)
#: Every name that a layer of the base may have, in the order in which images pass through.
LAYER_NAMES: tuple[str, ...] = (
    "Conv1",
    "bn_Conv1",
    "Conv1_relu",
    *(f"expanded_conv{part}" for part in _BLOCK_PARTS if "expand" not in part),
    *(f"block_{number}{part}" for number in range(1, 17) for part in _BLOCK_PARTS),
    "Conv_1",
    "Conv_1_bn",
    "out_relu",
)
_POSITION = {name: position for position, name in enumerate(LAYER_NAMES)}
#: Filters of each project convolution at alpha 1 (table 2 of the MobileNetV2 paper, one entry a block).
_PROJECT_FILTERS = (24, 24, 32, 32, 32, 64, 64, 64, 64, 96, 96, 96, 160, 160, 160, 320)


def is_norm_name(name: str) -> bool:
    """Whether a layer of the base is a BatchNormalization, by its name."""
    return name.endswith(("_BN", "_bn")) or name.startswith("bn_")


@dataclass(frozen=True, eq=False)
class BaseInfo:
    """A MobileNetV2 found inside a model.

    Attributes:
        layers: its layers in network order, without input layers.
        path: names of the nested models it lies in; ``()`` in a flat graph.
        alpha: width multiplier, or None when its widths fit none.
        input_shape: ``(rows, columns, channels)`` of what reaches ``Conv1``; None stands for any size.
        has_top: the 1000-class layer of ``include_top=True`` is there.
        complete: it reaches to ``out_relu``; False for a base that was cut off earlier.
    """

    layers: tuple[Any, ...]
    path: tuple[str, ...]
    alpha: float | None
    input_shape: tuple[int | None, ...]
    has_top: bool
    complete: bool

    @property
    def names(self) -> tuple[str, ...]:
        """Names of its layers in network order."""
        return tuple(layer.name for layer in self.layers)

    @property
    def nested(self) -> bool:
        """Whether it is a model inside the model."""
        return bool(self.path)

    @property
    def first(self) -> Any:
        """Its first convolution, ``Conv1``."""
        return self.layers[0]


def flat_operations(model: keras.Model) -> Iterator[tuple[structure.LayerPath, Any]]:
    """Layers and plain operations of a model in the order they run, nested models replaced by what they
    hold.
    """
    import keras

    for operation in structure.operations(model):
        if isinstance(operation, keras.Model):
            for path, inner in flat_operations(operation):
                yield (operation.name, *path), inner
        elif not isinstance(operation, keras.layers.InputLayer):
            yield (operation.name,), operation


def find_base(model: keras.Model) -> BaseInfo | None:
    """The MobileNetV2 in ``model``, or None when there is none (no ``Conv1`` followed by blocks)."""
    import keras

    groups: dict[tuple[str, ...], list[Any]] = {}
    for path, operation in flat_operations(model):
        if operation.name in _POSITION:
            groups.setdefault(path[:-1], []).append(operation)
    found = [
        (len(layers), path) for path, layers in groups.items() if {"Conv1", "bn_Conv1"} <= {_.name for _ in layers}
    ]
    if not found:
        return None
    path = max(found)[1]
    layers = sorted(groups[path], key=lambda layer: _POSITION[layer.name])
    if not isinstance(layers[0], keras.layers.Conv2D):
        return None
    return BaseInfo(
        layers=tuple(layers),
        path=path,
        alpha=_alpha(layers),
        input_shape=tuple(structure.calls(layers[0])[-1].input_tensors[0].shape[1:]),
        has_top=_has_top(model),
        complete=layers[-1].name == "out_relu",
    )


def head_operations(model: keras.Model, base: BaseInfo | None) -> list[Any]:
    """The layers and operations that run after the base, in order; all of the model's when there is no
    base.
    """
    operations = [operation for _, operation in flat_operations(model)]
    if base is None:
        return operations
    inside = {id(layer) for layer in base.layers}
    last = max(index for index, operation in enumerate(operations) if id(operation) in inside)
    return operations[last + 1 :]


def _has_top(model: keras.Model) -> bool:
    """Whether ``predictions`` is followed by another Dense layer or has ImageNet's 1000 units.

    A last layer that a student called ``predictions`` is their own head.
    """
    import keras

    dense = [op for _, op in flat_operations(model) if isinstance(op, keras.layers.Dense)]
    return any(layer.name == TOP and (layer.units == TOP_WIDTH or layer is not dense[-1]) for layer in dense)


def _alpha(layers: list[Any]) -> float | None:
    widths = {}
    for layer in layers:
        match = re.fullmatch(r"block_(\d+)_project", layer.name)
        if match:
            widths[int(match[1])] = layer.filters
    fitting = [
        alpha
        for alpha in ALPHAS
        if widths and all(_width(_PROJECT_FILTERS[n - 1], alpha) == filters for n, filters in widths.items())
    ]
    return fitting[0] if len(fitting) == 1 else None


def _width(filters: int, alpha: float) -> int:
    """``filters * alpha`` rounded to a multiple of 8, by at most 10 % downwards, as MobileNetV2 does."""
    exact = filters * alpha
    rounded = max(8, int(exact + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * exact else rounded
