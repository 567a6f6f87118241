"""Record what linear heads reach at five depths of two bases: ``assignments/lab/data/depths.json``, which hw3 plots.

Run it from the repository's root; it takes some minutes. For each task a head is trained on 40 pictures of each of five
classes, as ``lab.probe`` trains it, and measured on 100 others of each; the mean of three draws is recorded. The tasks
are Mira's animals, classes of drawings that the base was trained on (five of them at a time), and ``flower_photos``,
photos that TensorFlow publishes. The bases are the one that the drawings come with and MobileNetV2 with ImageNet's
weights. Keras downloads photos and weights unless they are in its cache. The numbers in the file come from a copy of
ImageNet's weights that had been turned back from the 8-bit ones that Google publishes, with statistics refitted, and
from 300 photos of each kind of flower; Keras's own files may give slightly other ones.
"""

from __future__ import annotations

import io
import json
import sys
import tarfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from autograder.datasets.doodles import SOURCE_CLASSES, TARGET_CLASSES, render
from autograder.datasets.doodles.sets import DIFFICULTY
from autograder.datasets.keras_cache import DATASETS, fetch_file

ASSIGNMENTS = Path(__file__).parents[1] / "assignments"
OUT = ASSIGNMENTS / "lab" / "data" / "depths.json"
FLOWERS = "https://storage.googleapis.com/download.tensorflow.org/example_images/flower_photos.tgz"
LAYERS = ("block_1_project_BN", "block_3_project_BN", "block_6_project_BN", "block_13_project_BN", "out_relu")
SIDE = 96
CLASSES, TRAIN, VALIDATION, DRAWS = 5, 40, 100, 3
BATCH = 50
_STREAM = 31  # of drawings; no other set has it

Array = np.ndarray[Any, Any]
#: Pictures of one class for one draw, the first of them to train on.
Draw = Callable[[int, int], Array]


def known_drawings(draw: int, place: int) -> Array:
    """Of a class that the base was trained on, but no picture that it has seen."""
    names = np.random.default_rng(draw).choice(SOURCE_CLASSES, CLASSES, replace=False)
    return _drawings(str(names[place]), draw)


def new_drawings(draw: int, place: int) -> Array:
    """Of one of Mira's animals."""
    return _drawings(TARGET_CLASSES[place], draw)


def flowers(draw: int, place: int) -> Array:
    """Photos of one kind of flower."""
    photos = _photos()[place]
    chosen = np.random.default_rng((draw, place)).permutation(len(photos))[: TRAIN + VALIDATION]
    return np.stack([_decoded(photos[number]) for number in chosen])


def _drawings(name: str, draw: int) -> Array:
    numbers = range(TRAIN + VALIDATION)
    return np.stack([render(name, draw, number, difficulty=DIFFICULTY, stream=_STREAM) for number in numbers])


@cache
def _photos() -> Sequence[Sequence[bytes]]:
    """Files by class."""
    found: dict[str, list[bytes]] = {}
    with tarfile.open(fetch_file(FLOWERS, DATASETS)) as archive:
        for member in sorted(archive.getmembers(), key=lambda one: one.name):
            file = archive.extractfile(member)
            if file and member.name.endswith(".jpg"):
                found.setdefault(member.name.split("/")[-2], []).append(file.read())
    return [found[name] for name in sorted(found)]


def _decoded(photo: bytes) -> Array:
    image = Image.open(io.BytesIO(photo)).convert("RGB")
    return np.asarray(image.resize((SIDE, SIDE), Image.Resampling.BOX))


TASKS: dict[str, dict[str, Draw]] = {
    "drawings": {
        "classes that the base knows": known_drawings,
        "new animals": new_drawings,
        "photos of flowers": flowers,
    },
    "photos": {"new animals": new_drawings, "photos of flowers": flowers},
}


def curve(base: Any, task: Draw) -> dict[str, float]:
    """The accuracy at each layer, averaged over the draws."""
    import keras
    from lab.depths import linear_accuracy

    pooled = [keras.ops.mean(base.get_layer(layer).output, axis=(1, 2)) for layer in LAYERS]
    extractor = keras.Model(base.input, pooled)
    y, y_val = (np.repeat(np.arange(CLASSES), count) for count in (TRAIN, VALIDATION))
    found: dict[str, list[float]] = {layer: [] for layer in LAYERS}
    for draw in range(DRAWS):
        pictures = np.stack([task(draw, place) for place in range(CLASSES)])
        train, val = (
            _features(extractor, part.reshape(-1, SIDE, SIDE, 3)) for part in np.split(pictures, [TRAIN], axis=1)
        )
        for layer, x, x_val in zip(LAYERS, train, val, strict=True):
            found[layer].append(linear_accuracy(x, y, x_val, y_val))
    return {layer: round(float(np.mean(values)), 3) for layer, values in found.items()}


def _features(extractor: Any, pictures: Array) -> list[Array]:
    batches = [pictures[start : start + BATCH] for start in range(0, len(pictures), BATCH)]
    found = [extractor(batch.astype("float32") / 127.5 - 1, training=False) for batch in batches]
    return [np.concatenate([np.asarray(one, "float64") for one in layer]) for layer in zip(*found, strict=True)]


def main() -> None:
    """Measure, and write the file."""
    sys.path.insert(0, str(ASSIGNMENTS))
    import keras
    import lab

    def load(alpha: float, weights: str) -> Any:
        return keras.applications.MobileNetV2((SIDE, SIDE, 3), alpha=alpha, include_top=False, weights=weights)

    bases = {"drawings": load(lab.ALPHA, lab.WEIGHTS), "photos": load(1.0, "imagenet")}
    accuracy = {name: {title: curve(base, TASKS[name][title]) for title in TASKS[name]} for name, base in bases.items()}
    OUT.write_text(json.dumps(accuracy, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
