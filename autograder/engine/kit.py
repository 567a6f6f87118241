"""Everything that grading one assignment needs, wherever it comes from: a checkout or Gradescope's folders."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.course import Assignment
from autograder.course.folder import LEFT_OUT, MESSAGES, THRESHOLDS
from autograder.datasets.keras_cache import published
from autograder.datasets.pretrained_weights import Pretrained


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
    def pictures(self) -> str:
        """What people call the pictures that it is graded on; empty where ``lab`` does not say so."""
        try:
            settings: Any = json.loads((self.materials / "lab" / "settings.json").read_text(encoding="utf-8"))
            return str(settings["dataset"]["title"])
        except (OSError, ValueError, KeyError, TypeError):
            return ""

    @property
    def fetched(self) -> Pretrained | None:
        """The weights that Keras fetches for students; None where they come with ``lab``."""
        if self.pretrained is None:
            return None
        return Pretrained.of(self.pretrained, published(self.assignment.base.network) if self.assignment.base else "")

    @property
    def grader_files(self) -> tuple[Path, ...]:
        """The hidden pytest module, its helpers, and what lies beside it: words, limits, what is left out."""
        read = (self.grader.with_name(name) for name in (MESSAGES, THRESHOLDS, LEFT_OUT))
        return (self.grader, *helper_files(self.grader), *(path for path in read if path.exists()))

    @property
    def secrets(self) -> tuple[Path, ...]:
        """What the student's process must not be able to read."""
        return *self.grader_files, self.hidden, *([self.questions] if self.questions else [])


def helper_modules(grader: Path) -> tuple[Path, ...]:
    """Modules of a hidden grader's own that lie beside it: ``grader.py`` has all ``grader_*.py``."""
    return tuple(sorted(grader.parent.glob(f"{grader.stem}_*.py")))


def helper_files(grader: Path) -> tuple[Path, ...]:
    """The modules beside a hidden grader, and the data that they read: ``grader_*.py`` and ``grader_*.toml``."""
    return *helper_modules(grader), *sorted(grader.parent.glob(f"{grader.stem}_*.toml"))
