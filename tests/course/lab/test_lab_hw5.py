"""The public checks of hw5, tried on answers that are right, and on one of each kind that is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.course.lab.public_checks import told_by


def _cats(labels: Any, names: Any) -> Any:
    return (np.asarray(labels) == list(names).index("cat")).astype(int)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (_cats, ""),
        (lambda labels, names: _cats(labels, names) == 1, ""),
        (lambda labels, names: 1 - _cats(labels, names), "Which of these labels mean a cat?"),
        (lambda labels, names: (labels == 0).astype(int), "Which of these labels mean a cat?"),
        (lambda labels, names: labels + 1, "only ones and zeros"),
        (lambda labels, names: 1, "one number for each label"),
    ],
)
def test_check_of_the_labels(lab, answer, told):
    from lab.checks import hw5

    message = told_by(hw5.check_is_cat, answer)
    assert told in message
    assert bool(message) is bool(told)


def _balanced(truth: Any, guesses: Any) -> Any:
    return (np.mean(guesses[truth == 1] == 1) + np.mean(guesses[truth == 0] == 0)) / 2


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (_balanced, ""),
        (lambda truth, guesses: float(np.mean(truth == guesses)), "every guess is a 0"),
        (lambda truth, guesses: 100 * _balanced(truth, guesses), "all guesses are right"),
        (lambda truth, guesses: [0.5, 0.5], "Return one number"),
    ],
)
def test_check_of_the_measure(lab, answer, told):
    from lab.checks import hw5

    message = told_by(hw5.check_balanced_accuracy, answer)
    assert told in message
    assert bool(message) is bool(told)


def _own_binary_loss(from_logits: bool) -> Callable[[Any, Any], Any]:
    """A function, which does not say what it takes."""

    def loss(labels: Any, outputs: Any) -> Any:
        import keras

        labels = keras.ops.reshape(keras.ops.cast(labels, "float32"), (-1, 1))
        return keras.losses.binary_crossentropy(labels, outputs, from_logits=from_logits)

    return loss


@pytest.mark.slow
@pytest.mark.parametrize(
    ("units", "activation", "loss", "threshold", "told"),
    [
        (1, "sigmoid", ("BinaryCrossentropy", {}), 0.5, ""),
        (1, None, ("BinaryCrossentropy", {"from_logits": True}), 0.0, ""),
        (1, "sigmoid", _own_binary_loss(from_logits=False), 0.5, ""),
        (1, None, _own_binary_loss(from_logits=True), 0.0, ""),
        (2, "softmax", "sparse_categorical_crossentropy", None, ""),
        (2, None, ("SparseCategoricalCrossentropy", {"from_logits": True}), None, ""),
        (1, None, ("BinaryCrossentropy", {}), 0.0, "are logits, but"),
        (1, "sigmoid", ("BinaryCrossentropy", {"from_logits": True}), 0.5, "are probabilities, but"),
        (1, None, _own_binary_loss(from_logits=False), 0.0, "are logits, but"),
        (1, "sigmoid", _own_binary_loss(from_logits=True), 0.5, "are probabilities, but"),
        (2, None, "sparse_categorical_crossentropy", None, "are logits, but"),
        (1, None, ("BinaryCrossentropy", {"from_logits": True}), 0.5, "the right threshold"),
        (1, "softmax", ("BinaryCrossentropy", {}), 0.5, "The output is 1 for every picture"),
        (1, "sigmoid", "sparse_categorical_crossentropy", 0.5, "cannot work with these outputs"),
        (2, "sigmoid", "sparse_categorical_crossentropy", None, "do not add up to 1"),
        (2, "softmax", "categorical_crossentropy", None, "cannot work with these outputs"),
    ],
)
@pytest.mark.filterwarnings("ignore:.*from_logits.*:UserWarning", "ignore:You are using a softmax:UserWarning")
def test_check_of_the_loss(lab, units, activation, loss, threshold, told):
    import keras
    from lab.checks import hw5

    model = keras.Sequential(
        [
            keras.Input(lab.IMAGE_SHAPE),
            keras.layers.Rescaling(1 / 127.5, offset=-1),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(units, activation),
        ]
    )
    chosen = getattr(keras.losses, loss[0])(**loss[1]) if isinstance(loss, tuple) else loss
    metric = "accuracy" if threshold is None else keras.metrics.BinaryAccuracy(name="accuracy", threshold=threshold)
    model.compile("adam", chosen, metrics=[metric])
    message = told_by(hw5._expect_matching_loss, model)
    assert told in message
    assert bool(message) is bool(told), message


RUN = {"strategy": "frozen", "trainable_parameters": 1_000, "seconds": 10.0, "balanced_accuracy": 0.7}
OTHER = RUN | {"strategy": "top", "trainable_parameters": 20_000, "balanced_accuracy": 0.8}
LARGE = RUN | {"strategy": "all", "trainable_parameters": 10_000_000, "balanced_accuracy": 0.9}


@pytest.mark.parametrize(
    ("runs", "told"),
    [
        ([RUN, OTHER], ""),
        ((RUN, OTHER, LARGE), ""),
        ([RUN, RUN], "same strategy"),
        ([RUN, RUN | {"strategy": "top"}], "All runs train 1,000 parameters"),
        ([LARGE, LARGE | {"strategy": "top", "trainable_parameters": 9_000_000}], "At least one has to keep"),
        ([], "Make it a list"),
        ([0.7, 0.8], "not what lab.record_run returns"),
        ([RUN, OTHER | {"trainable_parameters": "many"}], "not a whole number"),
    ],
)
def test_check_of_the_runs(lab, runs, told):
    from lab.checks import hw5

    message = told_by(hw5.check_runs, runs)
    assert told in message
    assert bool(message) is bool(told)


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        ("top", ""),
        ("frozen", "the reason to prefer yours?"),
        ("all", "the budget is"),
        ("best", "Write one of these names"),
    ],
)
def test_check_of_the_choice(lab, choice, told):
    from lab.checks import hw5

    message = told_by(hw5.check_strategy, choice, [RUN, OTHER, LARGE])
    assert told in message
    assert bool(message) is bool(told)
