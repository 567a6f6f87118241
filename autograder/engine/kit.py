"""Everything that grading one assignment needs, wherever it comes from: a checkout or Gradescope's folders."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autograder.course import Assignment
from autograder.course.folder import MESSAGES, THRESHOLDS


@dataclass(frozen=True)
class GradingKit:
    """One assignment, ready to grade.

    Attributes:
        assignment: what it is.
        grader: the hidden pytest module.
        hidden: ``hidden.npz``, the images that were never handed out.
        materials: the folder with ``lab`` as students have it.
        questions: its concept questions with their answers, if it may have some.
        pretrained: weights that students load by the name ``"imagenet"``; None where they come with ``lab``.
    """

    assignment: Assignment
    grader: Path
    hidden: Path
    materials: Path
    questions: Path | None = None
    pretrained: Path | None = None

    @property
    def handed_out(self) -> Path:
        """The notebook as students received it; it may be missing for an assignment that was never built."""
        return self.materials / self.assignment.name / f"{self.assignment.name}.ipynb"

    @property
    def grader_files(self) -> tuple[Path, ...]:
        """The hidden pytest module, its helper modules, and the files with its words and its thresholds, if there."""
        read = (self.grader.with_name(name) for name in (MESSAGES, THRESHOLDS))
        return (self.grader, *helper_modules(self.grader), *(path for path in read if path.exists()))

    @property
    def secrets(self) -> tuple[Path, ...]:
        """What the student's process must not be able to read."""
        return *self.grader_files, self.hidden, *([self.questions] if self.questions else [])


def helper_modules(grader: Path) -> tuple[Path, ...]:
    """Modules of a hidden grader's own that lie beside it: ``grader.py`` has all ``grader_*.py``."""
    return tuple(sorted(grader.parent.glob(f"{grader.stem}_*.py")))
