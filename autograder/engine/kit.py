"""Everything that grading one assignment needs, wherever it comes from: a checkout or Gradescope's folders."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autograder.course import Assignment


@dataclass(frozen=True)
class GradingKit:
    """One assignment, ready to grade.

    Attributes:
        assignment: what it is.
        grader: the hidden pytest module.
        hidden: ``hidden.npz``, the images that were never handed out.
        materials: the folder with ``lab`` as students have it.
    """

    assignment: Assignment
    grader: Path
    hidden: Path
    materials: Path

    @property
    def grader_files(self) -> tuple[Path, ...]:
        """The hidden pytest module, and the file beside it with its calibrated thresholds if it has one."""
        thresholds = self.grader.with_suffix(".json")
        return (self.grader, thresholds) if thresholds.exists() else (self.grader,)

    @property
    def secrets(self) -> tuple[Path, ...]:
        """What the student's process must not be able to read."""
        return *self.grader_files, self.hidden
