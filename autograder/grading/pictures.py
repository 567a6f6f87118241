"""Pictures with their labels: those that students have, and those that nobody has seen."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Pictures:
    """Pictures of known classes.

    Attributes:
        x: uint8 ``(n, 96, 96, 3)``, RGB, 0 to 255.
        y: integer labels ``(n,)``.
        class_names: names in label order.
    """

    x: np.ndarray[Any, Any]
    y: np.ndarray[Any, Any]
    class_names: tuple[str, ...]

    @classmethod
    def load(cls, path: Path) -> Pictures:
        """Read ``hidden.npz`` (arrays ``x``, ``y``, ``class_names``)."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls(arrays["x"], arrays["y"], tuple(map(str, arrays["class_names"])))


@dataclass(frozen=True)
class HandedOut:
    """The pictures that students have."""

    train: Pictures
    validation: Pictures

    @classmethod
    def load(cls, lab: Path) -> HandedOut:
        """Read the pictures of a ``lab`` folder, whose settings name their file."""
        settings = lab_settings(lab)
        with np.load(lab / "data" / settings["images"], allow_pickle=False) as arrays:
            names = tuple(map(str, arrays["class_names"]))
            return cls(*(Pictures(arrays[f"x_{part}"], arrays[f"y_{part}"], names) for part in ("train", "val")))


def lab_settings(lab: Path) -> dict[str, Any]:
    """What ``settings.json`` in a ``lab`` folder says: names of files, size of pictures, goals."""
    return dict(json.loads((lab / "settings.json").read_text(encoding="utf-8")))
