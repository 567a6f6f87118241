"""How far the base's weights are from the pretrained file: what happened, whatever the flags say."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.checks.base import BaseInfo, find_base
from autograder.checks.networks import Graph
from autograder.checks.pictures import lab_settings
from autograder.datasets.keras_cache import MODELS, cached, imagenet_url
from autograder.errors import AutograderError

if TYPE_CHECKING:
    import keras

Array = np.ndarray[Any, Any]
Arrays = tuple[Array, ...]
Pairs = list[tuple[Array, Array]]  # what the model has, and what the file has

#: Weights that no gradient trains.
STATISTICS = frozenset(("moving_mean", "moving_variance", "mean", "variance", "count"))

_NORM = "BatchNormalization"
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
        is_batch_norm: whether it is a BatchNormalization, or another layer with statistics.
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


def measure_drift(model: keras.Model, weights: Path, base: BaseInfo | None = None) -> Drift | None:
    """Compare every weight of the base with the pretrained file.

    Args:
        model: with a base.
        weights: the file.
        base: of this model, if it was found already.

    Returns:
        None when there is no base.

    Raises:
        AutograderError: the file is missing or cannot be read.
    """
    base = base or find_base(model)
    if base is None:
        return None
    pretrained = read_pretrained(weights, base.network.name, base.graph)
    layers = [
        _compare(layer, pretrained.get(node.name, ()))
        for node, layer in zip(base.nodes, base.layers, strict=True)
        if layer.weights
    ]
    differing = tuple(layer for layer in layers if layer.change != 0 or layer.statistics != 0)
    return Drift(_verdict(layers), differing)


def norms_since(base: BaseInfo, before: BaseInfo) -> tuple[LayerDrift, ...]:
    """BatchNormalization layers of a base that differ from those of an untrained one of the same kind.

    All of these begin alike, even where the other layers begin with random numbers.
    """
    ours, theirs = ([layer for layer in one.layers if type(layer).__name__ == _NORM] for one in (base, before))
    found = [
        _compare(own, tuple(np.asarray(weight.numpy()) for weight in other.weights))
        for own, other in zip(ours, theirs, strict=False)
    ]
    return tuple(layer for layer in found if layer.change != 0 or layer.statistics != 0)


def _compare(layer: Any, known: Arrays) -> LayerDrift:
    name, own = layer.name, tuple(np.asarray(weight.numpy()) for weight in layer.weights)
    measured = [weight.name in STATISTICS for weight in layer.weights]
    if [array.shape for array in own] != [array.shape for array in known]:
        return LayerDrift(name, any(measured), math.inf, math.inf if any(measured) else 0.0, math.nan)
    pairs = list(zip(own, known, strict=True))
    trained = [pair for pair, is_measured in zip(pairs, measured, strict=True) if not is_measured]
    statistics = [pair for pair, is_measured in zip(pairs, measured, strict=True) if is_measured]
    return LayerDrift(
        name=name,
        is_batch_norm=any(measured),
        change=_distance(trained),
        statistics=_distance(statistics),
        likeness=_cosine(trained),
    )


def _distance(pairs: Pairs) -> float:
    """``‖own − known‖ / ‖known‖``; exactly 0 only when equal bit by bit, infinite where there is NaN."""
    if all(np.array_equal(own, known) for own, known in pairs):
        return 0.0
    ours, theirs = _joined(pairs)
    norm = float(np.linalg.norm(theirs)) or 1.0
    distance = float(np.linalg.norm(ours - theirs)) / norm
    return distance if math.isfinite(distance) else math.inf


def _cosine(pairs: Pairs) -> float:
    if not pairs:
        return 1.0
    ours, theirs = _joined(pairs)
    norms = float(np.linalg.norm(ours) * np.linalg.norm(theirs))
    cosine = float(ours @ theirs) / norms if norms else 0.0
    return cosine if math.isfinite(cosine) else 0.0


def _joined(pairs: Pairs) -> tuple[Array, Array]:
    ours, theirs = (
        np.concatenate([array.ravel() for array in side]).astype("float64") for side in zip(*pairs, strict=True)
    )
    return ours, theirs


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
def read_pretrained(path: Path, network: str, graph: Graph) -> dict[str, Arrays]:
    """Name in the graph → the layer's weights in Keras's order (BatchNorm: gamma, beta, moving mean, moving variance).

    Reads both of Keras's HDF5 forms, as Keras does: the older one lists layers, and those with weights count in their
    order; the newer one (``.weights.h5``) counts layers by class.

    Args:
        path: the file.
        network: whose weights they are, to be told.
        graph: of that network.

    Raises:
        AutograderError: the file is missing, or holds no weights of this network.
    """
    import h5py

    names = [(node.name, node.kind) for node in graph.nodes if node.has_weights]
    try:
        with h5py.File(path, "r") as file:
            found = _in_order(file, names) if "layer_names" in file.attrs else _by_count(file, names)
    except (OSError, KeyError, ValueError) as problem:
        raise AutograderError(f"The pretrained weights {path} cannot be read.", "Build the course again.") from problem
    if names[0][0] not in found:
        raise AutograderError(f"{path} does not hold weights of {network}.", "Build the course again.")
    return found


def _in_order(file: Any, names: list[tuple[str, str]]) -> dict[str, Arrays]:
    layers = [file[_text(name)] for name in file.attrs["layer_names"]]
    weights = [tuple(layer[_text(weight)][()] for weight in layer.attrs["weight_names"]) for layer in layers]
    held = [arrays for arrays in weights if arrays]
    return {name: arrays for (name, _), arrays in zip(names, held, strict=False)} if len(held) == len(names) else {}


def _by_count(file: Any, names: list[tuple[str, str]]) -> dict[str, Arrays]:
    found: dict[str, Arrays] = {}
    counts: dict[str, int] = {}
    for name, kind in names:
        number = counts.get(kind, 0)
        counts[kind] = number + 1
        group = f"layers/{_snake(kind)}_{number}" if number else f"layers/{_snake(kind)}"
        if group not in file:
            break  # a base that was cut off
        values = file[group]["vars"]
        found[name] = tuple(values[str(index)][()] for index in range(len(values)))
    return found


def _snake(kind: str) -> str:
    """How the newer form calls layers of a class: ``"DepthwiseConv2D"`` → ``"depthwise_conv2d"``."""
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", kind).lower()


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
