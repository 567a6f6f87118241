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

    message = told_by(hw5.check_labels, answer)
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


def _cheapest(scores: Any, truth: Any, cost_miss: float, cost_false_alarm: float) -> Any:
    wrong = (scores >= np.sort(scores)[::-1, None]) != truth
    return np.sort(scores)[::-1][np.argmin(wrong @ np.where(truth, cost_miss, cost_false_alarm))]


def _shares(scores: Any, truth: Any, threshold: float) -> Any:
    return np.mean(truth[scores >= threshold]), np.mean(scores[truth == 1] >= threshold)


@pytest.mark.parametrize(
    ("cut", "shares", "told"),
    [
        (_cheapest, _shares, ""),
        (lambda *_: 0.5, _shares, "what each of the five scores costs"),
        (lambda *_: [0.6, 0.9], _shares, "Return one number"),
        (_cheapest, lambda *case: _shares(*case)[::-1], "Who is let in"),
        (_cheapest, lambda *_: 0.5, "Return two numbers"),
    ],
)
def test_check_of_the_costs(lab, cut, shares, told):
    from lab.checks import hw5

    message = told_by(hw5.check_costs, cut, shares)
    assert told in message
    assert bool(message) is bool(told)


@pytest.mark.parametrize(
    ("units", "activation", "bias", "wanted"),
    [
        (1, None, [np.log(3)], 0.75),
        (1, "sigmoid", [np.log(3)], 0.75),
        (2, None, [0, np.log(3)], 0.75),
        (2, "softmax", [0, np.log(3)], 0.75),
    ],
)
def test_how_likely_a_model_finds_it(lab, units, activation, bias, wanted):
    import keras

    head = keras.layers.Dense(units, activation, kernel_initializer="zeros")
    model = keras.Sequential([keras.Input((2, 2, 3)), keras.layers.Flatten(), head])
    model.layers[-1].bias.assign(bias)
    assert np.allclose(lab.probabilities(model, np.zeros((3, 2, 2, 3))), [wanted] * 3)


def test_costs_are_told_in_words(lab, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: shown.append(bundle["text/plain"]))
    lab.plot_costs(np.array([0.9, 0.6, 0.4, 0.2]), np.array([1, 0, 1, 0]), 5, 1, 0.4)
    lab.plot_costs(np.array([0.9, 0.6]), np.array([1, 0]), 5, 1, ...)
    assert len(shown) == 1
    assert "The marked threshold is 0.40. Costs in all: the marked one 1, 0.5 6." in shown[0]
