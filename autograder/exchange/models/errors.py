"""Why a model cannot cross from the student's process to the grader's."""

from __future__ import annotations

from autograder.errors import AutograderError


class Unsupported(AutograderError):
    """The student's model cannot be described as data; found on the student's side, written for the
    student.
    """


class UnsafeModel(AutograderError):
    """A description that the grader will not turn into a model; found before Keras sees it."""
