"""What a build needs, looked at before anything long begins."""

from __future__ import annotations

from collections.abc import Iterable

from autograder.authoring.kit import base_weights
from autograder.authoring.lab_files import questions_of
from autograder.authoring.master import master_path, read_master
from autograder.course import Assignment, course_folder
from autograder.datasets.picture_profiles import Profile
from autograder.errors import AutograderError, CourseError


def require_ready(assignments: Iterable[Assignment], profile: Profile) -> None:
    """Insist on everything that can be known beforehand: masters, graders, pictures, their description, base weights.

    Args:
        assignments: what is to be built.
        profile: its pictures and base weights; the weights are fetched here if need be.

    Raises:
        AutograderError: something is missing or damaged.
    """
    assignments = list(assignments)
    for assignment in assignments:
        read_master(master_path(assignment))
        questions_of(assignment)
        grader = course_folder().files(assignment.name).grader
        if not grader.is_file():
            raise CourseError(f"The hidden grader {grader} is missing.", "Restore it from git, or write it.")
    profile.description  # noqa: B018 - it is read, and so known to be sound
    if profile.data is not None:
        for path in (profile.data.students, profile.data.hidden, profile.data.pool):
            if not path.is_file():
                raise AutograderError(
                    f"The photos {profile.name} are not complete: {path} is missing.",
                    f"Import them again with --out {profile.name} --replace.",
                )
    if any(assignment.base is None for assignment in assignments):
        profile.weights_file()
    for assignment in assignments:
        base_weights(assignment)
