"""What a model gives for one fixed input, which tells a model that was rebuilt from one that only looks like it.

Both sides compute it. What the student's side sends is used for nothing else, so forging it gains nothing. A run takes
as long as building half the model does, so neither side makes one whose result it knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

if TYPE_CHECKING:
    import keras

    Array = np.ndarray[Any, Any]

OPEN_SIDE = 96  # stands for a side of the picture that the model leaves open
LARGEST = 4_096  # numbers that are compared; what comes after them is not looked at
_NEAR = 1e-3  # of the largest output: the two sides may add in another order
_NEAR_IN_HALVES = 5e-2

#: What a model has given, and a digest of the weights that it had.
_given: WeakKeyDictionary[Any, tuple[bytes, Array | None]] = WeakKeyDictionary()
#: Digests of architectures, weights and outputs that belong together.
_fitting: set[bytes] = set()
#: Of no account for what a model gives: which weights can be trained, and how Keras has numbered its inputs.
_FREE = re.compile(r"'trainable': (True|False)|'input_layer(_\d+)?'")


def outputs_of_exported(model: keras.Model, weights: Iterable[Array]) -> Array | None:
    """As :func:`outputs_for_a_fixed_input`; a model that is exported again with the same weights is not run again.

    Args:
        model: the student's own object.
        weights: its values.
    """
    now = _digest(weights)
    known = _given.get(model)
    if known is None or known[0] != now:
        known = _given[model] = now, outputs_for_a_fixed_input(model)
    return known[1]


def has_carried_over(
    model: keras.Model, architecture: Mapping[str, Any], weights: Iterable[Array], sent: Array
) -> bool:
    """As :func:`are_alike`; where a model of this architecture, with these weights, gave just this, none is run again.

    Args:
        model: the rebuilt one.
        architecture: from which it was built.
        weights: its values.
        sent: what the original gave.
    """
    key = _digest((*weights, sent), _told(architecture))
    if key not in _fitting and are_alike(model, sent):
        _fitting.add(key)
    return key in _fitting


def _told(architecture: Mapping[str, Any]) -> str:
    return _FREE.sub("", repr(architecture))


def _digest(arrays: Iterable[Array], text: str = "") -> bytes:
    found = blake2b(text.encode())
    for array in arrays:
        found.update(f"{array.dtype.str}{array.shape}".encode())
        found.update(array.tobytes())
    return found.digest()


def outputs_for_a_fixed_input(model: keras.Model) -> Array | None:
    """The model's outputs for an input that never changes; None where they say nothing, such as when numbers are drawn.

    Nothing about the model changes, not even where a layer is told to act as in training.
    """
    inputs, outputs = model.inputs, model.outputs
    if len(inputs) != 1 or len(outputs) != 1:
        return None
    shape = [OPEN_SIDE if size is None else size for size in inputs[0].shape[1:]]
    x = np.random.default_rng(0).integers(0, 256, (1, *shape)).astype(inputs[0].dtype)
    weights = [variable.value for variable in model.trainable_variables]
    states = [variable.value for variable in model.non_trainable_variables]
    found, later = model.stateless_call(weights, states, x, training=False)
    if _has_drawn(model, states, later):
        again, _ = model.stateless_call(weights, later, x, training=False)
        if not np.array_equal(found, again, equal_nan=True):
            return None
    return np.asarray(found, "float32").reshape(-1)[:LARGEST]


def _has_drawn(model: keras.Model, before: Sequence[Any], after: Sequence[Any]) -> bool:
    """Whether a number was drawn; some layers draw one and do not use it."""
    states = zip(model.non_trainable_variables, before, after, strict=True)
    return any(one.name == "seed_generator_state" and not np.array_equal(old, new) for one, old, new in states)


def are_alike(model: keras.Model, sent: Array) -> bool:
    """Whether a rebuilt model gives what the original gave."""
    found = outputs_for_a_fixed_input(model)
    if found is None or found.shape != sent.shape:
        return found is None
    near = _NEAR_IN_HALVES if "16" in str(model.compute_dtype) else _NEAR
    scale = float(np.max(np.abs(sent[np.isfinite(sent)]), initial=0.0))
    return bool(np.allclose(found, sent, rtol=near, atol=near * scale, equal_nan=True))
