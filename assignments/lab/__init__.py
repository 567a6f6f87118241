"""The course's helper module: pictures, base weights, plots, hints and the checks in your notebook.

Import it before TensorFlow, so that TensorFlow's start-up messages stay out of your notebook::

    import lab

    data = lab.load_data()
    lab.show_images(data.x_train, data.y_train, data.class_names)
    lab.hint("2.1")

Nothing here costs points. With photos, Keras downloads the base weights once; nothing else needs a network.
"""

from __future__ import annotations

import os

from lab.album import on_pages
from lab.answers import NotAnsweredYet, TryAgain, answered
from lab.blocks import check_count, show_block
from lab.choices import plot_choice, recorded_heads
from lab.costs import plot_costs, probabilities
from lab.dataset import Data, base_weights, load_data, weights
from lab.depths import plot_depths, probe, recorded_depths
from lab.few import load_few
from lab.files import MissingFile
from lab.folders import write_folders
from lab.grader import grader
from lab.guesses import compare_guesses, final_accuracies
from lab.hints import hint
from lab.histories import DIAGNOSES, plot_curves, recorded_curves, textbook_curves
from lab.models import accuracy, describe, layer_table, loss
from lab.moving import let_statistics_update
from lab.networks import features, network_from_scratch, network_with_pretrained_base, new_head, stopwatch
from lab.peeking import show_feature_maps
from lab.plots import confusion, plot_history, show_images
from lab.progress import progress
from lab.questions import me, question
from lab.quiet import be_quiet
from lab.races import curves_of, plot_accuracy_by_examples, plot_race, recorded_by_examples, seconds_per_epoch
from lab.runs import decide, record_run, show_runs
from lab.scores import plot_scores
from lab.settings import ALPHA, BUDGET, IMAGE_SHAPE, goal
from lab.speed import seconds_allowed
from lab.status import status
from lab.sweeps import plot_rates
from lab.tuning import plot_phases, plot_strategies, plot_trainable

be_quiet()
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")  # the same numbers on every machine

#: What ``weights=`` of MobileNetV2 takes: the path of a weights file, or ``"imagenet"``.
WEIGHTS: str


def __getattr__(name: str) -> str:
    if name == "WEIGHTS":  # looked up late, so that a missing file is an error where it is needed
        return weights()
    raise AttributeError(f"module 'lab' has no attribute {name!r}")


__all__ = [
    "ALPHA",
    "BUDGET",
    "DIAGNOSES",
    "IMAGE_SHAPE",
    "WEIGHTS",
    "Data",
    "MissingFile",
    "NotAnsweredYet",
    "TryAgain",
    "accuracy",
    "answered",
    "base_weights",
    "check_count",
    "compare_guesses",
    "confusion",
    "curves_of",
    "decide",
    "describe",
    "features",
    "final_accuracies",
    "goal",
    "grader",
    "hint",
    "layer_table",
    "let_statistics_update",
    "load_data",
    "load_few",
    "loss",
    "me",
    "network_from_scratch",
    "network_with_pretrained_base",
    "new_head",
    "on_pages",
    "plot_accuracy_by_examples",
    "plot_choice",
    "plot_costs",
    "plot_curves",
    "plot_depths",
    "plot_history",
    "plot_phases",
    "plot_race",
    "plot_rates",
    "plot_scores",
    "plot_strategies",
    "plot_trainable",
    "probabilities",
    "probe",
    "progress",
    "question",
    "record_run",
    "recorded_by_examples",
    "recorded_curves",
    "recorded_depths",
    "recorded_heads",
    "seconds_allowed",
    "seconds_per_epoch",
    "show_block",
    "show_feature_maps",
    "show_images",
    "show_runs",
    "status",
    "stopwatch",
    "textbook_curves",
    "write_folders",
]
