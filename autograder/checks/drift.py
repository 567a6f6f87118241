"""How far the base's weights are from the pretrained file: what happened, whatever the flags say."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.checks.base import LAYER_NAMES, BaseInfo, find_base, is_norm_name
from autograder.checks.pictures import lab_settings
from autograder.datasets.keras_cache import MODELS, cached, imagenet_url
from autograder.errors import AutograderError

if TYPE_CHECKING:
    import keras

Arrays = tuple[np.ndarray[Any, Any], ...]

IMAGENET_ROWS = (96, 128, 160, 192, 224)
# Cosine between two independent kernels is near 0, between fine-tuned ones near 1, and 0.58 between the shipped weights
# and a network that has not learned yet but starts from the seed that they once started from.
UNRELATED = 0.65


class BaseWeights(Enum):
    """Where the base's weights come from, by comparison with the pretrained file."""

    PRETRAINED = "bit by bit those of the file"
    STATISTICS_MOVED = "those of the file, but for BatchNorm's moving statistics"
    PARTLY_TRAINED = "some kernels differ from the file"
    ALL_TRAINED = "all kernels differ from the file, and still resemble it"
    UNRELATED = "nothing in common with the file"
    OTHER_SIZE = "of another size than the file"


@dataclass(frozen=True)
class LayerDrift:
    """One layer of the base against the file.

    Attributes:
        name: of the layer.
        is_batch_norm: whether it is a BatchNormalization.
        change: relative L2 distance of what gradients train (kernel, or gamma and beta); 0 means equal bit by
            bit.
        statistics: the same of the moving mean and variance; 0 for other layers.
        likeness: cosine between the trained arrays and the file's; 1 means unchanged, NaN that shapes differ.
    """

    name: str
    is_batch_norm: bool
    change: float
    statistics: float
    likeness: float


@dataclass(frozen=True)
class Drift:
    """The base against the pretrained file.

    Attributes:
        kind: the verdict.
        layers: those that differ from the file in any way, in network order.
    """

    kind: BaseWeights
    layers: tuple[LayerDrift, ...] = ()

    @property
    def changed(self) -> tuple[str, ...]:
        """Layers in which something that gradients train differs from the file."""
        return tuple(layer.name for layer in self.layers if layer.change != 0)

    @property
    def changed_statistics(self) -> tuple[str, ...]:
        """BatchNorm layers whose moving statistics differ from the file."""
        return tuple(layer.name for layer in self.layers if layer.statistics != 0)

    @property
    def largest_change(self) -> float:
        """The largest relative change of any kernel; infinite where there is NaN."""
        return max((layer.change for layer in self.layers if not layer.is_batch_norm), default=0.0)


def measure_drift(model: keras.Model, weights: str | Path, base: BaseInfo | None = None) -> Drift | None:
    """Compare every weight of the base with the pretrained file.

    Args:
        model: with a MobileNetV2.
        weights: path of the file, or ``"imagenet"`` for the one in Keras's cache that fits alpha and input
            size.
        base: of this model, if it was found already.

    Returns:
        None when there is no MobileNetV2.

    Raises:
        AutograderError: the file is missing or cannot be read.
    """
    base = base or find_base(model)
    if base is None:
        return None
    if str(weights) == "imagenet":
        if base.alpha is None:
            return Drift(BaseWeights.OTHER_SIZE)
        weights = imagenet_file(base.alpha, base.input_shape[0])
    pretrained = read_pretrained(Path(weights))
    layers = [_compare(layer, pretrained.get(layer.name, ())) for layer in base.layers if layer.weights]
    differing = tuple(layer for layer in layers if layer.change != 0 or layer.statistics != 0)
    return Drift(_verdict(layers), differing)


def _compare(layer: Any, known: Arrays) -> LayerDrift:
    name, own = layer.name, tuple(np.asarray(weight.numpy()) for weight in layer.weights)
    is_batch_norm = len(own) == 4  # gamma, beta, moving mean, moving variance
    if [array.shape for array in own] != [array.shape for array in known]:
        return LayerDrift(name, is_batch_norm, math.inf, math.inf if is_batch_norm else 0.0, math.nan)
    trained = 2 if is_batch_norm else len(own)
    return LayerDrift(
        name=name,
        is_batch_norm=is_batch_norm,
        change=_distance(own[:trained], known[:trained]),
        statistics=_distance(own[trained:], known[trained:]),
        likeness=_cosine(own[:trained], known[:trained]),
    )


