"""What a model does, whatever it is made of: its head is given feature maps, and its base pictures.

A head is called without ``training=False``, which would overrule what was switched on for good.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from autograder.checks.base import BaseInfo, find_base
from autograder.checks.forward_passes import calling, constant_images

if TYPE_CHECKING:
    import keras

Array = npt.NDArray[np.float64]

LEAST_EFFECT = 1e-4  # on any output; rounding errors are a hundredth of it
LEAST_IN_HALF = 0.03  # likewise, where a layer computes with 16 bits
OTHERS = 3  # maps that have nothing in common with the first


@dataclass(frozen=True)
class Positions:
    """How many positions a feature map has, and how many of them make no difference to any output."""

    count: int
    unseen: int


@dataclass(frozen=True)
class HeadProbe:
    """What a head makes of feature maps in inference mode.

    Attributes:
        positions: of a map.
        averaged: maps with the same averages give the same.
        random: the same maps give something else the second time.
        alone: what a map gives depends neither on the others of its batch nor on its place among them.
        silent: outputs that are the same for all maps, by their numbers.
    """

    positions: Positions
    averaged: bool
    random: bool
    alone: bool
    silent: tuple[int, ...]


def probe_head(model: keras.Model, base: BaseInfo | None = None) -> HeadProbe | None:
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
    shape = _shape_from(last, model)
    if shape is None:
        return None
    rows, columns, channels = shape
    count = rows * columns
    maps, changes = np.random.default_rng(3).uniform(0, 2, (2, count, channels)).astype("float32")
    changed = np.repeat(maps[None], count, axis=0)
    changed[np.arange(count), np.arange(count)] = changes
    averages = np.broadcast_to(maps.mean(axis=0), maps.shape)
    others = np.random.default_rng(4).uniform(0, 4, (OTHERS, count, channels)).astype("float32")
    batch = np.concatenate([maps[None], averages[None], others, changed])

    def given(places: list[int]) -> Array:
        return _from_maps(model, last, batch[places].reshape(-1, rows, columns, channels))

    in_half = any("16" in str(layer.compute_dtype) for layer in model.layers)
    few, least = [2, 0, 3], LEAST_IN_HALF if in_half else LEAST_EFFECT
    outputs, once, again = given(list(range(len(batch)))), given(few), given(few)
    effects = np.abs(outputs[2 + OTHERS :] - outputs[:1]).max(axis=1)
    unseen = int(np.sum(~(effects > LEAST_EFFECT)))
    if unseen == count:
        return None
    return HeadProbe(
        positions=Positions(count, unseen),
        averaged=_alike(outputs[0], outputs[1], least),
        random=not _alike(once, again, least),
        alone=_alike(once, outputs[few], least),
        silent=_silent(outputs),
    )


def _silent(outputs: Array) -> tuple[int, ...]:
    """Outputs that are always the same; a probability that is next to nothing says something in its logarithm."""
    are_shares = (outputs >= 0).all() and np.allclose(outputs.sum(axis=1), 1, atol=1e-2)
    spread = np.ptp(np.log(np.maximum(outputs, 1e-37)) if are_shares else outputs, axis=0)
    vanished = are_shares & (outputs == 0).all(axis=0)
    return tuple(np.flatnonzero(~(spread > 1e-6 * spread.max()) & ~vanished).tolist())


def probe_positions(model: keras.Model, base: BaseInfo | None = None) -> Positions | None:
    """Which positions of the feature maps make a difference; see :func:`probe_head`."""
    probe = probe_head(model, base)
    return probe.positions if probe else None


def features_differ(model: keras.Model, base: BaseInfo, other: keras.Model, its_base: BaseInfo) -> float | None:
    """How far features of the base in a model are from those of another base, which is given what reaches the first.

    Args:
        model: with one input for pictures.
        base: in this model.
        other: takes what reaches a base.
        its_base: in that one.

    Returns:
        The largest difference; None where the features have other shapes, or cannot be compared.
    """
    shape = constant_images(model, [0.0]).shape[1:]
    pictures = np.random.default_rng(7).integers(0, 256, (2, *shape)).astype("float32")
    first, last = base.layers[0], base.layers[-1]
    with _heard(first, inputs=True) as arriving, _heard(last) as features:
        model(pictures, training=False)
    if not arriving or not features:
        return None
    if any(side not in (None, its) for side, its in zip(its_base.input_shape, arriving[0].shape[1:], strict=True)):
        return None
    with _heard(its_base.layers[-1]) as wanted:
        other(arriving[0], training=False)
    if not wanted or wanted[0].shape != features[0].shape:
        return None
    return float(np.abs(wanted[0] - features[0]).max())


def _alike(one: Array, other: Array, least: float) -> bool:
    return bool(np.allclose(one, other, rtol=least, atol=least))


def _from_maps(model: keras.Model, last: Any, maps: npt.NDArray[np.float32]) -> Array:
    import keras

    given = keras.ops.convert_to_tensor(maps)
    with calling(last, lambda *args, **kwargs: given):
        outputs = np.asarray(model(constant_images(model, [0.0] * len(maps))), dtype="float64")
    return outputs.reshape(len(maps), -1)


class _heard:  # noqa: N801 (read as a word, like ``calling``)
    """Inside, what a layer is given or gives is put into the list, and goes on as usual."""

    def __init__(self, layer: Any, inputs: bool = False) -> None:
        self._found: list[Any] = []
        usual: Callable[..., Any] = layer.call

        def call(given: Any, *args: Any, **kwargs: Any) -> Any:
            outputs = usual(given, *args, **kwargs)
            self._found.append(np.asarray(given if inputs else outputs))
            return outputs

        self._calling = calling(layer, call)

    def __enter__(self) -> list[Any]:
        self._calling.__enter__()
        return self._found

    def __exit__(self, *problem: Any) -> None:
        self._calling.__exit__(*problem)


def _shape_from(layer: Any, model: keras.Model) -> tuple[int, int, int] | None:
    """What the layer gives for one image: ``(rows, columns, channels)``; None where it is not reached."""
    with _heard(layer) as outputs:
        model(constant_images(model, [0.0, 0.0]))  # some heads are at odds with a batch of one
    return tuple(outputs[0].shape[1:]) if outputs else None
