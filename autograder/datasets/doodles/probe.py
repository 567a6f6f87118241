"""How good are pretrained weights? Train a linear head on frozen features of the target classes and see."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.datasets.doodles.scene import SIZE, TARGET_CLASSES, Image8
from autograder.datasets.doodles.sets import DIFFICULTY, Labels, draw_set

Scaling = Callable[[Image8], npt.NDArray[np.float32]]
_STREAM = 3


@dataclass(frozen=True)
class Probe:
    """Accuracy, 0 to 1, on 500 images of the target classes, averaged over training sets."""

    frozen_40: float
    frozen_10: float
    divided_by_255: float
    untrained: float


def to_range(images: Image8) -> npt.NDArray[np.float32]:
    """0..255 to [-1, 1]: the scaling the weights were trained with."""
    return images.astype(np.float32) / np.float32(127.5) - np.float32(1)


def to_unit(images: Image8) -> npt.NDArray[np.float32]:
    """0..255 to [0, 1]: the scaling many people use by mistake."""
    return images.astype(np.float32) / np.float32(255)


def _features(base: Any, images: Image8, scaling: Scaling) -> npt.NDArray[np.float32]:
    found: npt.NDArray[np.float32] = base.predict(scaling(images), batch_size=100, verbose=0)
    return found


def softmax_regression(
    x: npt.NDArray[np.float32], y: Labels, steps: int = 300, rate: float = 0.003, decay: float = 1e-3
) -> Callable[[npt.NDArray[np.float32]], Labels]:
    """Fit a linear classifier by Adam on all examples at once (Kingma and Ba, 2015).

    Args:
        x: features (n, d).
        y: labels (n,).
        steps: full-batch steps.
        rate: step size.
        decay: weight of the squared-weights penalty.

    Returns:
        a function from features (m, d) to labels (m,).
    """
    inputs = np.hstack([x, np.ones((len(x), 1), np.float32)])
    wanted = np.eye(int(y.max()) + 1, dtype=np.float32)[y]
    weights = np.zeros((inputs.shape[1], wanted.shape[1]), np.float32)
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, steps + 1):
        logits = inputs @ weights
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        gradient = inputs.T @ (odds / odds.sum(axis=1, keepdims=True) - wanted) / len(x) + decay * weights
        mean += 0.1 * (gradient - mean)
        square += 0.001 * (gradient**2 - square)
        weights -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-7)

    def classify(features: npt.NDArray[np.float32]) -> Labels:
        best: Labels = np.argmax(features @ weights[:-1] + weights[-1], axis=1)
        return best

    return classify


def probe(weights: Path, repeats: int = 3, difficulty: float = DIFFICULTY) -> Probe:
    """Measure a weights file that ``keras.applications.MobileNetV2(alpha=0.35, weights=...)`` can load.

    Args:
        weights: the file.
        repeats: how many different training sets to average over.
        difficulty: of the drawings.

    Returns:
        mean accuracies on one set of 100 images per class.
    """
    import keras

    def base(path: Path | None) -> Any:
        return keras.applications.MobileNetV2(
            input_shape=(SIZE, SIZE, 3),
            alpha=0.35,
            include_top=False,
            weights=str(path) if path else None,
            pooling="avg",
        )

    x_test, y_test = draw_set(0, 100, _STREAM, difficulty)
    sets = [draw_set(1 + turn, 40, _STREAM, difficulty) for turn in range(repeats)]

    def accuracy(model: Any, scaling: Scaling, per_class: int) -> float:
        test = _features(model, x_test, scaling)
        scores = []
        for x, y in sets:
            keep = np.concatenate([np.flatnonzero(y == label)[:per_class] for label in range(len(TARGET_CLASSES))])
            classify = softmax_regression(_features(model, x[keep], scaling), y[keep])
            scores.append(float(np.mean(classify(test) == y_test)))
        return round(float(np.mean(scores)), 4)

    trained = base(weights)
    return Probe(
        frozen_40=accuracy(trained, to_range, 40),
        frozen_10=accuracy(trained, to_range, 10),
        divided_by_255=accuracy(trained, to_unit, 40),
        untrained=accuracy(base(None), to_range, 40),
    )


def _main() -> None:
    import sys

    for name in sys.argv[1:]:
        print(json.dumps({"weights": name, **asdict(probe(Path(name)))}))


if __name__ == "__main__":
    _main()
