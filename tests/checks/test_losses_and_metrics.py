from __future__ import annotations

from typing import Any

import pytest

from autograder.checks import (
    Labels,
    MetricProblem,
    Problem,
    judge_metric,
    judge_metrics,
    judge_model,
    judge_pairing,
)
from autograder.exchange.models import MetricRecord, export_model, rebuild_model

BCE, CCE, SCE = "binary_crossentropy", "categorical_crossentropy", "sparse_categorical_crossentropy"

VALID = [
    (1, "sigmoid", BCE, False, "binary"),
    (1, "sigmoid", BCE, False, "int"),
    (1, "linear", BCE, True, "binary"),
    (1, "sigmoid", "binary_focal_crossentropy", False, "binary"),
    (5, "softmax", SCE, False, "int"),
    (5, "linear", SCE, True, "int"),
    (5, "softmax", CCE, False, "onehot"),
    (5, "linear", CCE, True, "onehot"),
    (5, "softmax", "categorical_focal_crossentropy", False, "onehot"),
    (5, "softmax", "kl_divergence", False, "onehot"),
    (2, "softmax", SCE, False, "int"),
    (2, "softmax", SCE, False, "binary"),
    (2, "softmax", BCE, False, "onehot"),
    (2, "linear", BCE, True, "onehot"),
    (5, "sigmoid", BCE, False, "onehot"),
    (5, "softmax", "crossentropy", False, "int"),
    (5, "softmax", "crossentropy", False, "onehot"),
    (1, "sigmoid", "crossentropy", False, "int"),
]

WRONG = [
    # 12, 13
    (5, "softmax", SCE, True, "int", Problem.PROBABILITIES_AS_LOGITS),
    (5, "softmax", CCE, True, "onehot", Problem.PROBABILITIES_AS_LOGITS),
    (1, "sigmoid", BCE, True, "binary", Problem.PROBABILITIES_AS_LOGITS),
    (5, "linear", SCE, False, "int", Problem.LOGITS_AS_PROBABILITIES),
    (5, "linear", CCE, False, "onehot", Problem.LOGITS_AS_PROBABILITIES),
    (1, "linear", BCE, False, "binary", Problem.LOGITS_AS_PROBABILITIES),
    (5, "linear", "crossentropy", False, "int", Problem.LOGITS_AS_PROBABILITIES),
    # 14, 15
    (1, "softmax", BCE, False, "binary", Problem.SOFTMAX_OF_ONE),
    (1, "softmax", SCE, False, "int", Problem.SOFTMAX_OF_ONE),
    (1, "softmax", CCE, True, "int", Problem.SOFTMAX_OF_ONE),
    (1, "sigmoid", CCE, False, "binary", Problem.ONE_UNIT_FOR_CLASSES),
    (1, "sigmoid", SCE, False, "int", Problem.ONE_UNIT_FOR_CLASSES),
    (1, "linear", SCE, True, "int", Problem.ONE_UNIT_FOR_CLASSES),
    # 16
    (5, "sigmoid", SCE, False, "int", Problem.SIGMOID_FOR_CLASSES),
    (2, "sigmoid", CCE, False, "onehot", Problem.SIGMOID_FOR_CLASSES),
    (5, "softmax", BCE, False, "onehot", Problem.SOFTMAX_FOR_BINARY),
    (5, "softmax", BCE, False, "int", Problem.SOFTMAX_FOR_BINARY),
    # 18: the form of the labels
    (5, "softmax", CCE, False, "int", Problem.LABELS),
    (5, "softmax", SCE, False, "onehot", Problem.LABELS),
    (2, "softmax", BCE, False, "int", Problem.LABELS),
    (5, "sigmoid", BCE, False, "int", Problem.LABELS),
    (1, "sigmoid", BCE, False, "onehot", Problem.LABELS),
    # others
    (5, "softmax", "mean_squared_error", False, "onehot", Problem.OTHER_LOSS),
    (1, "linear", "hinge", False, "binary", Problem.OTHER_LOSS),
    (5, "relu", SCE, False, "int", Problem.UNKNOWN_ACTIVATION),
    (1, "tanh", BCE, False, "binary", Problem.UNKNOWN_ACTIVATION),
]


@pytest.mark.parametrize("case", VALID)
def test_a_valid_pair(case: tuple[int, str, str, bool, str]) -> None:
    pairing = judge_pairing(*case)
    assert pairing.problem is Problem.NONE
    assert pairing.ok


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_pair(case: tuple[int, str, str, bool, str, Problem]) -> None:
    *arguments, expected = case
    pairing = judge_pairing(*arguments)  # type: ignore[arg-type]
    assert pairing.problem is expected
    assert not pairing.ok


def test_every_problem_of_the_table_occurs() -> None:
    outside = {Problem.NONE, Problem.NO_LOSS, Problem.OWN_LOSS, Problem.CLASS_LEFT_OUT, Problem.STACKED_ACTIVATIONS}
    assert {case[-1] for case in WRONG} == set(Problem) - outside


