"""Calling what a student wrote, and reporting in plain words whatever goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lab.answers import TryAgain, expect, needed

Function = Callable[..., Any] | None


def call(function: Function, name: str, *args: Any, **kwargs: Any) -> Any:
    """The result of ``function(*args, **kwargs)``; never None.

    Raises:
        NotAnsweredYet: the function, or what it returns, is still missing.
        TryAgain: it is not a function, or it raised an error.
    """
    result = call_for_any(function, name, *args, **kwargs)
    needed(result, name)
    return result


def call_for_any(function: Function, name: str, *args: Any, **kwargs: Any) -> Any:
    """Like :func:`call`, but None is an answer, too."""
    needed(function, name)
    if not callable(function):
        raise TryAgain(f"`{name}` is {kind(function)}, not a function. Do not use its name for anything else.")
    try:
        return function(*args, **kwargs)
    except Exception as problem:
        numbers = [str(arg) if isinstance(arg, int | float) else "..." for arg in args]
        shown = ", ".join([*numbers, *(f"{key}={value}" for key, value in kwargs.items())])
        raise TryAgain(
            f"`{name}({shown})` stopped with {_in_words(problem)} Call it in a cell of its own to see the line."
        ) from problem


def call_for_model(function: Function, name: str, *args: Any) -> Any:
    """Like :func:`call`; what comes back is a model of Keras's own classes, or :class:`TryAgain` is raised."""
    import keras

    model = call(function, name, *args)
    expect(isinstance(model, keras.Model), f"`{name}` returns {kind(model)}. Return a Keras model.")
    expect(
        type(model).__module__.split(".")[0] == "keras",
        f"`{name}` returns a model of a class of your own, `{type(model).__name__}`. The grader rebuilds models from "
        "data, and knows Keras's own classes only: use `keras.Sequential([...])` or `keras.Model(inputs, outputs)`.",
    )
    return model


def _in_words(problem: Exception) -> str:
    text = str(problem)
    if "could not be loaded" in text:  # Keras then goes on about hundreds of objects
        return (
            "an error: the weights do not fit this network. Those in lab.WEIGHTS are for MobileNetV2 without its top, "
            "of the width lab.ALPHA."
        )
    return f"{type(problem).__name__}: {text[:300].rstrip('. ')}."


def kind(value: object) -> str:
    """What sort of object a value is, in words."""
    return f"an object of type {type(value).__name__}"
