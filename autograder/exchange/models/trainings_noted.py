"""What a history does not tell of its training: at which rate it began, and what the model had been shown by its end.

As with the pictures themselves, this is noted on the student's side: it speaks against a mistake only.
"""

from __future__ import annotations

import functools
import weakref
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np

from autograder.exchange.models.pictures_shown import count_noted, count_since_compiled
from autograder.exchange.models.records import Training

MOST_RATES = 100  # noted of one model


_UNKNOWN = Training()
_rates: weakref.WeakKeyDictionary[Any, list[float]] = weakref.WeakKeyDictionary()
_trainings: weakref.WeakKeyDictionary[Any, Training] = weakref.WeakKeyDictionary()


def note_trainings() -> None:
    """From now on, note what no history tells of each ``fit``; to be called after ``note_pictures``."""
    import keras

    keras.Model.fit = _noting(keras.Model.fit)


def training_of(history: Any) -> Training:
    """What was noted when the ``fit`` that returned this had ended."""
    try:
        return _trainings.get(history, _UNKNOWN)
    except TypeError:  # it is not what `fit` returned
        return _UNKNOWN


def _noting(fit: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(fit)
    def noting(self: Any, *args: Any, **kwargs: Any) -> Any:
        began = _rates_now(self)
        history = fit(self, *args, **kwargs)
        with suppress(Exception):  # nothing that is odd about what came back may stop the cell
            # A callback may set another rate before the first step.
            began += [float(value) for value in history.history.get("learning_rate", ())[:1]]
            rates = _rates.setdefault(self, [])
            rates += began[: MOST_RATES - len(rates)]
            _trainings[history] = Training(tuple(rates), count_noted(self), count_since_compiled(self))
        return history

    return noting


def _rates_now(model: Any) -> list[float]:
    with suppress(Exception):
        return [float(np.asarray(model.optimizer.learning_rate))]
    return []
