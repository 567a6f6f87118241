"""Keras models as data: taken apart on the student's side, checked and rebuilt on the grader's."""

from autograder.models.errors import UnsafeModel, Unsupported
from autograder.models.export import export_history, export_model
from autograder.models.rebuild import rebuild_history, rebuild_model
from autograder.models.records import (
    CompileRecord,
    History,
    LossRecord,
    MetricRecord,
    ModelRecord,
    OptimizerRecord,
    record_of,
)
from autograder.models.shown import count_shown, note_pictures

__all__ = [
    "CompileRecord",
    "History",
    "LossRecord",
    "MetricRecord",
    "ModelRecord",
    "OptimizerRecord",
    "UnsafeModel",
    "Unsupported",
    "count_shown",
    "export_history",
    "export_model",
    "note_pictures",
    "rebuild_history",
    "rebuild_model",
    "record_of",
]
