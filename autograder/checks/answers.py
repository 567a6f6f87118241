"""Take what a student returned for what a check needs, or say what came instead; and what came the second time."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from autograder.checks.feedback import CheckFailed, Feedback, require
from autograder.checks.submission import Submission
from autograder.exchange.frames import Opaque

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


def _wrong_type(what: str, wanted: str, value: Any) -> CheckFailed:
    return CheckFailed(
        Feedback(
            expected=f"{what} is {wanted}.",
            observed=f"{what} is {in_words(value)}.",
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
    if isinstance(value, bool) or not (isinstance(value, int) or (isinstance(value, float) and value.is_integer())):
        raise _wrong_type(what, "a whole number", value)
    return int(value)


def expect_number(value: Any, what: str) -> float:
    """``value`` as a finite float; whole numbers and zero-dimensional arrays count.

    Raises:
        CheckFailed: it is anything else.
    """
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, int | float) or not -_LARGEST <= value <= _LARGEST:
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


def require_unchanged(
    submission: Submission, name: str, arguments: tuple[Any, ...], right: Any, *, argument: str
) -> None:
    """Ask twice with the very same objects: a function that changes one of them says another thing.

    Args:
        submission: whose function it is.
        name: of a function whose answers are right when it is asked once.
        arguments: what it is called with; a changed one has to change the answer.
        right: the answer, a number or an array of numbers. An answer that is the argument itself is no other one the
            second time, and yet no longer right.
        argument: the one that could be changed, as the task calls it.

    Raises:
        CheckFailed: one of the answers is wrong.
    """
    found = submission.call_each(name, [arguments, arguments])
    shown = [in_words(answer) for answer in found]
    answers = f"{shown[0]} and then {shown[1]}" if shown[0] != shown[1] else "other answers than for a new one"
    require(
        all(_is(answer, right) for answer in found),
        expected=f"`{name}` leaves `{argument}` as it was, and answers alike when it is asked again.",
        observed=f"Asked twice with the same `{argument}`, it gives {answers}.",
        why="Later cells read it again. A function that changes what it is handed spoils what they find.",
        next_step=f"Change nothing in `{argument}`: no `pop`, no `append`, no `sort`, no assignment into it. Where you "
        "need another version, make a copy.",
        mistake="argument changed",
    )


def _is(answer: Any, right: Any) -> bool:
    try:
        return np.allclose(np.asarray(answer, dtype="float64"), right, atol=1e-4)
    except (TypeError, ValueError):
        return False
