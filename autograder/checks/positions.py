"""Which positions of the base's feature maps the head looks at: measured, not read off the layers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.grading.base import BaseInfo, find_base
from autograder.grading.inside import calling, constant_images

if TYPE_CHECKING:
    import keras

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
