"""What the checks of both assignments need. It is copied beside the student's notebook, as otter does with files."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).parent


@cache
def hidden() -> tuple[Any, Any]:
    """The pictures that were never handed out, (n, 96, 96, 3), and their labels."""
    with np.load(HERE / "hidden.npz", allow_pickle=False) as arrays:
        return arrays["x"], arrays["y"]


@cache
def pretrained() -> Any:
    """The base as it came."""
    import keras
    import lab

    return keras.applications.MobileNetV2(
        input_shape=lab.IMAGE_SHAPE, include_top=False, weights=lab.WEIGHTS, alpha=lab.ALPHA
    )


def base_of(model: Any) -> Any:
    """The base inside a model, or the model itself."""
    import keras

    inner = [layer for layer in model.layers if isinstance(layer, keras.Model)]
    return inner[0] if inner else model


def changed(model: Any) -> list[str]:
    """Names of the layers of the base that differ from the pretrained ones."""
    pairs = zip(base_of(model).layers, pretrained().layers, strict=True)
    return [
        mine.name
        for mine, theirs in pairs
        if any(not np.array_equal(a, b) for a, b in zip(mine.get_weights(), theirs.get_weights(), strict=True))
    ]


def accuracy(model: Any, x: Any, y: Any) -> float:
    """How many pictures are sorted rightly, 0 to 1."""
    outputs = model.predict(x, batch_size=32, verbose=0)
    return float(np.mean(np.argmax(outputs, axis=1) == y))


def scaled(model: Any) -> tuple[float, float]:
    """What a black and a white pixel are when they reach the base."""
    import keras
    import lab

    base = base_of(model)
    until = keras.Model(model.inputs, base._inbound_nodes[-1].input_tensors[0])
    pictures = np.stack([np.zeros(lab.IMAGE_SHAPE, "float32"), np.full(lab.IMAGE_SHAPE, 255, "float32")])
    low, high = until.predict(pictures, verbose=0)
    return float(low.mean()), float(high.mean())


def check_loss(model: Any) -> None:
    """The loss fits the last layer and labels that are whole numbers, and accuracy is reported."""
    import keras

    loss = keras.losses.get(model.loss)
    assert isinstance(loss, keras.losses.SparseCategoricalCrossentropy), "the loss does not fit the labels"
    last = model.layers[-1].activation
    assert loss.get_config()["from_logits"] == (last is keras.activations.linear), "the loss does not fit the outputs"
    assert "acc" in str(model.get_compile_config()["metrics"]), "accuracy is not reported"


def check_losses(history: Any) -> None:
    """They are numbers, and they fall."""
    losses = history.history["loss"]
    assert len(losses) > 1, "no losses"
    assert np.isfinite(losses).all(), "not a number"
    assert min(losses) < 0.9 * losses[0], "the loss does not fall"
    assert "val_loss" in history.history, "no validation"
