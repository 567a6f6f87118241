"""Which positions of the base's feature maps the head looks at: measured, not read off the layers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.grading.base import BaseInfo, find_base

if TYPE_CHECKING:
    import keras

SIDE = 96  # of an open input
LEAST_EFFECT = 1e-4  # on any output; rounding errors are a hundredth of it


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
        None when the model has no whole MobileNetV2, several inputs, or outputs that do not depend on the maps at all.
    """
    base = base or find_base(model)
    if base is None or not base.complete or len(model.inputs) != 1:
        return None
    last = base.layers[-1]
    sizes = [SIDE if size is None else size for size in model.inputs[0].shape[1:]]
    seen: list[tuple[int, ...]] = []
    with _giving(last, None, seen):
        model(np.zeros((1, *sizes), "float32"), training=False)
    if not seen:
        return None
    rows, columns, channels = seen[0][1:]
    count = rows * columns
    maps, others = np.random.default_rng(3).uniform(0, 2, (2, count, channels)).astype("float32")
    batch = np.repeat(maps[None], count + 1, axis=0)
    places = np.arange(count)
    batch[places + 1, places] = others
    with _giving(last, batch.reshape(count + 1, rows, columns, channels), seen):
        outputs = np.asarray(model(np.zeros((count + 1, *sizes), "float32"), training=False), dtype="float64")
    effects = np.abs(outputs[1:] - outputs[:1]).reshape(count, -1).max(axis=1)
    unseen = int(np.sum(~(effects > LEAST_EFFECT)))
    return Positions(count, unseen) if unseen < count else None


@contextmanager
def _giving(layer: Any, maps: Any, shapes: list[tuple[int, ...]]) -> Iterator[None]:
    """Inside, ``layer`` gives ``maps``, or what it gives anyway where they are None; its shape is noted."""
    import keras

    usual = layer.call

    def call(inputs: Any, *args: Any, **kwargs: Any) -> Any:
        outputs = usual(inputs, *args, **kwargs) if maps is None else keras.ops.convert_to_tensor(maps)
        shapes.append(tuple(outputs.shape))
        return outputs

    layer.call = call  # hides the class's method; works alike in nested, flat and Sequential models
    try:
        yield
    finally:
        del layer.call
