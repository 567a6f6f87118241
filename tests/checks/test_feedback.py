"""Errors of Keras that come of one mistake are recognised, whatever version raised them."""

from __future__ import annotations

import keras
import pytest

from autograder.checks import CheckFailed, Submission
from autograder.checks.feedback import explain_error
from autograder.exchange.frames import encode
from autograder.texts import clean

INPUTS = keras.Input((4, 4, 3))


@pytest.mark.parametrize(
    "build",
    [
        lambda: keras.Model(INPUTS, keras.layers.Dense(3)),
        lambda: keras.Model(INPUTS, [keras.layers.Dense(3)]),
        lambda: keras.layers.Dense(3)(keras.layers.GlobalAveragePooling2D()),
        lambda: keras.layers.Rescaling(1 / 255)(keras.layers.Dropout(0.5)),
        lambda: keras.layers.Dense(3)(keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])),
    ],
)
def test_a_layer_that_was_never_called(build):
    with pytest.raises(Exception) as problem:  # noqa: PT011 - its type differs between versions
        build()
    text = f"`build_model(…)` raised {type(problem.value).__name__}: {' '.join(str(problem.value).split())[:240]}"
    known = explain_error(text)
    assert known is not None
    assert known.mistake == "layer never called"
    error = {"observed": text, "why": "w", "next_step": "n"}
    with pytest.raises(CheckFailed) as told:
        Submission(lambda request: encode({"error": error}), lambda kind, data: data).call("build_model", 3)
    assert told.value.feedback.mistake == "layer never called"
    assert told.value.feedback.observed == clean(text)  # Keras puts the colours of terminals into some


@pytest.mark.parametrize("text", ["", "ZeroDivisionError: division by zero", "ValueError: negative dimensions"])
def test_other_errors_are_told_as_they_are(text):
    assert explain_error(text) is None
    error = {"observed": text, "why": "w", "next_step": "n"}
    with pytest.raises(CheckFailed) as told:
        Submission(lambda request: encode({"error": error}), lambda kind, data: data).call("f")
    assert (told.value.feedback.why, told.value.feedback.mistake) == ("w", "")
