"""Whether training updates the moving statistics of BatchNormalization; as a program, it prints the answers as JSON."""

from __future__ import annotations

import json
from typing import Any

Cases = dict[str, bool]


def expected() -> Cases:
    """What the texts say: under ``fit`` the layer's flag decides; in a custom forward pass, the argument."""
    flags = {_name(training, trainable): trainable for training in (None, False, True) for trainable in (True, False)}
    return {**flags, "own forward pass, training=False": False, "own forward pass, training=True": True}


def found() -> Cases:
    """What the installed Keras does."""
    flags = {
        _name(training, trainable): _updated_by_fit(training, trainable)
        for training in (None, False, True)
        for trainable in (True, False)
    }
    own = {f"own forward pass, training={value}": _updated_by_own_pass(value) for value in (False, True)}
    return {**flags, **own}


def _name(training: bool | None, trainable: bool) -> str:
    return f"fit, training={training}, trainable={trainable}"


def _base() -> tuple[Any, Any]:
    import keras

    inputs = keras.Input((4,))
    norm = keras.layers.BatchNormalization(momentum=0.5)
    return keras.Model(inputs, norm(inputs)), norm


def _updated_by_fit(training: bool | None, trainable: bool) -> bool:
    import keras

    base, norm = _base()
    base.trainable = trainable
    inputs = keras.Input((4,))
    features = base(inputs) if training is None else base(inputs, training=training)
    return _fitted(keras.Model(inputs, keras.layers.Dense(2)(features)), norm)


def _updated_by_own_pass(training: bool) -> bool:
    import keras

    class Own(keras.Model):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.base, self.norm = _base()
            self.head = keras.layers.Dense(2)

        def call(self, x: Any) -> Any:
            return self.head(self.base(x, training=training))

    model = Own()
    return _fitted(model, model.norm)


def _fitted(model: Any, norm: Any) -> bool:
    import keras
    import numpy as np

    x = np.random.default_rng(0).normal(3, 2, (8, 4)).astype("float32")
    model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.fit(x, np.zeros(8, dtype="int64"), verbose=0)
    return bool(np.abs(np.asarray(norm.moving_mean)).max() > 0)  # it starts at zero


if __name__ == "__main__":
    print(json.dumps(found()))
