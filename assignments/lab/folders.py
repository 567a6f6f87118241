"""Pictures as files: one folder for each class, as Keras reads them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np


def write_folders(
    pictures: np.ndarray[Any, Any], labels: np.ndarray[Any, Any], class_names: Sequence[str], folder: str | Path
) -> Path:
    """Write each picture as a PNG file into the sub-folder of its class.

    Args:
        pictures: ``(n, height, width, 3)``, pixels from 0 to 255.
        labels: ``(n,)`` class numbers.
        class_names: what the labels mean; the sub-folders are called so.
        folder: made if it is missing; files of the same name are written over.

    Returns:
        The folder.
    """
    from PIL import Image

    folder = Path(folder)
    for number, (picture, label) in enumerate(zip(pictures, labels, strict=True)):
        path = folder / class_names[label] / f"{number:03}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture.round().clip(0, 255).astype("uint8")).save(path)
    return folder