def test_the_table_agrees_with_keras_on_the_form_of_labels() -> None:
    """Whatever is called valid can be computed, and says that a right answer is better than a wrong one."""
    import keras
    import numpy as np

    for units, activation, loss, from_logits, labels in VALID:
        if loss == "crossentropy":
            continue
        classes = max(2, units)
        scores = np.where(np.eye(classes) == 1, 3.0, -3.0)[:, -1:] if units == 1 else np.eye(classes) * 6 - 3
        outputs = {
            "linear": scores,
            "sigmoid": 1 / (1 + np.exp(-scores)),
            "softmax": np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True),
        }[activation]
        right = np.eye(classes) if labels == "onehot" else np.arange(classes).reshape(-1, 1)
        config = {"from_logits": True} if from_logits else {}
        name = "".join(part.title() for part in loss.split("_")).replace("Kl", "KL")
        measure = getattr(keras.losses, name)(**config)
        good, bad = float(measure(right, outputs)), float(measure(right[::-1], outputs))
        assert good < bad, (units, activation, loss)


def compiled(units: int, activation: str | None, loss: Any, metrics: Any = None, extra: Any = None) -> Any:
    import keras
    from keras import layers

    stack = [keras.Input((4,)), layers.Dense(units, activation=activation)]
    model = keras.Sequential(stack + ([extra] if extra else []))
    model.compile("adam", loss, metrics=metrics)
    return rebuild_model(export_model(model))


def test_a_whole_model() -> None:
    import keras

    logits = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    assert judge_model(compiled(5, "softmax", SCE)).ok
    assert judge_model(compiled(5, None, logits)).ok
    assert (
        judge_model(compiled(5, None, logits, extra=keras.layers.Softmax())).problem is Problem.PROBABILITIES_AS_LOGITS
    )
    assert judge_model(compiled(5, "softmax", CCE)).problem is Problem.LABELS
    assert judge_model(compiled(5, "softmax", CCE), Labels.ONEHOT).ok
    assert judge_model(compiled(5, "softmax", None)).problem is Problem.NO_LOSS
    assert judge_model(compiled(5, "softmax", lambda y, p: p)).problem is Problem.OWN_LOSS
    twice = compiled(5, "softmax", SCE, extra=keras.layers.Softmax())
    assert judge_model(twice).problem is Problem.STACKED_ACTIVATIONS


def test_a_model_that_was_never_compiled() -> None:
    import keras

    model = rebuild_model(export_model(keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])))
    assert judge_model(model).problem is Problem.NO_LOSS
    assert judge_metrics(model) is MetricProblem.NO_ACCURACY


SPARSE, ONEHOT, BINARY = "sparse_categorical_accuracy", "categorical_accuracy", "binary_accuracy"

METRICS = [
    (MetricRecord("accuracy"), 5, "softmax", "int", MetricProblem.NONE),
    (MetricRecord("accuracy"), 5, "linear", "onehot", MetricProblem.NONE),
    (MetricRecord("accuracy"), 1, "sigmoid", "binary", MetricProblem.NONE),
    (MetricRecord("accuracy"), 1, "linear", "binary", MetricProblem.THRESHOLD_FOR_PROBABILITIES),
    (MetricRecord(BINARY, 0.5), 1, "linear", "binary", MetricProblem.THRESHOLD_FOR_PROBABILITIES),
    (MetricRecord(BINARY, 0), 1, "linear", "binary", MetricProblem.NONE),
    (MetricRecord(BINARY, 0.5), 1, "sigmoid", "binary", MetricProblem.NONE),
    (MetricRecord(BINARY, 0.0), 1, "sigmoid", "binary", MetricProblem.THRESHOLD_FOR_LOGITS),
    (MetricRecord(BINARY, 0.5), 2, "softmax", "onehot", MetricProblem.NONE),
    (MetricRecord(BINARY, 0.5), 5, "softmax", "onehot", MetricProblem.OTHER_LABELS),
    (MetricRecord(SPARSE), 5, "softmax", "int", MetricProblem.NONE),
    (MetricRecord(SPARSE), 5, "softmax", "onehot", MetricProblem.OTHER_LABELS),
    (MetricRecord(SPARSE), 1, "sigmoid", "int", MetricProblem.OTHER_LABELS),
    (MetricRecord(ONEHOT), 5, "softmax", "onehot", MetricProblem.NONE),
    (MetricRecord(ONEHOT), 5, "softmax", "int", MetricProblem.OTHER_LABELS),
    (MetricRecord("auc"), 1, "sigmoid", "binary", MetricProblem.NO_ACCURACY),
    (MetricRecord("mine", opaque=True), 1, "sigmoid", "binary", MetricProblem.NO_ACCURACY),
]


@pytest.mark.parametrize("case", METRICS)
def test_a_metric(case: tuple[MetricRecord, int, str, str, MetricProblem]) -> None:
    metric, units, activation, labels, expected = case
    assert judge_metric(metric, units, activation, labels) is expected


def test_one_good_metric_is_enough() -> None:
    assert judge_metrics(compiled(5, "softmax", SCE, ["mse", "accuracy"])) is MetricProblem.NONE
    assert judge_metrics(compiled(1, None, BCE, ["mse", "accuracy"])) is MetricProblem.THRESHOLD_FOR_PROBABILITIES
    assert judge_metrics(compiled(5, "softmax", SCE, ["mse"])) is MetricProblem.NO_ACCURACY
