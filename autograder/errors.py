"""The one exception family that reaches people as a sentence instead of a traceback."""

from __future__ import annotations


class AutograderError(Exception):
    """Something a person can put right.

    Args:
        message: one sentence saying what is wrong.
        next_step: what to do or which command to run next.
    """

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(f"{message} {next_step}".strip())
        self.message = message
        self.next_step = next_step


class SubmissionError(AutograderError):
    """A submission from which nothing can be graded; the message is written for the student."""


class CourseError(AutograderError):
    """The course file or an assignment's own files are wrong; the message is written for the instructor."""
