"""Near-duplicates: the same photo saved twice, in another size or quality, or a moment later.

A difference hash (is a pixel brighter than its neighbour to the left?) finds candidates fast, and the colours of a
thumbnail confirm them, because plain backgrounds give many pictures the same hash.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

_ROWS, _COLUMNS = 12, 12
_BITS = _ROWS * (_COLUMNS - 1)
#: Of 132 bits; unrelated pictures differ in half of them.
MOST_BITS = 18
#: Mean difference of thumbnail pixels, of 255, and as a share of how much the picture's own pixels differ: two small
#: things on white paper are no duplicates.
MOST_DIFFERENCE = 10.0
MOST_OF_CONTRAST = 0.3
_CHUNK = 1024

Pixels = npt.NDArray[np.uint8]


def group_near_duplicates(pictures: Pixels) -> npt.NDArray[np.int64]:
    """Group pictures that are nearly the same.

    Args:
        pictures: uint8 ``(n, 96, 96, 3)``.

    Returns:
        int64 ``(n,)``: the smallest index in each picture's group; its own where it has no duplicate. Groups are
        transitive: a chain of similar pictures is one.
    """
    group = np.arange(len(pictures))
    for one, other in _pairs(pictures):
        first, second = _root(group, one), _root(group, other)
        group[max(first, second)] = min(first, second)
    return np.array([_root(group, index) for index in range(len(group))], dtype=np.int64)


def _pairs(pictures: Pixels) -> Iterator[tuple[int, int]]:
    """All pairs of near-duplicates, the smaller index first."""
    if not len(pictures):
        return
    colours = _thumbnails(pictures)
    grey = colours.mean(axis=3)
    signs = np.where(grey[:, :, 1:] > grey[:, :, :-1], 1, -1).reshape(len(pictures), _BITS).astype(np.float32)
    flat = colours.reshape(len(pictures), -1)
    contrast = np.abs(flat - flat.mean(axis=1, keepdims=True)).mean(axis=1)
    allowed = np.minimum(MOST_DIFFERENCE, MOST_OF_CONTRAST * contrast)
    for start in range(0, len(pictures), _CHUNK):
        part = signs[start : start + _CHUNK]
        differing = (_BITS - part @ signs.T) / 2  # of ±1 vectors: how many places differ
        for row, column in zip(*np.nonzero(differing <= MOST_BITS), strict=True):
            one, other = start + int(row), int(column)
            if one < other and np.abs(flat[one] - flat[other]).mean() <= allowed[one]:
                yield one, other


def _thumbnails(pictures: Pixels) -> npt.NDArray[Any]:
    """Means of 8 × 8 pixels: float32 ``(n, 12, 12, 3)``."""
    n, height, width, channels = pictures.shape
    blocks = pictures.reshape(n, _ROWS, height // _ROWS, _COLUMNS, width // _COLUMNS, channels)
    means: npt.NDArray[Any] = blocks.mean(axis=(2, 4), dtype=np.float32)
    return means


def _root(group: npt.NDArray[np.int64], index: int) -> int:
    while group[index] != index:
        index = int(group[index])
    return index
