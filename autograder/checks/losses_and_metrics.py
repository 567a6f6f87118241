"""Which output goes with which loss, labels and metric: a table, so that no check has to argue about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from autograder.checks.heads import describe_head
from autograder.exchange.models import MetricRecord, record_of

if TYPE_CHECKING:
    import keras


class Labels(Enum):
    """How labels are given."""

    BINARY = "0 or 1, one number an image"
    INT = "class numbers, one an image"
    ONEHOT = "a vector an image, 1 at its class"


class Problem(Enum):
    """What is wrong between output, loss and labels; one misconception each."""

    NONE = "nothing"
    NO_LOSS = "not compiled with a loss"
    OWN_LOSS = "a loss function of the student's own, about which nothing is known"
    OTHER_LOSS = "a loss that is not meant for classes"
    CLASS_LEFT_OUT = "a loss that ignores one of the classes"
    SOFTMAX_OF_ONE = "softmax over a single unit is always 1"
    ONE_UNIT_FOR_CLASSES = "a single unit with a categorical loss"
    UNKNOWN_ACTIVATION = "an output activation that gives neither probabilities nor logits"
    STACKED_ACTIVATIONS = "two activations one after the other"
    PROBABILITIES_AS_LOGITS = "probabilities, and a loss that expects logits"
    LOGITS_AS_PROBABILITIES = "logits, and a loss that expects probabilities"
    SIGMOID_FOR_CLASSES = "independent sigmoids with a categorical loss"
    SOFTMAX_FOR_BINARY = "softmax over more than two classes with a binary loss"
    LABELS = "labels in a form that the loss does not take"


@dataclass(frozen=True)
class Pairing:
    """The verdict on an output and its loss.

    Attributes:
        problem: the first one found, or ``NONE``.
        units: size of the last axis of the output.
        activation: of the output.
        loss: in snake case.
        labels: how labels are given.
    """

    problem: Problem
    units: int
    activation: str
    loss: str
    labels: Labels

    @property
    def ok(self) -> bool:
        """Whether the pair can be trained as meant."""
        return self.problem is Problem.NONE


class MetricProblem(Enum):
    """What is wrong with the metrics as a measure of accuracy."""

    NONE = "nothing"
    NO_ACCURACY = "no metric that counts right answers"
    THRESHOLD_FOR_PROBABILITIES = "logits cut at 0.5 instead of 0"
    THRESHOLD_FOR_LOGITS = "probabilities cut at a number outside 0.3 to 0.7"
    OTHER_LABELS = "an accuracy for another form of labels or output"


_BINARY = {"binary_crossentropy", "binary_focal_crossentropy"}
_SPARSE = {"sparse_categorical_crossentropy"}
_ONEHOT = {
    "categorical_crossentropy",
    "categorical_focal_crossentropy",
    "categorical_generalized_cross_entropy",
    "kl_divergence",  # for one-hot labels it equals the cross-entropy
}
_SIGMOIDS = {"sigmoid", "hard_sigmoid"}


def judge_pairing(
    units: int, activation: str, loss: str, from_logits: bool = False, labels: Labels | str = Labels.INT
) -> Pairing:
    """Look up whether an output of ``units`` numbers can be trained with a loss.

    Args:
        units: size of the last axis of the output.
        activation: of the output, ``"linear"`` for logits.
        loss: in snake case, e.g. ``"binary_crossentropy"``; ``"crossentropy"`` lets Keras choose by the
            shapes.
        from_logits: as the loss was made with.
        labels: how labels are given; ``"int"``, ``"onehot"`` and ``"binary"`` are taken too.
    """
    labels = Labels[labels.upper()] if isinstance(labels, str) else labels
    loss = _chosen(units, labels) if loss == "crossentropy" else loss
    one, classes = units == 1, loss not in _BINARY
    rules = (
        (loss not in _BINARY | _SPARSE | _ONEHOT, Problem.OTHER_LOSS),
        (activation not in {*_SIGMOIDS, "softmax", "linear"}, Problem.UNKNOWN_ACTIVATION),
        (one and activation == "softmax", Problem.SOFTMAX_OF_ONE),
        (one and classes, Problem.ONE_UNIT_FOR_CLASSES),
        (activation in _SIGMOIDS and classes, Problem.SIGMOID_FOR_CLASSES),
        (activation == "softmax" and not classes and units > 2, Problem.SOFTMAX_FOR_BINARY),
        (activation != "linear" and from_logits, Problem.PROBABILITIES_AS_LOGITS),
        (activation == "linear" and not from_logits, Problem.LOGITS_AS_PROBABILITIES),
        (not _labels_fit(one, loss, labels), Problem.LABELS),
    )
    problem = next((problem for wrong, problem in rules if wrong), Problem.NONE)
    return Pairing(problem, units, activation, loss, labels)


def _chosen(units: int, labels: Labels) -> str:
    if units == 1:
        return "binary_crossentropy"
    return "categorical_crossentropy" if labels is Labels.ONEHOT else "sparse_categorical_crossentropy"


def _labels_fit(one: bool, loss: str, labels: Labels) -> bool:
    if loss in _SPARSE or one:
        return labels is not Labels.ONEHOT
    return labels is Labels.ONEHOT


def judge_model(model: keras.Model, labels: Labels | str = Labels.INT) -> Pairing:
    """The verdict on a rebuilt model's output and the loss it was compiled with.

    Raises:
        LookupError: the model was not rebuilt from a student's data.
    """
    labels = Labels[labels.upper()] if isinstance(labels, str) else labels
    record, head = record_of(model).compiled, describe_head(model)
    loss, units = record.loss if record else None, head.units or 0
    if loss is None:
        return Pairing(Problem.NO_LOSS, units, head.activation, "", labels)
    if loss.opaque:
        return Pairing(Problem.OWN_LOSS, units, head.activation, loss.name, labels)
    if loss.settings.get("ignore_class") is not None:
        return Pairing(Problem.CLASS_LEFT_OUT, units, head.activation, loss.name, labels)
    if head.stacked_activations:
        return Pairing(Problem.STACKED_ACTIVATIONS, units, head.activation, loss.name, labels)
    return judge_pairing(units, head.activation, loss.name, loss.from_logits, labels)


def judge_metrics(model: keras.Model, labels: Labels | str = Labels.INT) -> MetricProblem:
    """Whether one of a rebuilt model's metrics counts right answers; the first problem found if none does.

    Raises:
        LookupError: the model was not rebuilt from a student's data.
    """
    record = record_of(model).compiled
    head = describe_head(model)
    metrics = record.metrics if record else ()
    verdicts = [judge_metric(metric, head.units or 0, head.activation, labels) for metric in metrics]
    if not verdicts or MetricProblem.NONE in verdicts:
        return MetricProblem.NONE if verdicts else MetricProblem.NO_ACCURACY
    return next((v for v in verdicts if v is not MetricProblem.NO_ACCURACY), MetricProblem.NO_ACCURACY)


def judge_metric(metric: MetricRecord, units: int, activation: str, labels: Labels | str = Labels.INT) -> MetricProblem:
    """Whether a metric counts right answers for an output.

    The string ``"accuracy"`` stands for what Keras makes of it: binary accuracy cut at 0.5 for one unit, else
    the categorical or sparse one by the form of the labels.
    """
    labels = Labels[labels.upper()] if isinstance(labels, str) else labels
    name, threshold = metric.name, metric.threshold
    if name == "accuracy":
        if units > 1:
            return MetricProblem.NONE
        name, threshold = "binary_accuracy", 0.5
    if metric.opaque or name not in {"binary_accuracy", "sparse_categorical_accuracy", "categorical_accuracy"}:
        return MetricProblem.NO_ACCURACY
    if name == "binary_accuracy":
        # With one-hot labels and two probabilities both cuts at 0.5 agree with the larger one.
        if units > 2 or (units == 2 and labels is not Labels.ONEHOT):
            return MetricProblem.OTHER_LABELS
        return _judge_threshold(0.5 if threshold is None else threshold, activation)
    wanted = "categorical_accuracy" if labels is Labels.ONEHOT else "sparse_categorical_accuracy"
    return MetricProblem.NONE if units > 1 and name == wanted else MetricProblem.OTHER_LABELS


def _judge_threshold(threshold: float, activation: str) -> MetricProblem:
    if activation == "linear":
        return MetricProblem.NONE if threshold == 0 else MetricProblem.THRESHOLD_FOR_PROBABILITIES
    return MetricProblem.NONE if 0.3 <= threshold <= 0.7 else MetricProblem.THRESHOLD_FOR_LOGITS
