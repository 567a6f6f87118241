"""How fast this machine is, in a unit that a time budget can be counted in, so that it means the same everywhere."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

_SHAPE = (96, 96, 3)
_ALPHA = 0.35
_BATCH, _BATCHES = 20, 5


@dataclass
class Speedometer:
    """Measures *looks*: one look is one picture that goes once through MobileNetV2.

    Other work on the machine slows down what is judged and what it is compared with alike. So measure right before and
    right after, and take the slower one.

    Attributes:
        shape: rows, columns and channels of a picture.
        alpha: width of the base.
    """

    shape: tuple[int, int, int] = _SHAPE
    alpha: float = _ALPHA
    readings: list[float] = field(default_factory=list)

    def read(self) -> float:
        """Seconds for one look, now; kept in ``readings``."""
        pictures = np.zeros((_BATCH, *self.shape), dtype="float32")
        run = self._base
        start = time.perf_counter()
        for _ in range(_BATCHES):
            np.asarray(run(pictures))
        self.readings.append((time.perf_counter() - start) / (_BATCH * _BATCHES))
        return self.readings[-1]

    @cached_property
    def _base(self) -> Any:
        import keras
        import tensorflow as tf

        base = keras.applications.MobileNetV2(input_shape=self.shape, include_top=False, weights=None, alpha=self.alpha)
        run = tf.function(
            lambda batch: base(batch, training=False),
            input_signature=[tf.TensorSpec((_BATCH, *self.shape), tf.float32)],
        )
        run(np.zeros((_BATCH, *self.shape), dtype="float32"))  # the first call also builds the graph
        return run
