"""How much of a base is trained, against "everything from this layer on": by flags, or by what has moved."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum

from autograder.grading.base import is_norm_name


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
