"""Record what a choice among many heads is made of: ``assignments/lab/data/heads.json``, which students of hw4 read.

Run it from the repository's root; it takes a minute. Each of 100 heads is trained on Tom's few pictures, in one of
several ways and from its own random weights, and classifies the 200 validation pictures. Kept is which of them it gets
right, so that any part of them can be the validation set to choose with, and the rest the test set.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from autograder.assurance.calibration.bench import Bench, PictureSet, PixelScaling, load_keras
from autograder.assurance.calibration.material import load_material

OUT = Path(__file__).parents[1] / "assignments" / "lab" / "data" / "heads.json"
TOMS = 8  # pictures of each class
PER_WAY = 20


@dataclass(frozen=True)
class Way:
    """How a head is trained on the features of the frozen base.

    Attributes:
        hidden_units: of a dense layer in between; 0 for none.
        dropout: before the last layer.
        decay: factor of the penalty on large weights.
        rate: learning rate of Adam.
        epochs: how many.
    """

    hidden_units: int = 0
    dropout: float = 0.0
    decay: float = 0.0
    rate: float = 0.003
    epochs: int = 12

    def built(self, keras: Any, features: int, classes: int) -> Any:
        """A new head, compiled."""
        layers = [keras.Input((features,))]
        if self.hidden_units:
            layers.append(keras.layers.Dense(self.hidden_units, activation="relu"))
        penalty = keras.regularizers.L2(self.decay)
        last = keras.layers.Dense(classes, kernel_regularizer=penalty)
        model = keras.Sequential([*layers, keras.layers.Dropout(self.dropout), last])
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(keras.optimizers.Adam(self.rate), loss, jit_compile=False)
        return model


WAYS = (
    Way(dropout=0.2),
    Way(dropout=0.5, rate=0.001, epochs=25),
    Way(dropout=0.5, decay=0.1),
    Way(hidden_units=32, dropout=0.5, rate=0.001, epochs=20),
    Way(hidden_units=128, epochs=8),
)


def main() -> None:
    """Train, and write the file: the labels, and for each head a 1 for each picture that it gets right, else a 0."""
    keras, bench = load_keras(), Bench(load_material())
    features = {part: bench.maps(part, 0, PixelScaling.SYMMETRIC).pooled for part in list(PictureSet)[:2]}
    y, y_val = (bench.pictures(part, 0)[1] for part in features)
    few = np.sort(np.concatenate([np.flatnonzero(y == label)[:TOMS] for label in np.unique(y)]))
    x, x_val = features.values()
    heads = []
    for number, way in enumerate(WAYS):
        model = way.built(keras, x.shape[1], int(y.max()) + 1)
        model.optimizer.build(model.trainable_variables)
        clean = [keras.ops.convert_to_numpy(variable).copy() for variable in model.optimizer.variables]
        for turn in range(PER_WAY):
            keras.utils.set_random_seed(PER_WAY * number + turn)
            model.set_weights(way.built(keras, x.shape[1], int(y.max()) + 1).get_weights())
            for variable, value in zip(model.optimizer.variables, clean, strict=True):
                variable.assign(value)
            model.fit(x[few], y[few], batch_size=8, epochs=way.epochs, verbose=0)
            right = model.predict_on_batch(x_val).argmax(axis=1) == y_val
            heads.append("".join("01"[int(each)] for each in right))
    lines = ",\n  ".join(json.dumps(head) for head in heads)
    OUT.write_text(f'{{"labels": "{"".join(map(str, y_val))}",\n "right": [\n  {lines}\n ]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
