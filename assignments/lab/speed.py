"""How fast this machine is, and how long training may take on it."""

from __future__ import annotations

import time
from functools import cache

from lab.settings import ALPHA, BUDGET, IMAGE_SHAPE

_BATCH, _BATCHES = 20, 5


@cache
def seconds_per_forward_pass() -> float:
    """How long this machine takes for the forward pass of one picture through the base model."""
    import keras
    import numpy as np

    network = keras.applications.MobileNetV2(input_shape=IMAGE_SHAPE, include_top=False, weights=None, alpha=ALPHA)
    pictures = np.zeros((_BATCH, *IMAGE_SHAPE), dtype="float32")
    network.predict_on_batch(pictures)  # the first call also builds the graph
    start = time.perf_counter()
    for _ in range(_BATCHES):
        network.predict_on_batch(pictures)
    return (time.perf_counter() - start) / (_BATCH * _BATCHES)


def seconds_allowed() -> float:
    """The time budget for training on this machine: that of ``BUDGET.looks`` forward passes through the base model."""
    return BUDGET.looks * seconds_per_forward_pass()
