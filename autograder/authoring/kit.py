"""A checkout's files as a grading kit."""

from __future__ import annotations

from pathlib import Path

from autograder import graders
from autograder.course import Assignment, repository
from autograder.engine.kit import GradingKit
from autograder.errors import CourseError
from autograder.hidden import hidden_file


def local_kit(assignment: Assignment) -> GradingKit:
    """What grading ``assignment`` on the instructor's machine needs; draws the hidden images on first use.

    Raises:
        CourseError: the hidden grader is missing.
    """
    grader = grader_path(assignment)
    if not grader.is_file():
        raise CourseError(f"The hidden grader {grader} is missing.", "Restore it from git, or write it.")
    return GradingKit(assignment, grader, hidden_file(), repository() / "assignments")


def grader_path(assignment: Assignment) -> Path:
    """The hidden pytest module of an assignment."""
    return Path(graders.__file__).parent / f"{assignment.name}.py"
