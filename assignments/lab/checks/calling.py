"""Calling what a student wrote, so that whatever goes wrong is told in plain words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lab.answers import TryAgain, expect, needed

Function = Callable[..., Any] | None


def call(function: Function, name: str, *args: Any) -> Any:
    """The result of ``function(*args)``, which is not None.

    Raises:
        NotAnsweredYet: the function, or what it returns, is still missing.
        TryAgain: it is no function, or it stopped with an error.
    """
    result = call_for_any(function, name, *args)
    needed(result, name)
    return result


def call_for_any(function: Function, name: str, *args: Any) -> Any:
    """Like :func:`call`, where None is an answer, too."""
    needed(function, name)
    if not callable(function):
        raise TryAgain(f"`{name}` is {kind(function)}, not a function. Do not use its name for anything else.")
    try:
        return function(*args)
    except Exception as problem:
        text = f"{type(problem).__name__}: {str(problem)[:300].rstrip('. ')}."
        raise TryAgain(f"`{name}(...)` stopped with {text} Call it in a cell of its own to see the line.") from problem


def call_for_model(function: Function, name: str, *args: Any) -> Any:
    """Like :func:`call`; what comes back is a Keras model, or :class:`TryAgain` is raised."""
    import keras

    model = call(function, name, *args)
    expect(isinstance(model, keras.Model), f"`{name}` returns {kind(model)}. Return a Keras model.")
    return model


def kind(value: object) -> str:
    """What sort of object a value is, in words."""
    return f"an object of type {type(value).__name__}"
