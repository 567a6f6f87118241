"""What range of values reaches the base: measured, not read off the layers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from autograder.checks.base import BaseInfo, find_base
from autograder.checks.forward_passes import calling, constant_images

if TYPE_CHECKING:
    import keras

TOLERANCE = 0.02


class Scaling(Enum):
    """What happens to pixels on their way to ``Conv1``."""

    SYMMETRIC = "-1 to 1"
    UNIT = "0 to 1"
    RAW = "0 to 255"
    TWICE = "hardly any difference between black and white"
    RELATIVE = "black and white are right, and what lies between is not"
    OTHER = "another range"


@dataclass(frozen=True)
class ScalingProbe:
    """What reaches ``Conv1`` when constant images enter the model.

    Attributes:
        low: mean of what a black image (0) becomes.
        middle: of a grey one (127.5; 127 where the model's input is of whole numbers).
        high: of a white one (255).
        dim: of a dark grey one (63.75) that is alone: it shows whether its neighbours, or its own range, matter.
        even: each constant image is still constant, over pixels and channels.
        kind: the verdict.
    """

    low: float
    middle: float
    high: float
    dim: float
    even: bool
    kind: Scaling


def probe_scaling(
    model: keras.Model, base: BaseInfo | None = None, values: Sequence[float] = (0.0, 127.5, 255.0)
) -> ScalingProbe | None:
    """Push constant images through the model in inference mode, as far as ``Conv1``: three together, then one alone.

    Args:
        model: with one image input.
        base: of this model, if it was found already.
        values: black, grey and white as they enter the model; where the contract lets the data pipeline
            scale, what the pipeline makes of 0, 127.5 and 255.

    Returns:
        None when the model has no MobileNetV2, several inputs, or does not take images.
    """
    base = base or find_base(model)
    if base is None or len(model.inputs) != 1 or len(model.inputs[0].shape) != 4:
        return None
    together = _arriving(model, base, values)
    alone = _arriving(model, base, (values[0] + (values[2] - values[0]) / 4,))
    if together is None or alone is None:
        return None
    low, middle, high = (float(mean) for mean in together.mean(axis=1))
    even = bool(np.ptp(together, axis=1).max() <= TOLERANCE * max(1.0, abs(high - low)))
    dim = float(alone.mean())
    return ScalingProbe(low, middle, high, dim, even, _verdict(low, middle, high, dim, even))


def _arriving(model: keras.Model, base: BaseInfo, values: Sequence[float]) -> npt.NDArray[np.float64] | None:
    """What a batch of constant images is at ``Conv1``: a row for each image."""
    with _stop_at(base.first) as reached:
        model(constant_images(model, values), training=False)
    return np.asarray(reached[0], dtype="float64").reshape(len(values), -1) if reached else None


def _verdict(low: float, middle: float, high: float, dim: float, even: bool) -> Scaling:
    def near(value: float, wanted: float, spread: float) -> bool:
        return abs(value - wanted) <= TOLERANCE * spread

    if not even or not np.isfinite([low, high]).all():
        return Scaling.OTHER
    if near(low, -1, 1) and near(high, 1, 1):
        return Scaling.SYMMETRIC if near(middle, 0, 2) and near(dim, -0.5, 2) else Scaling.RELATIVE
    if near(low, 0, 1) and near(high, 1, 1):
        return Scaling.UNIT
    if near(low, 0, 255) and near(high, 255, 255):
        return Scaling.RAW
    if 0 < high - low < 0.05:
        return Scaling.TWICE
    return Scaling.OTHER


class _Reached(BaseException):
    """Not an ``Exception``, so that Keras does not rewrap it."""


@contextmanager
def _stop_at(layer: Any) -> Iterator[list[Any]]:
    """Inside, a model's call ends where ``layer`` would run; its input is put into the list."""
    reached: list[Any] = []

    def call(inputs: Any, *args: Any, **kwargs: Any) -> Any:
        reached.append(inputs)
        raise _Reached

    with suppress(_Reached), calling(layer, call):
        yield reached
