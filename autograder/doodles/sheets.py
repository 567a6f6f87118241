"""Contact sheets: many drawings of a class side by side, to be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from autograder.doodles.scene import SIZE, render


def contact_sheet(
    names: Sequence[str], path: Path, *, columns: int = 12, seed: int = 0, difficulty: float = 1.0
) -> Path:
    """Write a sheet with one row per name.

    Args:
        names: the classes, top to bottom.
        path: where the PNG or JPEG goes; its folder is made.
        columns: how many drawings of each.
        seed: which drawings.
        difficulty: see :func:`autograder.doodles.scene.render`.

    Returns:
        The path.
    """
    sheet = np.zeros((len(names) * SIZE, columns * SIZE, 3), np.uint8)
    for row, name in enumerate(names):
        for column in range(columns):
            place = np.s_[row * SIZE : (row + 1) * SIZE, column * SIZE : (column + 1) * SIZE]
            sheet[place] = render(name, seed, column, difficulty=difficulty)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(sheet).save(path)
    return path
