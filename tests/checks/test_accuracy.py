from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.checks import accuracy_on, predict_labels, recalls, score_on
from autograder.checks.accuracy import WRONG


def fixed(scores: np.ndarray[Any, Any], activation: str | None) -> tuple[Any, np.ndarray[Any, Any]]:
    """A model that gives these scores, one row an image, and the images."""
    import keras
    from keras import layers

    count, units = scores.shape
    images = np.zeros((count, 1, 1, count), "float32")
    images[np.arange(count), 0, 0, np.arange(count)] = 1
    dense = layers.Dense(units, use_bias=False, activation=activation)
    model = keras.Sequential([keras.Input((1, 1, count)), layers.Flatten(), dense])
    dense.kernel.assign(scores)
    return model, images


SCORES = np.array([[2.0, 1, 0], [0, 1, 2], [0, 3, 1], [-1, -2, -3]])
CHOSEN = [0, 2, 1, 0]


@pytest.mark.parametrize("activation", [None, "softmax", "sigmoid"])
def test_several_units_are_compared(activation: str | None) -> None:
    model, images = fixed(SCORES, activation)
    assert predict_labels(model, images).tolist() == CHOSEN
    assert accuracy_on(model, images, np.array(CHOSEN)) == 1.0
    assert accuracy_on(model, images, np.array([0, 2, 0, 1])) == 0.5


@pytest.mark.parametrize(
    ("activation", "chosen"), [(None, [0, 1, 1, 0]), ("sigmoid", [0, 1, 1, 0]), ("tanh", [0, 1, 1, 0])]
)
def test_one_unit_is_cut_where_its_activation_says(activation: str | None, chosen: list[int]) -> None:
    model, images = fixed(np.array([[-1.0], [0.3], [2.0], [-0.2]]), activation)
    assert predict_labels(model, images).tolist() == chosen


@pytest.mark.filterwarnings("ignore::UserWarning")  # Keras sees the mistake too
def test_a_softmax_of_one_unit_always_chooses_one() -> None:
    model, images = fixed(np.array([[-1.0], [1.0]]), "softmax")
    assert predict_labels(model, images).tolist() == [1, 1]


@pytest.mark.parametrize("labels", [np.array(CHOSEN), np.array(CHOSEN).reshape(-1, 1), np.eye(3)[CHOSEN]])
def test_every_form_of_labels(labels: np.ndarray[Any, Any]) -> None:
    model, images = fixed(SCORES, None)
    assert accuracy_on(model, images, labels) == 1.0


def test_what_is_not_a_number_is_wrong() -> None:
    scores = SCORES.copy()
    scores[1, 0] = np.nan
    model, images = fixed(scores, None)
    assert WRONG in predict_labels(model, images)
    assert accuracy_on(model, images, np.array(CHOSEN)) < 1
    model, images = fixed(np.full((2, 1), np.nan), "sigmoid")
    assert accuracy_on(model, images, np.array([0, 1])) == 0


def test_the_compiled_metric_does_not_matter() -> None:
    import keras

    model, images = fixed(np.array([[0.2], [-0.2]]), None)
    model.compile("adam", "binary_crossentropy", metrics=[keras.metrics.BinaryAccuracy(threshold=0.5)])
    assert accuracy_on(model, images, np.array([1, 0])) == 1.0


def test_more_images_than_a_batch() -> None:
    model, images = fixed(np.random.default_rng(0).normal(size=(200, 4)), None)
    labels = predict_labels(model, images)
    assert labels.shape == (200,)
    assert labels.tolist() == model.predict(images, verbose=0).argmax(axis=1).tolist()
    assert accuracy_on(model, images, labels) == 1.0


def test_whole_number_images() -> None:
    model, images = fixed(SCORES, None)
    assert predict_labels(model, images.astype("uint8")).tolist() == CHOSEN


def test_lengths_must_agree() -> None:
    model, images = fixed(SCORES, None)
    for x, y in ((images, np.zeros(3)), (images[:0], np.zeros(0))):
        with pytest.raises(ValueError, match="images"):
            accuracy_on(model, x, y)


def test_recalls_count_each_class_by_itself() -> None:
    model, images = fixed(SCORES, None)
    assert recalls(model, images, np.array([0, 2, 2, 1])) == (1.0, 0.0, 0.5)


@pytest.mark.parametrize("activation", [None, "softmax"])
def test_the_loss_is_that_of_probabilities_or_logits(activation: str | None) -> None:
    model, images = fixed(SCORES, activation)
    truth = np.array([0, 2, 0, 1])
    shares = np.exp(SCORES) / np.exp(SCORES).sum(axis=1, keepdims=True)
    scored = score_on(model, images, truth)
    assert scored.accuracy == 0.5
    assert scored.loss == pytest.approx(-np.log(shares[np.arange(4), truth]).mean(), abs=1e-5)


def test_certainty_where_it_is_wrong_has_a_bounded_loss() -> None:
    model, images = fixed(np.array([[500.0, 0], [np.nan, 0]]), None)
    scored = score_on(model, images, np.array([1, 0]))
    assert scored.accuracy == 0.0
    assert scored.loss == pytest.approx(-np.log(1e-7))
