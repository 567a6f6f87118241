"""Take what a student returned for what a check needs, or say what came instead."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from autograder.checks.judging import fact, require
from autograder.exchange.frames import Opaque

SAME_ANSWER = 1e-4  # who rounds to four places, or adds up in another order, is right
_LARGEST = sys.float_info.max  # NaN is beyond it, and so are whole numbers that no float can hold


def in_words(value: Any) -> str:
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


@fact
def _right_type(right: bool, what: str, wanted: str, value: Any) -> None:
    require(right, "another type", what=what, wanted=wanted, value=in_words(value))


def expect_integer(value: Any, what: str) -> int:
    """``value`` as an int; whole floats and zero-dimensional arrays count.

    Raises:
        CheckFailed: it is anything else.
    """
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    _right_type(whole and not isinstance(value, bool), what, "a whole number", value)
    return int(value)


def expect_number(value: Any, what: str) -> float:
    """``value`` as a finite float; whole numbers and zero-dimensional arrays count.

    Raises:
        CheckFailed: it is anything else.
    """
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    _right_type(is_number and -_LARGEST <= value <= _LARGEST, what, "a number", value)
    return float(value)


def expect_shape(value: Any, what: str) -> tuple[int | None, ...]:
    """``value`` as a tuple of sizes; lists and integer arrays count, None stands for any size.

    Raises:
        CheckFailed: it is anything else.
    """
    if isinstance(value, np.ndarray) and value.ndim == 1:
        value = value.tolist()
    _right_type(isinstance(value, list | tuple), what, "a shape such as `(2, 3)`", value)
    whole = all(size is None or (isinstance(size, int) and not isinstance(size, bool)) for size in value)
    _right_type(whole, what, "a shape of whole numbers such as `(2, 3)`", value)
    return tuple(value)


def expect_model(value: Any, what: str) -> Any:
    """``value`` as a rebuilt ``keras.Model``.

    Raises:
        CheckFailed: it is anything else.
    """
    import keras

    _right_type(isinstance(value, keras.Model), what, "a Keras model", value)
    return value


def same_value(one: Any, other: Any) -> bool:
    """Whether two values hold the same, in whatever kind of list or array, and in whatever order of keys."""
    one, other = (value.tolist() if isinstance(value, np.ndarray) else value for value in (one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same_value(value, other[key]) for key, value in one.items())
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same_value, one, other))
    return bool(one == other) or (one != one and other != other)  # two that are not a number are alike


def is_answer(answer: Any, right: Any) -> bool:
    """Whether an answer is right: equal, and for numbers and arrays of numbers as good as equal."""
    try:
        same_shape = np.shape(answer) == np.shape(right)
        return same_shape and np.allclose(np.asarray(answer, dtype="float64"), right, atol=SAME_ANSWER)
    except (TypeError, ValueError):
        return bool(type(answer) is type(right) and answer == right)
