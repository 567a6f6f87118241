"""Errors of Keras that come of one well-known mistake, told in plain words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Explanation:
    """What an error that a student's code raised really means."""

    why: str
    next_step: str
    mistake: str


_NEVER_CALLED = Explanation(
    why="A layer stands there where its outputs should be. Building a layer computes nothing: it has to be called on "
    "the outputs of the layer before it.",
    next_step="Look for a layer with only one pair of brackets, such as `Dense(5)`. Write `Dense(5)(x)`.",
    mistake="layer never called",
)
_SIGNS: tuple[tuple[tuple[str, ...], Explanation], ...] = (
    (("values must be KerasTensors", "including invalid value <"), _NEVER_CALLED),
    (("Only input tensors may be passed as positional arguments", "keras.src."), _NEVER_CALLED),
    (("Only input tensors may be passed as positional arguments", "built="), _NEVER_CALLED),
    (("Attempt to convert a value (<", "built=", "to a Tensor"), _NEVER_CALLED),
    (("unsupported type (<class 'keras.src.layers",), _NEVER_CALLED),
)


def explain_error(observed: str) -> Explanation | None:
    """What is behind an error, by its text; None where that is not known."""
    return next((told for signs, told in _SIGNS if all(sign in observed for sign in signs)), None)
