"""What is read from a history, and what it has to say of the model that belongs to it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from autograder.checks import (
    Pictures,
    StudentHistory,
    StudentModel,
    curves_of,
    has_losses,
    own_history,
    tells_of,
    validated,
)
from autograder.checks.histories import told_accuracies
from autograder.exchange.models import Training
from tests.checks.stating import stated
from tests.course.graders.local import submission_of

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


VALIDATION = Pictures(np.zeros(0), np.zeros(0), ())


class Uncompiled(StudentModel):
    """A model of which nothing but its accuracy is known, and perhaps from which trainings it comes."""

    @property
    def compiled(self) -> None:
        return None

    @property
    def trainings(self) -> tuple[int, ...]:
        return (1, 3) if self.name == "`traced`" else ()


def model_of(accuracy: float, name: str = "`model`") -> StudentModel:
    return Uncompiled(None, name, _accuracies={id(VALIDATION): (VALIDATION, accuracy)})


def history_of(value: Any) -> StudentHistory:
    return submission_of({"history_2": value}).history("history_2")


def test_a_history_without_validation() -> None:
    assert stated(validated, history_of(CURVES)) is None
    feedback = stated(validated, history_of({"loss": [1.0]}))
    assert feedback is not None
    assert feedback.mistake == "no validation"
    assert feedback.expected == "`history_2` holds validation curves."


def test_a_history_of_other_pictures() -> None:
    assert stated(own_history, model_of(0.7), history_of(CURVES), VALIDATION) is None
    assert stated(own_history, model_of(0.1), history_of({"loss": [1.0]}), VALIDATION) is None
    feedback = stated(own_history, model_of(0.6), history_of(CURVES), VALIDATION)
    assert feedback is not None
    assert feedback.mistake == "validated on other pictures"
    assert feedback.observed == "It classifies 60% of it correctly, and the history ends at 80%."


@pytest.mark.parametrize(
    ("name", "number", "own"),
    [("`traced`", 1, True), ("`traced`", 3, True), ("`traced`", 2, False), ("`traced`", 0, True), ("`model`", 2, True)],
)
def test_a_history_of_another_training(name: str, number: int, own: bool) -> None:
    """Its curves fit; only where the model is known to come from other trainings is anything said."""
    history = StudentHistory(CURVES, "`history`", training=Training(number=number))
    feedback = stated(own_history, model_of(0.7, name), history, VALIDATION)
    assert (feedback is None) is own
    assert feedback is None or "another call of `fit` than the one that returned `history`" in feedback.observed


@pytest.mark.parametrize(
    ("value", "observed"),
    [
        (CURVES, None),
        (None, "`history_2` is None (is a `return` missing?)."),
        ([1.0, 0.5], "`history_2` is the list [1.0, 0.5]."),
        ({}, "`history_2` holds no losses."),
        ({"loss": [1.0, float("nan")]}, "The loss became infinite or not a number."),
    ],
)
def test_what_is_no_record_of_a_training(value: Any, observed: str | None) -> None:
    feedback = stated(has_losses, history_of(value))
    assert (feedback and feedback.observed) == observed
