"""What is read from a history, and what it has to say of the model that belongs to it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from autograder.checks import (
    CheckFailed,
    StudentHistory,
    curves_of,
    require_own_history,
    require_validation_curves,
    tells_of,
)
from autograder.checks.histories import told_accuracies

CURVES = {"loss": [2.0, 1.0, 0.5], "val_loss": [1.0, 0.6, 0.9], "val_accuracy": [0.5, 0.7, 0.8]}


@pytest.mark.parametrize("history", [CURVES, SimpleNamespace(history=CURVES)])
def test_curves_of_a_history_or_its_dictionary(history: Any) -> None:
    assert curves_of(history) == CURVES


@pytest.mark.parametrize(
    "history",
    [None, ..., 3, "loss", [1.0], {"loss": 3}, {"loss": ["low"]}, {"loss": [[1.0]]}, {3: [1.0]}, {"loss": {"a": 1}}],
)
def test_what_holds_no_curves(history: Any) -> None:
    assert curves_of(history) == {}


def test_curves_in_other_containers() -> None:
    assert curves_of({"loss": (1, 0.5), "val_loss": np.float32([2, 1])}) == {"loss": [1, 0.5], "val_loss": [2, 1]}


@pytest.mark.parametrize(("curves", "epochs"), [(CURVES, 3), ({"val_accuracy": [0.5, 0.7]}, 2), ({}, 0)])
def test_epochs_are_counted_whatever_was_recorded(curves: Any, epochs: int) -> None:
    assert StudentHistory(curves, "`history`").epochs == epochs


def test_epochs_that_a_model_may_come_from() -> None:
    assert told_accuracies(CURVES) == [0.8, 0.8, 0.7]  # the last, the most accurate, that of lowest loss
    assert told_accuracies({"val_acc": [0.9, 0.3]}) == [0.3, 0.9]
    assert told_accuracies({"accuracy": [0.9], "val_loss": [1.0], "val_accuracy": []}) == []


def test_another_metric_that_is_called_an_accuracy() -> None:
    curves = {"val_top_2_accuracy": [0.95, 0.97], "val_accuracy": [0.5, 0.7]}
    assert tells_of(curves, 0.7)
    assert not tells_of(curves, 0.8)


def test_a_history_without_validation() -> None:
    require_validation_curves(CURVES, "history")
    with pytest.raises(CheckFailed) as caught:
        require_validation_curves({"loss": [1.0]}, "history_2")
    assert caught.value.feedback.mistake == "no validation"
    assert "`history_2` holds validation curves" in caught.value.feedback.expected


def test_a_history_of_other_pictures() -> None:
    names = {"history": "history", "model": "`model`", "then": "Train it no further."}
    require_own_history(CURVES, 0.7, **names)
    require_own_history({"loss": [1.0]}, 0.1, **names)
    with pytest.raises(CheckFailed) as caught:
        require_own_history(CURVES, 0.6, pictures="few", **names)
    assert caught.value.feedback.mistake == "validated on other pictures"
    assert "It sorts 60% of them rightly, and the history ends at 80%." in caught.value.feedback.observed
    assert "(few.x_val, few.y_val)" in caught.value.feedback.next_step
