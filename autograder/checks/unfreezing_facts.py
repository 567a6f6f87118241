"""Facts about fine-tuning: from which layer on a base can be trained, and what training has changed of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from autograder.checks.answers import in_words
from autograder.checks.drift import BaseWeights
from autograder.checks.freezing import Reach, compile_state, judge_extent
from autograder.checks.judging import fact, require
from autograder.checks.model_facts import base_of, compiled, drift_of, freezing_of
from autograder.checks.student_models import StudentModel

SAME_HEAD = 0.5  # cosine: fine-tuning turns a kernel by a few degrees, and a new one has nothing to do with it


@fact
def trains_from(model: StudentModel, start: str) -> None:
    """Of the base, the layers from ``start`` on can be trained and no others; BatchNormalization does not count."""
    _reaches_to(model, freezing_of(model).trained, start)


@fact
def moved_from(model: StudentModel, weights: Path, start: str, let_off: Collection[str] = ()) -> None:
    """Of the base, training has changed the layers from ``start`` on and no others, whatever the flags say.

    Args:
        model: the trained one.
        weights: the file of the pretrained base.
        start: the first layer that should have changed.
        let_off: layers before it that may have changed all the same, since another check speaks of them.
    """
    _reaches_to(model, drift_of(model, weights).changed, start, let_off)


def _reaches_to(model: StudentModel, layers: Collection[str], start: str, let_off: Collection[str] = ()) -> None:
    extent = judge_extent([layer.name for layer in base_of(model).layers if layer.weights], layers, start)
    require(
        extent.reach is Reach.RIGHT or (not extent.missing and set(extent.surplus) <= set(let_off)),
        _REACHES.get(extent.reach, ""),
        model=model,
        start=start,
        wanted=extent.wanted,
        surplus=len(extent.surplus),
        missing=len(extent.missing),
        example=next(iter((*extent.surplus, *extent.missing)), ""),
    )


_REACHES = {
    Reach.NOTHING: "nothing unfrozen",
    Reach.REVERSED: "slice sign wrong",
    Reach.TOO_MUCH: "freeze misses layers",
    Reach.TOO_LITTLE: "unfreezes too little",
}


@fact
def norms_frozen(model: StudentModel) -> None:
    """Training would leave the moving statistics of the base's BatchNormalization layers alone."""
    layers = freezing_of(model).updating_norms
    require(not layers, "batch norm unfrozen", model=model, layers=len(layers), example=next(iter(layers), ""))


@fact
def norms_unchanged(model: StudentModel, weights: Path, let_off: Collection[str] = ()) -> None:
    """Training has left the moving statistics of the base's BatchNormalization layers alone.

    Args:
        model: the trained one.
        weights: the file of the pretrained base.
        let_off: layers whose statistics may have changed all the same, since another check speaks of them.
    """
    layers = [layer for layer in drift_of(model, weights).changed_statistics if layer not in let_off]
    require(not layers, "batch norm updating", model=model, layers=len(layers), example=next(iter(layers), ""))


@fact
def kept_weights(model: StudentModel, name: str, kept: Any) -> list[np.ndarray[Any, Any]]:
    """What the student kept of the model's weights fits the model, and is returned.

    Args:
        model: whose weights they are.
        name: of what was kept, as feedback calls it.
        kept: the student's value.
    """
    own = [tuple(weight.shape) for weight in model.keras.weights]
    is_list = isinstance(kept, list | tuple)
    fits = is_list and [getattr(array, "shape", None) for array in kept] == own
    told = f"a list of {len(kept)} values" if is_list else in_words(kept)
    require(fits, "other weights", name=name, kept=told, model=model, count=len(own))
    return [np.asarray(array, dtype="float32") for array in kept]


@fact
def not_put_back(model: StudentModel, earlier: Sequence[np.ndarray[Any, Any]], weights: Path) -> None:
    """Not all of its weights, those of the head included, are bit by bit what they were before it was trained further.

    Args:
        model: whose base was trained in the end.
        earlier: its weights when only the head had been trained.
        weights: the file of the pretrained base.
    """
    same = all(np.array_equal(one, other) for one, other in zip(earlier, model.keras.get_weights(), strict=True))
    as_before = same and drift_of(model, weights).kind is BaseWeights.PRETRAINED
    require(not as_before or model.steps == 0, "weights put back", model=model, steps=model.steps)


@fact
def compiled_again(model: StudentModel, weights: Path) -> None:
    """The model was compiled after its base was unfrozen, or at least something of the base was trained."""
    compiled(model)
    left_out = compile_state(model.keras).left_out
    require(
        not left_out or bool(drift_of(model, weights).changed), "not compiled again", model=model, weights=len(left_out)
    )


@fact
def same_head(model: StudentModel, earlier: Sequence[np.ndarray[Any, Any]]) -> None:
    """The head goes on from the weights that the model had earlier, going by its largest kernel."""
    of_base = {id(weight) for layer in (model.base.layers if model.base else ()) for weight in layer.weights}
    kernels = [
        (np.asarray(weight, dtype="float64").ravel(), before.ravel())
        for weight, before in zip(model.keras.weights, earlier, strict=True)
        if id(weight) not in of_base and len(weight.shape) > 1
    ]
    now, before = max(kernels, key=lambda pair: pair[0].size, default=(np.ones(1), np.ones(1)))
    likeness = float(now @ before / max(float(np.linalg.norm(now) * np.linalg.norm(before)), 1e-12))
    require(likeness > SAME_HEAD, "another head", model=model)
