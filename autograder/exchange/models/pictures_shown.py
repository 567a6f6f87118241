"""Which pictures a model was trained on, as far as they were handed to Keras as an array.

Weights seldom give away that a model learned from the validation pictures too; ``fit`` saw it. What it saw is noted on
the student's side, so it can speak against a mistake, and says nothing about someone who means to cheat.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

from autograder.exchange.models.records import record_of

if TYPE_CHECKING:
    import keras

    Array = np.ndarray[Any, Any]

MOST = 2_000  # pictures noted of one model
_SIDE = 8
_STEPS = 24  # of a standard deviation; what rounding may change is one of them
SIZE = 3 * _SIDE**2

_noted: WeakKeyDictionary[Any, Array] = WeakKeyDictionary()


def signatures(pictures: Array) -> Array:
    """What a picture is known by, however its pixels were scaled: some of them, in standard deviations from their mean.

    Args:
        pictures: ``(n, rows, columns, 3)``, at least 8 × 8.

    Returns:
        int8 ``(n, 192)``.
    """
    rows, columns = (np.linspace(0, side - 1, _SIDE).round().astype(int) for side in pictures.shape[1:3])
    some = np.asarray(pictures[:, rows][:, :, columns], "float64").reshape(len(pictures), SIZE)
    some -= some.mean(axis=1, keepdims=True)
    spread = np.maximum(some.std(axis=1, keepdims=True), 1e-9)
    found: Array = np.clip(np.rint(some / spread * _STEPS), -127, 127).astype("int8")
    return found


def note_pictures() -> None:
    """From now on, note the pictures that ``fit`` and ``train_on_batch`` of any model are handed."""
    import keras

    for name in ("fit", "train_on_batch"):
        setattr(keras.Model, name, _noting(getattr(keras.Model, name)))


def _noting(method: Callable[..., Any]) -> Callable[..., Any]:
    signature = inspect.signature(method)

    @functools.wraps(method)
    def noting(*args: Any, **kwargs: Any) -> Any:
        with suppress(Exception):  # whatever is wrong with the arguments, Keras says it better
            given = signature.bind(*args, **kwargs).arguments
            _note(given["self"], given.get("x"), given.get("validation_split") or 0.0)
        return method(*args, **kwargs)

    return noting


def _note(model: keras.Model, x: Any, held_back: float) -> None:
    """Keras holds the last part of an array back for validation when it is told to."""
    shape = tuple(getattr(x, "shape", ()))
    if len(shape) != 4 or shape[3] != 3 or min(shape[1:3]) < _SIDE:
        return
    earlier = _noted.get(model, np.empty((0, SIZE), "int8"))
    new = signatures(np.asarray(x[: int(shape[0] * (1 - held_back))]))
    _noted[model] = np.unique(np.concatenate([earlier, new]), axis=0)[:MOST]


def noted(model: keras.Model) -> Array | None:
    """The signatures of the pictures that a model was handed; None when there were none."""
    return _noted.get(model)


def count_shown(model: keras.Model, pictures: Array) -> int:
    """How many of these pictures a rebuilt model is known to have been trained on.

    Args:
        pictures: ``(n, rows, columns, 3)``.

    Raises:
        LookupError: the model was not rebuilt from a student's data.
    """
    shown = record_of(model).shown
    if shown is None:
        return 0
    known, asked = shown.astype("int16"), signatures(pictures).astype("int16")  # differences of int8 overflow
    return sum(bool((np.abs(known - one).max(axis=1) <= 1).any()) for one in asked)
