"""A compiled model reports how many pictures it sorts rightly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.grading.feedback import require
from autograder.grading.pairing import MetricProblem, judge_metrics
from autograder.models import record_of

if TYPE_CHECKING:
    import keras


def require_accuracy(model: keras.Model, *, where: str) -> None:
    """One of its metrics counts right answers, for labels that are whole numbers.

    Args:
        model: compiled, and rebuilt from a student's data.
        where: in which function or cell the student compiles it.

    Raises:
        CheckFailed: none does.
    """
    compiled = record_of(model).compiled
    names = [metric.name for metric in compiled.metrics] if compiled else []
    require(
        judge_metrics(model) is MetricProblem.NONE,
        expected="The compiled model reports accuracy for labels that are whole numbers.",
        observed=f"It reports {', '.join(names) or 'no metric'}.",
        why="The loss alone does not tell you how many pictures are sorted rightly.",
        next_step=f'Add `metrics=["accuracy"]` where you compile, in {where}.',
        mistake="no accuracy",
    )
