"""What the layers of the pretrained base make of one picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from lab.answers import answered
from lab.dataset import weights
from lab.plots import _INK, _figure, _show
from lab.settings import ALPHA, IMAGE_SHAPE

if TYPE_CHECKING:
    import numpy as np

#: Layers from early to late, and what they show.
STAGES = {
    "Conv1_relu": "first layer: edges and colours",
    "block_3_expand_relu": "block 3: textures and small parts",
    "block_13_expand_relu": "block 13: large parts, where they are",
}


def show_feature_maps(picture: np.ndarray[Any, Any], stages: Mapping[str, str] = STAGES, *, columns: int = 8) -> None:
    """Show a picture, and below it what layers of the pretrained base find in it: the early ones first.

    Each small image is one feature map: bright where the layer has found the pattern that it responds to. A layer has
    many; the ones shown vary most from place to place.

    Args:
        picture: ``(height, width, 3)``, pixels from 0 to 255.
        stages: names of layers of MobileNetV2, and what to write above their row.
        columns: maps in a row.
    """
    import numpy as np

    if not answered(picture):
        return
    seen = _seen(picture, list(stages))
    figure = _figure(columns * 1.15, (len(stages) + 1) * 1.4)
    rows = figure.subfigures(len(stages) + 1, 1)
    _show_row(rows[0], "the picture", [np.clip(picture, 0, 255).astype("uint8")], columns)
    for row, (layer, words) in zip(rows[1:], stages.items(), strict=True):
        maps = seen[layer]
        liveliest = np.argsort(-maps.std(axis=(0, 1)), kind="stable")[:columns]
        title = f"{words} ({maps.shape[0]} × {maps.shape[1]} positions)"
        _show_row(row, title, [maps[:, :, channel] for channel in liveliest], columns)
    sizes = "; ".join(f"{words}, {seen[layer].shape[0]} by {seen[layer].shape[1]}" for layer, words in stages.items())
    _show(figure, f"A picture, and rows of feature maps, coarser from row to row. {sizes}.")


def _show_row(row: Any, title: str, images: Sequence[np.ndarray[Any, Any]], columns: int) -> None:
    row.suptitle(title, x=0.01, ha="left", fontsize=11, color=_INK)
    cells = row.subplots(1, columns, squeeze=False)[0]
    for cell in cells:
        cell.set_axis_off()
    for cell, image in zip(cells, images, strict=False):
        cell.imshow(image, cmap="cividis")


def _seen(picture: np.ndarray[Any, Any], layers: list[str]) -> dict[str, np.ndarray[Any, Any]]:
    """What each layer makes of the picture: ``(height, width, maps)``."""
    import keras
    import numpy as np

    network = keras.applications.MobileNetV2(input_shape=IMAGE_SHAPE, include_top=False, weights=weights(), alpha=ALPHA)
    maps_of = keras.Model(network.input, {name: network.get_layer(name).output for name in layers})
    scaled = np.asarray(picture, dtype="float32")[np.newaxis] / 127.5 - 1
    return {name: np.asarray(maps)[0] for name, maps in maps_of(scaled, training=False).items()}
