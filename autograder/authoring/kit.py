"""A checkout's files as a grading kit."""

from __future__ import annotations

import shutil
from pathlib import Path

from autograder import graders
from autograder.authoring.materials import materials_for
from autograder.course import Assignment, repository
from autograder.engine.kit import GradingKit, helper_modules
from autograder.errors import CourseError
from autograder.hidden import hidden_file
from autograder.profiles import DRAWN, Profile

QUESTIONS = "questions.toml"


def local_kit(assignment: Assignment, profile: Profile = DRAWN) -> GradingKit:
    """What grading ``assignment`` on the instructor's machine needs; draws the hidden images on first use.

    Args:
        assignment: which one.
        profile: its pictures and base weights.

    Raises:
        CourseError: the hidden grader is missing, or has no thresholds for these photos yet.
        AutograderError: the base weights cannot be fetched.
    """
    grader = grader_path(assignment)
    if not grader.is_file():
        raise CourseError(f"The hidden grader {grader} is missing.", "Restore it from git, or write it.")
    if profile.data is None:
        return GradingKit(assignment, grader, hidden_file(), materials_for(profile), questions_path())
    return GradingKit(
        assignment,
        _beside_thresholds(grader, assignment, profile),
        profile.data.hidden,
        materials_for(profile),
        questions_path(),
        profile.weights_file(),
    )


def _beside_thresholds(grader: Path, assignment: Assignment, profile: Profile) -> Path:
    """A copy of a hidden grader beside its thresholds for these photos, since a grader reads those next to it."""
    thresholds = profile.thresholds_file(assignment.name)
    if lacks_thresholds(assignment, profile):
        raise CourseError(
            f"{assignment.short} has no thresholds for the photos {profile.name} yet.",
            f"Run autograder calibrate {assignment.short} --profile {profile.name} (autograder build does it, too).",
        )
    thresholds.parent.mkdir(mode=0o700, exist_ok=True)
    for module in (*helper_modules(grader), grader):
        copy = thresholds.with_name(module.name)
        partial = copy.with_suffix(".partial")
        shutil.copyfile(module, partial)
        partial.replace(copy)
    return copy


def lacks_thresholds(assignment: Assignment, profile: Profile) -> bool:
    """Whether an assignment that needs thresholds has none for these pictures."""
    needed = grader_path(assignment).with_suffix(".json").exists()
    return needed and not profile.thresholds_file(assignment.name).exists()


def grader_path(assignment: Assignment) -> Path:
    """The hidden pytest module of an assignment."""
    return _grader_file(f"{assignment.name}.py", None)


def questions_path(root: Path | None = None) -> Path | None:
    """The file of concept questions, if there is one."""
    path = _grader_file(QUESTIONS, root)
    return path if path.is_file() else None


def graders_folder(root: Path | None = None) -> Path:
    """Where the checkout has its hidden graders: in the package, or in ``graders/`` when the package is elsewhere."""
    root = root or repository()
    package = root / "autograder"
    return package / "graders" if (package / "__init__.py").is_file() else root / "graders"


def _grader_file(name: str, root: Path | None) -> Path:
    """A file of the checkout's own graders, or else of those in the installed package."""
    own = graders_folder(root) / name
    return own if own.is_file() else Path(graders.__file__).with_name(name)
