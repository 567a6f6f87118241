"""What several assignments ask of a model with a frozen base."""

from __future__ import annotations

from typing import Any

import numpy as np

from lab.answers import TryAgain, expect
from lab.models import base_layers, entering
from lab.settings import IMAGE_SHAPE


def expect_scaled_pixels(model: Any) -> None:
    """Black, dark grey and white reach the base as they were when it was trained."""
    low, grey, high = (_reaching_the_base(model, value) for value in (0, 64, 255))
    expect(
        abs(low + 1) < 0.02 and abs(high - 1) < 0.02,
        f"A black pixel (0) reaches the base as {low:.3g} and a white one (255) as {high:.3g}. This base was trained "
        "on values from -1 to 1. Scale once, inside the model.",
    )
    expect(
        abs(grey + 0.5) < 0.02,
        f"A picture that is dark grey (64) all over reaches the base as {grey:.2g}, not as -0.5. Use one factor and "
        "one offset for all pixels of all pictures.",
    )


def _reaching_the_base(model: Any, pixel: float) -> float:
    """The value that a pixel has when it enters the base."""
    entered = entering(model, "Conv1", np.full((1, *IMAGE_SHAPE), pixel, dtype="float32"))
    if entered is None:
        raise TryAgain("The pictures do not reach the base. Does your model call what `load_base()` returns?")
    return float(np.mean(entered))


def expect_only_the_head_learns(model: Any) -> None:
    """Something can be trained, and nothing of the base."""
    expect(
        bool(model.trainable_weights),
        "Nothing in the model can be trained, not even the head. Freeze the base alone.",
    )
    of_base = {id(weight) for layer in base_layers(model) for weight in layer.weights}
    thawed = sum(id(weight) in of_base for weight in model.trainable_weights)
    expect(
        thawed == 0,
        f"{thawed} weights of the base can be trained in this model. Only the head should learn. Does the model use "
        "the frozen base that `load_base()` returns?",
    )
