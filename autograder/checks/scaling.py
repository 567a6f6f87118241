"""What range of values reaches the base: measured, not read off the layers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from autograder.checks.base import BaseInfo, find_base
from autograder.checks.forward_passes import calling, constant_images
from autograder.checks.preprocessing import PREPARATIONS, Scaling, prepared

if TYPE_CHECKING:
    import keras

    Colours = npt.NDArray[np.float64]  # (images, 3)

TOLERANCE = 0.02  # of what lies between black and white
AT_THE_ENDS = 0.005  # for these two themselves: 1 / 128 in place of 1 / 127.5 makes 0.008

_BLACK, _GREY, _WHITE, _RED = (0.0, 0.0, 0.0), (127.5, 127.5, 127.5), (255.0, 255.0, 255.0), (255.0, 127.5, 0.0)
_DIM = (63.75, 63.75, 63.75)


@dataclass(frozen=True)
class ScalingProbe:
    """What reaches the base when images of one colour enter the model.

    Attributes:
        low: mean of what a black image (0) becomes.
        middle: of a grey one (127.5; 127 where the model's input is of whole numbers).
        high: of a white one (255).
        dim: of a dark grey one (63.75) that is alone: it shows whether its neighbours, or its own range, matter.
        even: each image is still of one colour.
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
    """Push images of one colour through the model in inference mode, as far as the base: four together, then one alone.

    Args:
        model: with one image input.
        base: of this model, if it was found already.
        values: black, grey and white as they enter the model; where the contract lets the data pipeline
            scale, what the pipeline makes of 0, 127.5 and 255.
        network: which base to look for otherwise.

    Returns:
        None when the model has no base, several inputs, or does not take images.
    """
    base = base or find_base(model)
    if base is None or len(model.inputs) != 1 or len(model.inputs[0].shape) != 4:
        return None

    def entering(*colours: tuple[float, ...]) -> Colours:
        found: Colours = np.interp(np.array(colours), (0, 127.5, 255), values)
        return found if model.inputs[0].shape[-1] == 3 else found[:, :1]

    together = _arriving(model, base, entering(_BLACK, _GREY, _WHITE, _RED))
    alone = _arriving(model, base, entering(_DIM))
    if together is None or alone is None:
        return None
    (colours, even), (dim, _) = together, alone
    low, middle, high = (float(mean) for mean in colours[:3].mean(axis=1))
    kind = _verdict(base, colours, dim) if even else Scaling.OTHER
    return ScalingProbe(low, middle, high, float(dim.mean()), even, kind)


def _arriving(model: keras.Model, base: BaseInfo, colours: Colours) -> tuple[Colours, bool] | None:
    """The colour of each image at the base, and whether all of the image has it."""
    reached = _reaching(model, base, constant_images(model, colours))
    if reached is None:
        return None
    pixels = reached.reshape(len(colours), -1, reached.shape[-1])
    found = pixels.mean(axis=1)
    even = bool(np.ptp(pixels, axis=1).max() <= TOLERANCE * max(1.0, float(np.ptp(found.mean(axis=1)))))
    return found, even


def _verdict(base: BaseInfo, colours: Colours, dim: Colours) -> Scaling:
    if colours.shape[1] != 3 or not np.isfinite(colours).all():
        return Scaling.OTHER
    wanted = base.network.scaling
    for scaling in (wanted, *PREPARATIONS):
        black, white = _prepared(base, (_BLACK, _WHITE), scaling)
        near_ends = AT_THE_ENDS * max(np.abs(black).max(), np.abs(white).max())
        near = TOLERANCE * float((white - black).mean())
        if np.abs(colours[:3:2] - (black, white)).max() > near_ends:
            continue
        if scaling is not wanted:
            return scaling
        grey, dark, swapped = _prepared(base, (_GREY, _DIM, _RED[::-1]), scaling)
        if np.abs(colours[1] - grey).max() > near or np.abs(dim[0] - dark).max() > near:
            return Scaling.RELATIVE
        return Scaling.SWAPPED if np.abs(colours[3] - swapped).max() <= near else scaling
    return Scaling.TWICE if 0 < colours[2].mean() - colours[0].mean() < 0.05 else Scaling.OTHER


def _prepared(base: BaseInfo, pixels: Sequence[tuple[float, ...]], scaling: Scaling) -> Colours:
    """What pixels have to be at the base, which may lack the layer that would go on scaling them."""
    factor, offset = base.graph.left_out or (1.0, 0.0)
    found: Colours = prepared(np.array(pixels), scaling) * factor + offset
    return found


def _reaching(model: keras.Model, base: BaseInfo, pictures: npt.NDArray[np.float32]) -> npt.NDArray[np.float64] | None:
    """What pictures are at the base."""
    with _stop_at(base.first) as reached:
        model(pictures, training=False)
    return np.asarray(reached[0], dtype="float64") if reached else None


def pictures_pass(model: keras.Model, base: BaseInfo) -> bool | None:
    """Whether each pixel arrives at the base in its place and scaled as it should be, in inference mode.

    What changes pictures while training only is off then, and in Keras stays off whatever it was called with.

    Args:
        model: whose scaling can be probed.
        base: of this model.
    """
    shape = constant_images(model, [0.0]).shape[1:]
    pixels = np.random.default_rng(6).integers(0, 256, (_PICTURES, *shape)).astype("float32")
    arriving = _reaching(model, base, pixels)
    if arriving is None:
        return None
    factor, offset = base.graph.left_out or (1.0, 0.0)
    wanted = prepared(pixels, base.network.scaling) * factor + offset
    alike = arriving.shape == wanted.shape and np.abs(arriving - wanted).max() <= TOLERANCE * np.abs(wanted).max()
    return bool(alike)


_PICTURES = 6


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
