"""The sets of the course: what students receive, and a hidden one drawn from the secret seed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.datasets.doodles.scene import TARGET_CLASSES, Image8, render
from autograder.errors import AutograderError

Labels = npt.NDArray[np.int64]

#: Students' images come from this seed, for ever: the arrays are committed.
PUBLIC_SEED = 2024
#: How much gets in the way of the animals; see :func:`autograder.datasets.doodles.scene.render`.
DIFFICULTY = 0.4
# Streams keep sets apart whatever their seeds are. 1 to 9 belong to pretraining.
_TRAIN, _VALIDATION, _HIDDEN = 11, 12, 13


def draw_set(seed: int, per_class: int, stream: int, difficulty: float = DIFFICULTY) -> tuple[Image8, Labels]:
    """A balanced, shuffled set of the target classes.

    Args:
        seed: any non-negative integer.
        per_class: images of each class.
        stream: sets of different streams share no randomness.
        difficulty: 0 clean, 1 cluttered.

    Returns:
        images (5 * per_class, 96, 96, 3) uint8, and labels (5 * per_class,), indices into ``TARGET_CLASSES``.

    Raises:
        AutograderError: the seed is negative or ``per_class`` is below 1.
    """
    if seed < 0:
        raise AutograderError(f"A seed cannot be negative, and {seed} is.", "Give 0 or any larger whole number.")
    if per_class < 1:
        raise AutograderError(f"{per_class} images per class make no set.", "Ask for at least 1.")
    labels = np.repeat(np.arange(len(TARGET_CLASSES)), per_class)
    images = np.stack(
        [
            render(TARGET_CLASSES[label], seed, place % per_class, difficulty=difficulty, stream=stream)
            for place, label in enumerate(labels.tolist())
        ]
    )
    order = np.random.default_rng((seed, stream)).permutation(len(labels))
    return images[order], labels[order]


def student_sets(seed: int = PUBLIC_SEED, per_class: int = 40) -> dict[str, npt.NDArray[Any]]:
    """What students receive.

    Returns:
        ``x_train`` and ``x_val``, each (5 * per_class, 96, 96, 3) uint8; ``y_train`` and ``y_val`` int64;
        ``class_names`` (5,) text, in the order of the labels.

    Raises:
        AutograderError: see :func:`draw_set`.
    """
    x_train, y_train = draw_set(seed, per_class, _TRAIN)
    x_val, y_val = draw_set(seed, per_class, _VALIDATION)
    return {
        "x_train": x_train,
        "y_train": y_train,
        "x_val": x_val,
        "y_val": y_val,
        "class_names": np.array(TARGET_CLASSES),
    }


def hidden_set(secret_seed: int, per_class: int = 100) -> tuple[Image8, Labels]:
    """The images submissions are judged on, drawn from a stream of their own.

    Returns:
        see :func:`draw_set`.

    Raises:
        AutograderError: see :func:`draw_set`.
    """
    return draw_set(secret_seed, per_class, _HIDDEN)


def write_student_arrays(path: Path, seed: int = PUBLIC_SEED) -> Path:
    """Write :func:`student_sets` as a compressed ``.npz`` that loads with ``allow_pickle=False``.

    The same seed gives the same bytes with the same versions of NumPy, Pillow and zlib.
    """
    return _write(path, student_sets(seed))


def write_hidden(path: Path, seed: int, per_class: int = 100) -> Path:
    """Write :func:`hidden_set` as a compressed ``.npz`` with ``x``, ``y`` and ``class_names``."""
    x, y = hidden_set(seed, per_class)
    return _write(path, {"x": x, "y": y, "class_names": np.array(TARGET_CLASSES)})


def _write(path: Path, arrays: Mapping[str, Any]) -> Path:
    """Write the file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.stem}.{os.getpid()}.npz")
    try:
        with temporary.open("wb") as file:
            np.savez_compressed(file, **arrays)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return path
