"""Keras models as data: taken apart on the student's side, checked and rebuilt on the grader's."""

from autograder.exchange.models.errors import NotCarriedOver, UnsafeModel, Unsupported
from autograder.exchange.models.export import export_history, export_model
from autograder.exchange.models.pictures_shown import MOST_NOTED, count_shown, note_pictures
from autograder.exchange.models.rebuild import rebuild_history, rebuild_model
from autograder.exchange.models.records import (
    CompileRecord,
    History,
    LossRecord,
    MetricRecord,
    ModelRecord,
    OptimizerRecord,
    Training,
    record_of,
)
from autograder.exchange.models.trainings_noted import note_trainings

__all__ = [
    "MOST_NOTED",
    "CompileRecord",
    "History",
    "LossRecord",
    "MetricRecord",
    "ModelRecord",
    "NotCarriedOver",
    "OptimizerRecord",
    "Training",
    "UnsafeModel",
    "Unsupported",
    "count_shown",
    "export_history",
    "export_model",
    "note_pictures",
    "note_trainings",
    "rebuild_history",
    "rebuild_model",
    "record_of",
]
