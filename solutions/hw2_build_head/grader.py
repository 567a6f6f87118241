"""Hidden checks of hw2, "Build the head". They look at what was built, never at how it is written.

What students read is in ``messages.toml``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.checks import (
    HandedOut,
    Pictures,
    StudentModel,
    Submission,
    accuracy_reported,
    accurate,
    averaged,
    base_unchanged,
    calibrated,
    compiled,
    could_learn,
    each_class_told,
    expect_integer,
    expect_shape,
    fed_unscaled,
    frozen,
    has_losses,
    if_right,
    judge_function,
    learned_from_all,
    loss_falls,
    loss_fits,
    no_top,
    not_leaked,
    only_head_trains,
    outputs,
    own_history,
    passes_pictures_on,
    points,
    pooled,
    pretrained,
    require,
    same_features,
    scaled,
    scores_kept,
    starts_at,
    takes_pictures,
    validated,
)

SHAPE = (96, 96, 3)
FEATURES = 1280  # of MobileNetV2 up to a width of 1
RATE = 0.004
THINKING_SECONDS = 0.2  # for a shape, at most; to build a model takes at least twice as long
GOALS = calibrated(__file__)


@pytest.fixture(scope="session", autouse=True)
def _announced(submission: Submission) -> None:
    submission.announce(("load_base",), ("build_model", 7), ("build_model", 2), "model")


def _built(submission: Submission) -> StudentModel:
    return submission.built_by("build_model", 7)


def _compiled(submission: Submission) -> StudentModel:
    model = submission.built_by("compile_model", _built(submission), learning_rate=RATE)
    compiled(model)
    return model


@points(7, "2.1.1 The base is MobileNetV2 without its top")
def test_base_has_no_top(submission: Submission) -> None:
    base = submission.built_by("load_base")
    no_top(base)
    takes_pictures(base, SHAPE)


@points(4, "2.1.2 The base comes with its pretrained weights", explained_by=("2.1.1",))
def test_base_is_pretrained(submission: Submission, weights: Path) -> None:
    pretrained(submission.built_by("load_base"), weights)


@points(4, "2.1.3 The base is frozen")
def test_base_is_frozen(submission: Submission) -> None:
    frozen(submission.built_by("load_base"))


@points(8, "2.2.1 One output per class, for any number of classes")
def test_output_width(submission: Submission) -> None:
    for num_classes in (7, 2):  # two tempt to a single output
        outputs(submission.built_by("build_model", num_classes), num_classes)
    each_class_told(_built(submission))


@points(8, "2.2.2 Pixels reach the base scaled to −1 … 1", explained_by=("2.1.1",))
def test_scaling(submission: Submission) -> None:
    model = _built(submission).on_any_base
    scaled(model)
    passes_pictures_on(model)


@points(7, "2.2.3 The head works on pooled features")
def test_pooling(submission: Submission, weights: Path) -> None:
    model, base = _built(submission), _sound_base(submission, weights)
    pooled(model)
    if base and model.freezing and model.freezing.base_frozen:  # else other checks say what is wrong
        same_features(model, base)
    averaged(model)
    scores_kept(model)


def _sound_base(submission: Submission, weights: Path) -> StudentModel | None:
    """What ``load_base`` gives, where it is whole and pretrained."""

    def sound() -> StudentModel | None:
        base = submission.built_by("load_base")
        pretrained(base, weights)
        return base if base.base and base.base.complete else None

    return if_right(sound)


@points(7, "2.2.4 The head learns, and nothing else is unfrozen", explained_by=("2.1.1",))
def test_only_head_trainable(submission: Submission, remark: Callable[[str], None]) -> None:
    model, base = _built(submission).on_any_base, if_right(lambda: submission.built_by("load_base"))
    only_head_trains(model, base.open_layers if base else (), remark)  # what load_base leaves open, 2.1.3 says


@points(4, "2.3.1 The shape for one picture and five classes")
def test_predicted_shape(submission: Submission) -> None:
    shape = expect_shape(submission.value("predicted_shape"), "`predicted_shape`")
    require(shape == (1, 5), "output shape", shape=shape)


@points(6, "2.3.2 The rule for any batch and any number of classes")
def test_output_shape(submission: Submission) -> None:
    judge_function(
        submission,
        "output_shape",
        [(1, 5), (32, 3), (7, 7), (3, 32), *((batch, 2 + batch % 9) for batch in range(40, 80))],
        right=lambda batch_size, num_classes: (batch_size, num_classes),
        otherwise="output shape",
        answer=expect_shape,
        seconds=THINKING_SECONDS,
    )


@points(10, "2.4.1 The number of parameters of the head")
def test_head_parameter_count(submission: Submission) -> None:
    judge_function(
        submission,
        "head_parameter_count",
        [(FEATURES, 5), (FEATURES, 1), (10, 3), (64, 100)],
        right=lambda num_features, num_classes: num_features * num_classes + num_classes,
        otherwise="parameter count",
        answer=expect_integer,
    )


@points(10, "2.5.1 The loss fits the last layer and the labels")
def test_loss_fits(submission: Submission) -> None:
    loss_fits(_compiled(submission))


@points(5, "2.5.2 The learning rate is used and accuracy reported")
def test_rate_and_metric(submission: Submission) -> None:
    starts_at(_compiled(submission), RATE)
    accuracy_reported(_compiled(submission))


@points(7, "2.6.1 The model was trained")
def test_was_trained(submission: Submission, hidden: Pictures, handed_out: HandedOut, weights: Path) -> None:
    model, history = submission.model("model"), submission.history("history")
    has_losses(history)
    outputs(model, len(hidden.class_names))
    not_leaked(model, handed_out.validation)
    learned_from_all(model, handed_out.train)
    validated(history)
    fed_unscaled(model, history, handed_out.validation)
    own_history(model, history, handed_out.validation, handed_out.train)
    if could_learn(model, weights):
        loss_falls(history)


@points(5, "2.6.2 Training left what was frozen as it was", explained_by=("2.1.1",))
def test_base_unharmed(submission: Submission, weights: Path) -> None:
    model, before = submission.model("model"), if_right(lambda: _built(submission))
    if before and not before.base:
        model, before = model.on_any_base, before.on_any_base
    base_unchanged(model, weights, before)


@points(
    8,
    "2.6.3 Accuracy on pictures that nobody has seen",
    explained_by=("2.1.1", "2.1.2", "2.1.3", "2.2.1", "2.2.2", "2.2.3", "2.2.4", "2.5.1", "2.6.1", "2.6.2"),
)
def test_accuracy(submission: Submission, hidden: Pictures, remark: Callable[[str], None]) -> None:
    accurate(submission.model("model"), hidden, at_least=GOALS["accuracy"], remark=remark)
