"""How fast this machine is, and how long training may take on it."""

from __future__ import annotations

import time
from functools import cache

from lab.settings import ALPHA, BUDGET, IMAGE_SHAPE

_BATCH, _BATCHES = 20, 5


@cache
def seconds_per_look() -> float:
    """How long this machine needs to push one picture once through the base model."""
    import keras
    import numpy as np

    eyes = keras.applications.MobileNetV2(input_shape=IMAGE_SHAPE, include_top=False, weights=None, alpha=ALPHA)
    pictures = np.zeros((_BATCH, *IMAGE_SHAPE), dtype="float32")
    eyes.predict_on_batch(pictures)  # the first time it is also put together
    start = time.perf_counter()
    for _ in range(_BATCHES):
        eyes.predict_on_batch(pictures)
    return (time.perf_counter() - start) / (_BATCH * _BATCHES)


def seconds_allowed() -> float:
    """The time budget for training, on this machine: as long as ``BUDGET.looks`` pictures take in the base model."""
    return BUDGET.looks * seconds_per_look()
