"""Pictures with their labels: those that students have, as their ``lab`` says, and those that nobody has seen."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
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

    @cached_property
    def pixel_sum(self) -> int:
        """The sum of all pixels, rounded, by which ``lab.record_run`` tells one set from another."""
        return round(float(self.x.sum(dtype="float64")))

    @classmethod
    def load(cls, path: Path) -> Pictures:
        """Read ``hidden.npz`` (arrays ``x``, ``y``, ``class_names``)."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls(arrays["x"], arrays["y"], tuple(map(str, arrays["class_names"])))


@dataclass(frozen=True)
class HandedOut:
    """The pictures that students have; each set is read when it is asked for.

    Attributes:
        lab: the folder ``lab`` as students have it, whose settings name the file.
    """

    lab: Path

    @cached_property
    def train(self) -> Pictures:
        """The pictures to train on."""
        return self._read("train")

    @cached_property
    def validation(self) -> Pictures:
        """The pictures to choose by."""
        return self._read("val")

    def _read(self, part: str) -> Pictures:
        with np.load(self.lab / "data" / lab_settings(self.lab)["images"], allow_pickle=False) as arrays:
            return Pictures(arrays[f"x_{part}"], arrays[f"y_{part}"], tuple(map(str, arrays["class_names"])))


def lab_settings(lab: Path) -> dict[str, Any]:
    """What ``settings.json`` in a ``lab`` folder says: names of files, size of pictures, goals."""
    return dict(json.loads((lab / "settings.json").read_text(encoding="utf-8")))
