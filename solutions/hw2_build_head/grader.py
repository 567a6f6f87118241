"""Hidden checks of hw2, "Build the head". They look at what was built, never at how it is written."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.checks import (
    LOSS_PROBLEMS,
    SCALING_PROBLEMS,
    BaseWeights,
    CheckFailed,
    Drift,
    Feedback,
    HandedOut,
    Pictures,
    Pooling,
    Problem,
    Scaling,
    Submission,
    accuracy_on,
    curves_of,
    describe_freezing,
    describe_head,
    expect_integer,
    expect_model,
    expect_shape,
    find_base,
    is_norm_name,
    judge_model,
    measure_drift,
    points,
    probe_positions,
    probe_scaling,
    record_of,
    require,
    require_accuracy,
    require_own_history,
    require_validation_curves,
    scaling_observed,
    score_on,
    tells_of,
)

SHAPE = (96, 96, 3)
FEATURES = 1280  # of MobileNetV2 up to a width of 1
SAME_LOSS = 0.01  # likewise for its loss, as a share
SHORT_OF = 0.07  # on what it has learned, no model falls short by more
THINKING_SECONDS = 0.2  # for a shape, at most; to build a model takes at least twice as long
CALIBRATED = json.loads(Path(__file__).with_name("thresholds.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session", autouse=True)
def _announced(submission: Submission) -> None:
    submission.announce(("load_base",), ("build_model", 7), ("build_model", 2), "model")


@cache
def _built(submission: Submission, num_classes: int) -> Any:
    """One model per class count, shared by the checks: building takes a second on each side."""
    return expect_model(submission.call("build_model", num_classes), f"`build_model({num_classes})`")


@cache
def _base(submission: Submission) -> Any:
    return expect_model(submission.call("load_base"), "`load_base()`")


@cache
def _trained(submission: Submission) -> Any:
    return expect_model(submission.value("model"), "`model`")


def _no_base(what: str) -> CheckFailed:
    return CheckFailed(
        Feedback(
            expected=f"{what} holds the layers of `keras.applications.MobileNetV2`.",
            observed="It has none of them.",
            why="The pretrained weights belong to that network and fit no other.",
            next_step="Use what `keras.applications.MobileNetV2(...)` gives you.",
            mistake="another network",
        )
    )


def _drift(model: Any, weights: Path, what: str) -> Drift:
    drift = measure_drift(model, weights)
    if drift is None:
        raise _no_base(what)
    return drift


@points(
    5, "2.1.1 The base is MobileNetV2 without its top", passed="The base ends in feature maps, ready for a new head."
)
def test_base_has_no_top(submission: Submission) -> None:
    base = _base(submission)
    info = find_base(base)
    if info is None:
        raise _no_base("`load_base()`")
    require(
        not info.has_top,
        expected="The base ends in feature maps: MobileNetV2 without its old top.",
        observed="The old top with its 1000 outputs is still on.",
        why="The old top names objects of another task. A head on top of it sees those names instead of the features.",
        next_step="Look up the argument of `MobileNetV2` that leaves the top off, and use it in `load_base`.",
        mistake="include_top",
    )
    require(
        tuple(base.input_shape[1:]) == SHAPE,
        expected=f"The base takes pictures of shape {SHAPE}.",
        observed=f"It takes pictures of shape {tuple(base.input_shape[1:])}.",
        why="Your pictures and the pretrained weights were made for that size.",
        next_step="Hand `lab.IMAGE_SHAPE` to `MobileNetV2` as its `input_shape`.",
    )


@points(
    5,
    "2.1.2 The base comes with its pretrained weights",
    after="2.1.1",
    passed="Every weight equals the pretrained one.",
)
def test_base_is_pretrained(submission: Submission, weights: Path) -> None:
    drift = _drift(_base(submission), weights, "`load_base()`")
    require(
        drift.kind is not BaseWeights.OTHER_SIZE,
        expected="The base is as wide as the pretrained one.",
        observed="Its layers have other widths than those in the file of pretrained weights.",
        why="Weights fit only a network of the same size.",
        next_step="Hand `lab.ALPHA` to `MobileNetV2` as its `alpha`.",
        mistake="other width",
    )
    require(
        drift.kind is not BaseWeights.UNRELATED,
        expected="Each weight of the base equals the pretrained one.",
        observed="The weights of the base are random numbers.",
        why="A base with random weights has seen nothing yet, and there is nothing to transfer.",
        next_step="Hand `lab.WEIGHTS` to `MobileNetV2` as its `weights`, and `lab.ALPHA` as its `alpha`.",
        mistake="weights=None",
    )
    require(
        drift.kind is BaseWeights.PRETRAINED,
        expected="Each weight of the base equals the pretrained one.",
        observed=f"{len({*drift.changed, *drift.changed_statistics})} layers of the base differ from the file.",
        why="The features that you borrow are only as good as the weights that make them.",
        next_step="Let `load_base` load the weights and change nothing in them.",
    )


@points(5, "2.1.3 The base is frozen", after="2.1.1", passed="Training will not touch the base.")
def test_base_is_frozen(submission: Submission) -> None:
    count = len(_base(submission).trainable_weights)
    require(
        count == 0,
        expected="None of the base's weights can be trained.",
        observed=f"{count} of them still can.",
        why="With so few pictures, training the base spoils features that took very many pictures to learn.",
        next_step="Freeze the whole base, not single layers, before `load_base` returns it.",
        mistake="not frozen",
    )


@points(8, "2.2.1 One output per class, for any number of classes", passed="The width follows `num_classes`.")
def test_output_width(submission: Submission) -> None:
    for num_classes in (7, 2):  # two tempt to a single output
        model = _built(submission, num_classes)
        require(
            tuple(model.output_shape) == (None, num_classes),
            expected=f"`build_model({num_classes})` gives {num_classes} numbers for each picture.",
            observed=f"Its outputs have shape {tuple(model.output_shape)}, where None stands for the batch.",
            why="Each class needs an output of its own, and a model that only fits one task cannot be used again.",
            next_step="Use `num_classes` as the number of units of the last layer, after pooling.",
            mistake="output width",
        )


@points(
    8,
    "2.2.2 Pixels reach the base scaled to −1 … 1",
    explained_by=("2.1.1",),
    passed="Black arrives as −1 and white as 1.",
)
def test_scaling(submission: Submission) -> None:
    probe = probe_scaling(_built(submission, 7))
    if probe is None:
        raise _no_base("`build_model(7)`")
    mistake, step = SCALING_PROBLEMS[probe.kind]
    require(
        probe.kind is Scaling.SYMMETRIC,
        expected="A black pixel (0) reaches the base as −1 and a white one (255) as 1.",
        observed=scaling_observed(probe),
        why="The base has learned from pixels between −1 and 1. With others it sees badly, and no error tells you.",
        next_step=step,
        mistake=mistake,
    )


@points(7, "2.2.3 The head works on pooled features", after="2.2.1", passed="The head is as small as it should be.")
def test_pooling(submission: Submission) -> None:
    head = describe_head(_built(submission, 7))
    require(
        head.pooling is not Pooling.FLATTEN,
        expected=f"The head starts from {FEATURES} numbers for each picture: the average of each feature map.",
        observed=f"The feature maps are flattened, and the head has {head.parameters:,} parameters.",
        why="Many more parameters than pictures invite the head to learn the pictures by heart.",
        next_step="Put global average pooling where you flatten now.",
        mistake="flatten",
    )
    positions = probe_positions(_built(submission, 7))
    if positions is None:
        return  # without a whole base, other checks say what is wrong
    require(
        not positions.unseen,
        expected="Each feature map becomes one number, the average of all its positions.",
        observed=f"Of the {positions.count} positions of each map, {positions.unseen} make no difference.",
        why="An animal that is in the part of the picture that is left out is not seen.",
        next_step="Average over the whole map. Pooling with a window leaves out what lies beside its last step.",
        mistake="part of the map",
    )


@points(
    7,
    "2.2.4 Only the head learns",
    after="2.2.1",
    explained_by=("2.1.1", "2.1.3"),
    passed="The head can be trained, and nothing else.",
)
def test_only_head_trainable(submission: Submission) -> None:
    facts = describe_freezing(_built(submission, 7))
    if facts is None:
        raise _no_base("`build_model(7)`")
    require(
        facts.head_trained > 0,
        expected="The weights of the head can be trained.",
        observed="Nothing in the head can be trained.",
        why="A frozen head keeps its random weights, and the model goes on guessing.",
        next_step="Freeze the base alone. Do not set `trainable` on the whole model or on the new layers.",
        mistake="head frozen",
    )
    require(
        facts.base_frozen,
        expected="No weight of the base can be trained in the finished model.",
        observed=f"{len(facts.trained)} layers of the base can still be trained.",
        why="What counts is what the finished model trains, whatever was frozen on the way.",
        next_step="Use the base from your `load_base()` in `build_model`, and freeze all of it.",
        mistake="freeze misses layers",
    )


@points(4, "2.3.1 The shape for one picture and five classes", passed="One picture, five numbers.")
def test_predicted_shape(submission: Submission) -> None:
    shape = expect_shape(submission.value("predicted_shape"), "`predicted_shape`")
    require(
        shape == (1, 5),
        expected="The shape that the model's outputs have for a batch of 1 picture and 5 classes.",
        observed=f"`predicted_shape` is {shape}.",
        why="Knowing the shape before you run a model is the quickest way to find mistakes in it.",
        next_step="Ask two questions: how many pictures go in, and how many numbers does each one get?",
        mistake="output shape",
    )


@points(6, "2.3.2 The rule for any batch and any number of classes", passed="The rule holds for all sizes tried.")
def test_output_shape(submission: Submission) -> None:
    asked = [(1, 5), (32, 3), (7, 7), (3, 32), *((batch, 2 + batch % 9) for batch in range(40, 80))]
    shapes = submission.call_each("output_shape", asked)
    for (batch, classes), found in zip(asked, shapes, strict=True):
        shape = expect_shape(found, f"`output_shape({batch}, {classes})`")
        require(
            shape == (batch, classes),
            expected="A row for each picture of the batch, and in it a number for each class.",
            observed=f"`output_shape({batch}, {classes})` gives {shape}.",
            why="A rule that holds for one case only tells you nothing about the next model.",
            next_step="Say in words what a row and what a column of the outputs is, then write the tuple.",
            mistake="output shape",
        )
    require(
        submission.seconds < THINKING_SECONDS * len(asked),
        expected="`output_shape` works the shape out from its two arguments, in no time.",
        observed=f"It took {submission.seconds:.0f} seconds for {len(asked)} shapes, so it builds or runs a model.",
        why="What a model really gives is no prediction, and cannot tell you that the model is wrong.",
        next_step="Write down the rule that you used for `predicted_shape`, with the arguments' names in it.",
        mistake="shape of a model",
    )


@points(10, "2.4.1 The number of parameters of the head", passed="Every number that the head learns is counted.")
def test_head_parameter_count(submission: Submission) -> None:
    for features, classes in ((FEATURES, 5), (FEATURES, 1), (10, 3), (64, 100)):
        text = f"`head_parameter_count({features}, {classes})`"
        count = expect_integer(submission.call("head_parameter_count", features, classes), text)
        right = features * classes + classes
        require(
            count == right,
            expected="One weight for each pair of feature and class, and for each class one number more, called bias.",
            observed=f"{text} gives {count:,}, {abs(count - right):,} too {'many' if count > right else 'few'}.",
            why="This number tells you how much the head can learn, and how easily it learns pictures by heart.",
            next_step="Compare with `keras.layers.Dense` for a small case that you can count by hand.",
            mistake="parameter count",
        )


@points(
    10,
    "2.5.1 The loss fits the last layer and the labels",
    after="2.2.1",
    passed="Outputs, loss and labels fit together.",
)
def test_loss_fits(submission: Submission) -> None:
    problem = judge_model(_compiled(submission)).problem
    observed, step = LOSS_PROBLEMS[problem]
    require(
        problem is Problem.NONE,
        expected="The loss knows what your outputs mean and that the labels are whole numbers.",
        observed=observed,
        why="A loss that takes logits for probabilities, or the reverse, runs without an error and often learns badly.",
        next_step=step,
        mistake=problem.name.lower(),
    )


@points(
    5, "2.5.2 The learning rate is used and accuracy reported", after="2.2.1", passed="Rate and metric are as asked."
)
def test_rate_and_metric(submission: Submission) -> None:
    record = record_of(_compiled(submission)).compiled
    rate = record.optimizer.start_rate if record and record.optimizer else math.nan
    require(
        abs(rate - _RATE) <= 1e-3 * _RATE,
        expected="The optimizer starts at the rate that is handed to `compile_model`.",
        observed=f"With `learning_rate={_RATE}` it starts at {rate:.4g}.",
        why="Who calls your function relies on its rate. Later you will train with a much lower one.",
        next_step="Hand `learning_rate` on to the optimizer.",
        mistake="learning rate ignored",
    )
    require_accuracy(_compiled(submission), where="`compile_model`")


@points(6, "2.6.1 The model was trained", passed="The loss came down from the first epoch to the last.")
def test_was_trained(submission: Submission, hidden: Pictures, handed_out: HandedOut) -> None:
    model = _trained(submission)
    classes = len(hidden.class_names)
    history = submission.value("history")
    curves = curves_of(history)
    losses = curves.get("loss", ())
    require(
        len(losses) > 0 and bool(np.isfinite(losses).all()),
        expected="`history` is what `fit` returned, with a finite loss for each epoch.",
        observed="`history` holds no losses." if not len(losses) else "The loss became infinite or not a number.",
        why="The history is the record of the training; the curves below the cell are drawn from it.",
        next_step="Write `history = model.fit(...)`, and run the cell again.",
    )
    require(
        tuple(model.output_shape) == (None, classes),
        expected=f"`model` was built for the {classes} classes of the data.",
        observed=f"Its outputs have shape {tuple(model.output_shape)}.",
        why="With fewer outputs than classes some pictures can never be right; with more, some outputs are never used.",
        next_step="Build it with `build_model(len(data.class_names))`.",
        mistake="output width",
    )
    best, epochs = min(losses), f"{len(losses)} epoch{'s' * (len(losses) > 1)}"
    fell = len(losses) > 1 and best < 0.9 * losses[0]
    if not fell:
        _require_unscaled(curves, model, handed_out.validation)
    require(
        fell,
        expected="The loss falls while the head learns.",
        observed=f"It starts at {losses[0]:.3g}, and its lowest value in {epochs} is {best:.3g}.",
        why="A loss that stays where it is means that nothing was learned.",
        next_step="Train for more epochs, and look at the learning rate and at what can be trained.",
        mistake="flat loss",
    )
    _require_validation(curves, model, handed_out)


def _require_unscaled(curves: Mapping[str, Sequence[float]], model: Any, validation: Pictures) -> None:
    """The losses in the history are not those of pictures that were scaled before the model scales them."""
    told = list(curves.get("val_loss", ()))

    def agrees(x: Any) -> bool:
        loss = score_on(model, x, validation.y).loss
        return any(abs(loss - value) <= SAME_LOSS * value for value in (told[-1], min(told)))

    x = validation.x.astype("float32")
    if told and not agrees(x):
        for how, scaled in (("divided by 255", x / 255), ("brought to −1 … 1", x / 127.5 - 1)):
            require(
                not agrees(scaled),
                expected="`fit` gets the pictures as they are, from 0 to 255: the model scales them.",
                observed=f"The losses in `history` are those of pictures that were {how} before.",
                why="Scaled twice, all pictures look nearly the same to the base, and there is little to learn from.",
                next_step="Hand `data.x_train` and `data.x_val` to `fit` unchanged, and leave the scaling to the "
                "layers of the model.",
                mistake="scaled twice",
            )


def _require_validation(curves: Mapping[str, Sequence[float]], model: Any, pictures: HandedOut) -> None:
    """The model learned from the training pictures, and was measured on the validation pictures."""
    require_validation_curves(curves, "history")
    train, validation = (accuracy_on(model, part.x, part.y) for part in (pictures.train, pictures.validation))
    require(
        train >= validation - SHORT_OF,
        expected="The model does about as well on the training pictures as on the validation pictures, or better.",
        observed=f"It has {train:.0%} of the training pictures right, and {validation:.0%} of the validation pictures.",
        why="A model that learns from the validation pictures is no longer measured by them.",
        next_step="Train on `data.x_train` and `data.y_train`, and hand the others over as `validation_data` alone.",
        mistake="leakage",
    )
    if not tells_of(curves, validation):
        _require_unscaled(curves, model, pictures.validation)
    require_own_history(
        curves, validation, history="history", model="`model`", then="Train `model` no further afterwards."
    )


@points(
    4,
    "2.6.2 Training left the base as it was",
    after="2.1.2",
    explained_by=("2.1.3", "2.2.4"),
    passed="Base unchanged.",
)
def test_base_unharmed(submission: Submission, weights: Path) -> None:
    drift = _drift(_trained(submission), weights, "`model`")
    norms_alone = bool(drift.changed_statistics) and all(is_norm_name(name) for name in drift.changed)
    facts = describe_freezing(_trained(submission))
    require(
        not (norms_alone and facts is not None and facts.called_with),
        expected="The base of the trained model equals the pretrained one.",
        observed="Its BatchNormalization averages have moved: these layers are switched on, and the base is called "
        "with `training=True`.",
        why="With both, the layers replace their averages by those of small batches, and the features get worse.",
        next_step="Call the base with `training=False`, and freeze the whole base before you train.",
        mistake="called with training=True",
    )
    require(
        not norms_alone,
        expected="The base of the trained model equals the pretrained one.",
        observed="Its BatchNormalization averages have moved.",
        why="Averages that follow small batches no longer fit the weights, and the features get worse.",
        next_step="Freeze the whole base, BatchNormalization layers included, before you train.",
        mistake="batch norm updating",
    )
    require(
        drift.kind is BaseWeights.PRETRAINED,
        expected="The base of the trained model equals the pretrained one.",
        observed=f"{len(drift.changed)} layers of it have changed.",
        why="With so few pictures, training the base spoils what it knew.",
        next_step="Freeze the base before you compile and train, and train a newly built model.",
        mistake="not frozen",
    )


@points(
    10,
    "2.6.3 Accuracy on pictures that nobody has seen",
    explained_by=("2.1.1", "2.1.2", "2.1.3", "2.2.1", "2.2.2", "2.2.4", "2.5.1", "2.6.1", "2.6.2"),
    passed="The model does well on pictures that were never handed out.",
)
def test_accuracy(submission: Submission, hidden: Pictures, remark: Callable[[str], None]) -> None:
    wanted = CALIBRATED["accuracy"]["threshold"]
    found = accuracy_on(_trained(submission), hidden.x, hidden.y)
    remark(f"It sorts {found:.1%} of them rightly; {wanted:.0%} were asked for.")
    require(
        found >= wanted,
        expected=f"At least {wanted:.0%} of pictures that were never handed out are sorted rightly.",
        observed=f"Your model sorts {found:.1%} of them rightly.",
        why="What a model does on new pictures is all that counts in the end.",
        next_step="Look at the validation curve: if it is still rising, train longer; if it is flat and low, check the "
        "scaling and the learning rate.",
        mistake="low accuracy",
    )


_RATE = 0.004


@cache
def _compiled(submission: Submission) -> Any:
    built = _built(submission, 7)
    text = "`compile_model(build_model(7), learning_rate=…)`"
    model = expect_model(submission.call("compile_model", built, learning_rate=_RATE), text)
    require(
        record_of(model).compiled is not None,
        expected=f"{text} returns a compiled model.",
        observed="The model that came back is not compiled.",
        why="Without a loss and an optimizer a model cannot be trained.",
        next_step="Call `model.compile(...)` in it, and return `model`.",
    )
    return model
