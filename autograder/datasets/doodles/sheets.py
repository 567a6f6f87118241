"""Contact sheets: many drawings of a class side by side, to be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from autograder.datasets.doodles.scene import SIZE, render


def contact_sheet(
    names: Sequence[str],
    path: Path,
    *,
    columns: int = 12,
    rows: int = 1,
    seed: int = 0,
    difficulty: float = 1.0,
) -> Path:
    """Write a sheet with the drawings of each name below those of the name before.

    Args:
        names: the classes, top to bottom.
        path: where the PNG or JPEG goes; its folder is made.
        columns: how many drawings in a row.
        rows: how many rows of each class.
        seed: which drawings.
        difficulty: see :func:`autograder.datasets.doodles.scene.render`.

    Returns:
        The path.
    """
    sheet = np.zeros((len(names) * rows, columns, SIZE, SIZE, 3), np.uint8)
    for row in range(len(sheet)):
        for column in range(columns):
            index = (row % rows) * columns + column
            sheet[row, column] = render(names[row // rows], seed, index, difficulty=difficulty)
    picture = sheet.swapaxes(1, 2).reshape(len(sheet) * SIZE, columns * SIZE, 3)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(picture).save(path)
    return path