def _distance(own: Arrays, known: Arrays) -> float:
    """``‖own − known‖ / ‖known‖``; exactly 0 only when equal bit by bit, infinite where there is NaN."""
    if all(np.array_equal(a, b) for a, b in zip(own, known, strict=True)):
        return 0.0
    ours, theirs = _joined(own), _joined(known)
    norm = float(np.linalg.norm(theirs)) or 1.0
    distance = float(np.linalg.norm(ours - theirs)) / norm
    return distance if math.isfinite(distance) else math.inf


def _cosine(own: Arrays, known: Arrays) -> float:
    ours, theirs = _joined(own), _joined(known)
    norms = float(np.linalg.norm(ours) * np.linalg.norm(theirs))
    cosine = float(ours @ theirs) / norms if norms else 0.0
    return cosine if math.isfinite(cosine) else 0.0


def _joined(arrays: Arrays) -> np.ndarray[Any, Any]:
    return np.concatenate([array.ravel() for array in arrays]).astype("float64")


def _verdict(layers: list[LayerDrift]) -> BaseWeights:
    kernels = [layer for layer in layers if not layer.is_batch_norm]
    if any(math.isnan(layer.likeness) for layer in layers):
        return BaseWeights.OTHER_SIZE
    if all(layer.change == 0 for layer in layers):
        moved = any(layer.statistics != 0 for layer in layers)
        return BaseWeights.STATISTICS_MOVED if moved else BaseWeights.PRETRAINED
    if any(layer.change == 0 for layer in kernels):
        return BaseWeights.PARTLY_TRAINED
    if float(np.median([layer.likeness for layer in kernels])) < UNRELATED:
        return BaseWeights.UNRELATED
    return BaseWeights.ALL_TRAINED


def pretrained_file(materials: Path) -> Path:
    """The weights that students are handed, or the ones in Keras's cache where they are handed a name only.

    Args:
        materials: the folder with ``lab``.

    Raises:
        AutograderError: they are not in Keras's cache.
    """
    settings = lab_settings(materials / "lab")
    if settings["weights"] == "imagenet":
        return imagenet_file(settings["alpha"], settings["image_shape"][0])
    return materials / "lab" / "data" / str(settings["weights"])


def imagenet_file(alpha: float, rows: int | None) -> Path:
    """Keras's cached weights for ``include_top=False``; it takes those for 224 rows when there are none for
    ``rows``.

    Raises:
        AutograderError: the file is not in the cache.
    """
    size = rows if rows in IMAGENET_ROWS else 224
    path = cached(imagenet_url(alpha, size), MODELS)
    if not path.exists():
        raise AutograderError(
            f"The ImageNet weights for alpha {alpha} at {size} pixels are not in Keras's cache ({path.parent}).",
            "Run MobileNetV2 once with weights='imagenet' on a machine with network, or set KERAS_HOME.",
        )
    return path


@lru_cache(maxsize=4)
def read_pretrained(path: Path) -> dict[str, Arrays]:
    """Layer name → its weights in Keras's order (BatchNorm: gamma, beta, moving mean, moving variance).

    Reads both of Keras's HDF5 forms: the older one names layers; the newer one (``.weights.h5``) counts them
    by class in network order.

    Raises:
        AutograderError: the file is missing or is no weights of a MobileNetV2.
    """
    import h5py

    try:
        with h5py.File(path, "r") as file:
            found = _by_name(file) if "layer_names" in file.attrs else _by_count(file)
    except (OSError, KeyError, ValueError) as problem:
        raise AutograderError(f"The pretrained weights {path} cannot be read.", "Build the course again.") from problem
    if "Conv1" not in found:
        raise AutograderError(f"{path} does not hold weights of a MobileNetV2.", "Build the course again.")
    return found


def _by_name(file: Any) -> dict[str, Arrays]:
    found = {}
    for name in (_text(name) for name in file.attrs["layer_names"]):
        weights = [_text(weight) for weight in file[name].attrs["weight_names"]]
        if weights:
            found[name] = tuple(file[name][weight][()] for weight in weights)
    return found


def _by_count(file: Any) -> dict[str, Arrays]:
    found: dict[str, Arrays] = {}
    counts: dict[str, int] = {}
    for name in LAYER_NAMES:
        kind = _weight_kind(name)
        if kind is None:
            continue
        number = counts.get(kind, 0)
        group = f"layers/{kind}_{number}" if number else f"layers/{kind}"
        if group not in file:
            break  # a base that was cut off
        counts[kind] = number + 1
        values = file[group]["vars"]
        found[name] = tuple(values[str(index)][()] for index in range(len(values)))
    return found


def _weight_kind(name: str) -> str | None:
    """How the newer form calls layers of this kind; None for layers without weights."""
    if name.endswith(("_relu", "_pad", "_add")):
        return None
    if is_norm_name(name):
        return "batch_normalization"
    return "depthwise_conv2d" if name.endswith("_depthwise") else "conv2d"


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
