"""What the features of a base are worth at different depths: a linear head on each, and curves recorded elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lab.answers import TryAgain, answered
from lab.dataset import Data
from lab.files import DATA, find
from lab.plots import _figure, _show
from lab.races import _STYLES, _mark

if TYPE_CHECKING:
    import numpy as np

#: Validation accuracies of linear heads, by the name of the layer on whose features they were trained.
Depths = Mapping[str, float]

_BATCH = 16
_RIDGE = 0.1  # on the scale of features with a variance of 1


def probe(extractor: Any, data: Data) -> Any:
    """Train a linear head on frozen features, and measure it. Such a head is called a *linear probe*.

    Each picture goes through the extractor once. A linear head needs no epochs: its best weights for the squared error
    are the solution of a system of linear equations. So the same features always give the same accuracy.

    Args:
        extractor: takes pictures with pixels from -1 to 1, and gives a row of features for each.
        data: what ``lab.load_data`` returns. The head learns from the training set.

    Returns:
        float: accuracy on the validation set, from 0 to 1; ``...`` where there is no extractor yet.

    Raises:
        TryAgain: it gives something else than a row of numbers for each picture.
    """
    if extractor is ...:
        return ...
    train, val = (_features(extractor, pictures) for pictures in (data.x_train, data.x_val))
    return linear_accuracy(train, data.y_train, val, data.y_val)


def linear_accuracy(
    x: np.ndarray[Any, Any], y: np.ndarray[Any, Any], x_val: np.ndarray[Any, Any], y_val: np.ndarray[Any, Any]
) -> float:
    """Validation accuracy of a linear classifier, by ridge regression on one-hot labels.

    Args:
        x: features of the training pictures, ``(n, count)``.
        y: their labels, from 0.
        x_val: features of the validation pictures.
        y_val: their labels.
    """
    import numpy as np

    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-6
    x, x_val = (x - mean) / spread, (x_val - mean) / spread
    wanted = np.eye(int(y.max()) + 1)[y]
    alike = x @ x.T / x.shape[1]
    weights = np.linalg.solve(alike + _RIDGE * np.eye(len(x)), wanted - wanted.mean(axis=0))
    scores = x_val @ x.T / x.shape[1] @ weights + wanted.mean(axis=0)
    return float((scores.argmax(axis=1) == y_val).mean())


def _features(extractor: Any, pictures: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    import numpy as np
    import tensorflow as tf

    run = tf.function(lambda batch: extractor(batch, training=False), reduce_retracing=True)
    batches = (pictures[start : start + _BATCH] for start in range(0, len(pictures), _BATCH))
    found = np.concatenate([np.asarray(run(tf.constant(batch, tf.float32) / 127.5 - 1)) for batch in batches])
    if found.ndim != 2 or len(found) != len(pictures):
        shape = " × ".join(map(str, found.shape[1:]))
        raise TryAgain(
            f"For each picture the extractor gives {shape or 1} numbers. Pool the feature maps: a head needs one row "
            "of numbers for each picture."
        )
    return found.astype("float64")


def recorded_depths(base: str = "drawings") -> dict[str, dict[str, float]]:
    """Curves that were recorded for other tasks: for each task, the accuracies by layer.

    Args:
        base: what it was trained on: ``"drawings"``, or ``"photos"``, those of ImageNet.

    Raises:
        MissingFile: the file is not there.
    """
    found: dict[str, dict[str, dict[str, float]]] = json.loads(find(DATA / "depths.json").read_text(encoding="utf-8"))
    return found[base]


def plot_depths(
    curves: Mapping[str, Depths], *, title: str = "Linear heads by depth", guessing: float | None = None
) -> None:
    """Plot the accuracy of linear heads against the depth of their features.

    Args:
        curves: for each task the accuracies by layer, from the input on; all of the same layers.
        title: above the plot.
        guessing: accuracy that guessing reaches, marked with a line.
    """
    if not answered(*(value for curve in curves.values() for value in curve.values())) or not curves:
        return
    layers = list(next(iter(curves.values())))
    figure = _figure(8.5, 4.4)
    axes = figure.subplots()
    for (name, curve), style in zip(curves.items(), _STYLES, strict=False):
        axes.plot(range(len(layers)), [curve[layer] for layer in layers], label=name, markersize=6, **style)
    _mark(axes, {"guessing": (guessing, ":")})
    axes.set_xticks(range(len(layers)), layers, rotation=20, ha="right")
    axes.set(xlabel="layer, from input to output", ylabel="validation accuracy", ylim=(0, 1.03))
    axes.set_title(title)
    axes.legend(loc="upper left", framealpha=0.9, edgecolor="white")
    words = "; ".join(
        f"{name}: " + ", ".join(f"{curve[layer]:.0%} at {layer}" for layer in layers) for name, curve in curves.items()
    )
    _show(figure, f"{title}. Validation accuracy of linear heads by the layer whose features they get. {words}.")
