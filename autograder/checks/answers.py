"""Turn what a student returned into the type a check needs, or say what came instead."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograder.engine.wire import Opaque
from autograder.grading.feedback import CheckFailed, Feedback


def describe(value: Any) -> str:
    """A value in plain words, short, e.g. ``"the text 'abc'"`` or ``"an array of shape (3, 2)"``."""
    if value is None:
        return "None (is a `return` missing?)"
    if isinstance(value, Opaque):
        return f"an object of type {value.type_name}"
    if isinstance(value, bool | int | float):
        return f"the {'truth value' if isinstance(value, bool) else 'number'} {value}"
    if isinstance(value, str):
        return f"the text {value[:60]!r}"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    if isinstance(value, list | tuple | dict | set):
        text = repr(value)
        return f"the {type(value).__name__} {text if len(text) <= 80 else text[:77] + '...'}"
    return f"an object of type {type(value).__name__}"


def _wrong_type(what: str, wanted: str, value: Any) -> CheckFailed:
    return CheckFailed(
        Feedback(
            expected=f"{what} is {wanted}.",
            observed=f"{what} is {describe(value)}.",
            why="Everything after this step relies on getting the right kind of value.",
            next_step="Compare the last line of your answer with what the task asks you to return.",
        )
    )


def expect_integer(value: Any, what: str) -> int:
    """``value`` as an int; whole floats and zero-dimensional arrays count.

    Raises:
        CheckFailed: it is anything else.
    """
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, int | float) or not float(value).is_integer():
        raise _wrong_type(what, "a whole number", value)
    return int(value)


def expect_number(value: Any, what: str) -> float:
    """``value`` as a finite float; whole numbers and zero-dimensional arrays count.

    Raises:
        CheckFailed: it is anything else.
    """
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _wrong_type(what, "a number", value)
    return float(value)


def expect_shape(value: Any, what: str) -> tuple[int | None, ...]:
    """``value`` as a tuple of sizes; lists and integer arrays count, None stands for any size.

    Raises:
        CheckFailed: it is anything else.
    """
    if isinstance(value, np.ndarray) and value.ndim == 1:
        value = value.tolist()
    if not isinstance(value, list | tuple):
        raise _wrong_type(what, "a shape such as `(2, 3)`", value)
    if not all(size is None or (isinstance(size, int) and not isinstance(size, bool)) for size in value):
        raise _wrong_type(what, "a shape of whole numbers such as `(2, 3)`", value)
    return tuple(value)


def expect_model(value: Any, what: str) -> Any:
    """``value`` as a rebuilt ``keras.Model``.

    Raises:
        CheckFailed: it is anything else.
    """
    import keras

    if not isinstance(value, keras.Model):
        raise _wrong_type(what, "a Keras model", value)
    return value
