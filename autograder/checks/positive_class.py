"""The class that a yes-or-no task is about, as the description of the data set says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checks.pictures import Pictures


@dataclass(frozen=True)
class PositiveClass:
    """It counts as 1, and every other class as 0.

    Attributes:
        name: of the class.
        function: the student's function that knows it by its label.
        classes: the names of all.
    """

    name: str
    function: str
    classes: tuple[str, ...]

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> PositiveClass:
        """As a lab's settings name it."""
        said = settings["dataset"]
        return cls(said["positive"], said["spotter"], tuple(said["classes"]))

    def told_by_label(self, labels: Any, class_names: Sequence[str]) -> list[int]:
        """1 for each label that stands for it, else 0."""
        return [int(class_names[label] == self.name) for label in labels]

    def among(self, pictures: Pictures) -> np.ndarray[Any, Any]:
        """1 for each picture of it, else 0: int64 ``(n,)``."""
        found = self.told_by_label(pictures.y, pictures.class_names)
        return np.array(found)
