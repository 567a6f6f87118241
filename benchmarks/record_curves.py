"""Record the real learning curves that students of hw4 read: ``assignments/lab/data/curves.json``.

Run it from the repository's root; it takes some minutes. The curves need not be recorded again when base weights or
thresholds change: they are examples, and a test makes sure that the hidden key still tells what they show.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

from autograder.assurance.calibration.bench import Bench, PictureSet, PixelScaling, load_keras
from autograder.assurance.calibration.material import load_material

CURVES = ("accuracy", "val_accuracy", "loss", "val_loss")
OUT = Path(__file__).parents[1] / "assignments" / "lab" / "data" / "curves.json"


@dataclass(frozen=True)
class Training:
    """A head on the frozen base.

    Attributes:
        per_class: training pictures of each class.
        first: place of the first of them.
        validation: how many validation pictures there are of each class.
        pooled: global average pooling; otherwise the maps are flattened.
        hidden_units: of a dense layer in between; 0 for none.
        dropout: before the last layer.
        rate: learning rate of Adam.
        batch: pictures per step.
        epochs: how many.
    """

    per_class: int = 40
    first: int = 0
    validation: int = 40
    pooled: bool = True
    hidden_units: int = 0
    dropout: float = 0.0
    rate: float = 0.001
    batch: int = 32
    epochs: int = 20

    def history(self, bench: Bench, seed: int) -> dict[str, list[float]]:
        """Accuracy and loss in training and validation, one value for each epoch."""
        keras = load_keras()
        x, y = self._pictures(bench, PictureSet.TRAIN, self.first, self.per_class)
        validation = self._pictures(bench, PictureSet.VALIDATION, 0, self.validation)
        keras.utils.set_random_seed(seed)
        layers = [keras.Input(x.shape[1:]), keras.layers.Flatten()]
        if self.hidden_units:
            layers.append(keras.layers.Dense(self.hidden_units, activation="relu"))
        model = keras.Sequential([*layers, keras.layers.Dropout(self.dropout), keras.layers.Dense(int(y.max()) + 1)])
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(keras.optimizers.Adam(self.rate), loss, metrics=["accuracy"])
        recorded = model.fit(x, y, self.batch, self.epochs, verbose=0, validation_data=validation).history
        keras.backend.clear_session()
        return {name: [round(float(value), 4) for value in recorded[name]] for name in CURVES}

    def _pictures(self, bench: Bench, part: PictureSet, first: int, count: int) -> tuple[Any, Any]:
        maps, labels = bench.maps(part, 0, PixelScaling.SYMMETRIC), bench.pictures(part, 0)[1]
        piles = [np.flatnonzero(labels == label)[first : first + count] for label in np.unique(labels)]
        chosen = np.sort(np.concatenate(piles))
        return (maps.pooled if self.pooled else maps.top)[chosen], labels[chosen]


TRAININGS = {
    "A": Training(dropout=0.5, rate=0.0005, epochs=25),
    "B": Training(per_class=8, first=24, pooled=False, hidden_units=256, dropout=0.6, rate=0.001, epochs=30),
    "C": Training(validation=2, hidden_units=64, dropout=0.7, rate=0.01, batch=8),
    "D": Training(dropout=0.95, rate=0.003, epochs=30),
    "E": Training(dropout=0.8, rate=0.5),
    "F": Training(rate=0.0001, epochs=10),
}


def cut_to_exercise(bench: Bench, training: Training) -> dict[str, list[float]]:
    """The first training that at some epoch has 95 % of its pictures right and 70 % in validation, up to there."""
    for history in (training.history(bench, seed) for seed in count(1)):
        for end in _ends(history):
            return {name: values[:end] for name, values in history.items()}
    raise AssertionError


def _ends(history: dict[str, list[float]]) -> Iterator[int]:
    for end in range(12, len(history["loss"]) + 1):
        accuracy, val_accuracy = (history[name][end - 1] for name in ("accuracy", "val_accuracy"))
        risen = history["val_loss"][end - 1] >= 1.4 * min(history["val_loss"][:end])
        calm = np.mean(np.diff(history["loss"][:end]) > 0.08) < 0.25  # so that nothing but overfitting is to be seen
        if (round(accuracy, 3), round(val_accuracy, 3)) == (0.95, 0.7) and risen and calm:
            yield end


def main() -> None:
    """Train, and write the file."""
    bench = Bench(load_material())
    curves = {
        letter: cut_to_exercise(bench, training) if letter == "B" else training.history(bench, seed=4)
        for letter, training in TRAININGS.items()
    }
    OUT.write_text(json.dumps(curves, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
