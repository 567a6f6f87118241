"""Why a model cannot cross from the student's process to the grader's."""

from __future__ import annotations

from autograder.errors import AutograderError


class Unsupported(AutograderError):
    """The student's model cannot be described as data; found on the student's side, written for the
    student.
    """


class UnsafeModel(AutograderError):
    """A description that the grader will not turn into a model; found before Keras sees it."""


class NotCarriedOver(UnsafeModel):
    """A description that was taken, and gave another model than the one that it describes."""

    def __init__(self) -> None:
        super().__init__(
            "The model could not be carried over to the grader: rebuilt from its layers and weights, it gives other "
            "outputs than in your notebook."
        )
