"""Hidden checks of hw4, "Diagnose overfitting". Functions are asked about histories whose truth is known.

What students read is in ``messages.toml``.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.checks import (
    HandedOut,
    NotAnswered,
    Pictures,
    StudentModel,
    Submission,
    accuracy_reported,
    calibrated,
    concept_question,
    expect_integer,
    expect_model,
    expect_number,
    fact,
    fail,
    in_words,
    judge_function,
    lab_settings,
    load_helper,
    loss_fits,
    not_leaked,
    noted,
    outputs,
    own_history,
    points,
    require,
    scaled,
    score_on,
)

histories = load_helper(__file__, "histories")
Diagnosis, Family, RECORDED = histories.Diagnosis, histories.Family, histories.RECORDED

PER_FAMILY = 16
SHARE = 0.9  # of a family's histories that a careful set of rules surely gets right
FITS = 0.8  # of the training pictures: with fewer of them right, a model underfits
SAME_LOSS = 0.02  # as a share: between a loss that was recorded and the rebuilt model's
GOALS = calibrated(__file__)


@dataclass(frozen=True)
class Asked:
    """All histories that the functions are asked about, in an order that tells nothing."""

    members: tuple[Any, ...]
    curves: tuple[dict[str, list[float]], ...]


@pytest.fixture(scope="session")
def asked(hidden: Pictures) -> Asked:
    seed = int.from_bytes(hashlib.sha256(hidden.x[:50].tobytes()).digest()[:6], "big")
    drawn = [member for family in Family for member in histories.members(family, PER_FAMILY, seed)]
    members = tuple(drawn[place] for place in np.random.default_rng(seed).permutation(len(drawn)))
    return Asked(members, tuple(member.history() for member in members))


Diagnosed = Callable[[], list[tuple[Any, Any]]]


@pytest.fixture(scope="session")
def diagnosed(submission: Submission, asked: Asked) -> Diagnosed:
    """What each history is, and what ``diagnose`` says; asked once, when it is wanted first."""
    rows = [(curves,) for curves in asked.curves]
    return cache(lambda: list(zip(asked.members, submission.call_each("diagnose", rows), strict=True)))


@pytest.fixture(scope="session")
def few(materials: Path, handed_out: HandedOut) -> Pictures:
    """The training pictures of ``lab.load_few``: a few of each class."""
    train = handed_out.train
    count = lab_settings(materials / "lab")["few_per_class"]
    chosen = np.concatenate([np.flatnonzero(train.y == label)[:count] for label in np.unique(train.y)])
    return Pictures(train.x[chosen], train.y[chosen], train.class_names)


# ---------------------------------------------------------------- 4.1 and 4.2

#: No two epochs are alike, so that whatever is taken out of it, or sorted, makes a difference.
CLIMBING = {
    "accuracy": [0.25, 0.42, 0.56, 0.67, 0.76, 0.85, 0.91, 0.96],
    "val_accuracy": [0.24, 0.38, 0.49, 0.55, 0.60, 0.63, 0.62, 0.61],
    "loss": [1.6, 1.3, 1.05, 0.86, 0.66, 0.51, 0.38, 0.24],
    "val_loss": [1.62, 1.38, 1.2, 1.11, 1.02, 1.06, 1.12, 1.21],
}
SHORT = {"accuracy": [0.5, 0.8], "val_accuracy": [0.4, 0.4], "loss": [1.0, 0.6], "val_loss": [1.2, 1.1]}
TIE = {"accuracy": [0.2] * 4, "val_accuracy": [0.2] * 4, "loss": [1.6, 1.5, 1.4, 1.3], "val_loss": [2, 1, 1.5, 1]}

WRONG_GAPS = {
    "sign swapped": lambda history: -histories.gap(history),
    "gap without sign": lambda history: abs(histories.gap(history)),
    "last epoch alone": lambda history: history["accuracy"][-1] - history["val_accuracy"][-1],
    "all epochs": lambda history: float(np.mean(history["accuracy"]) - np.mean(history["val_accuracy"])),
    "best epochs": lambda history: max(history["accuracy"]) - max(history["val_accuracy"]),
    "gap of losses": lambda history: float(np.mean(history["val_loss"][-3:]) - np.mean(history["loss"][-3:])),
}
WRONG_EPOCHS = {
    "counted from 0": lambda history: histories.best_epoch(history) - 1,
    "accuracy only": lambda history: int(np.argmax(history["val_accuracy"])) + 1,
    "training loss": lambda history: int(np.argmin(history["loss"])) + 1,
    "last epoch": lambda history: len(history["loss"]),
    "tie": lambda history: len(history["val_loss"]) - int(np.argmin(history["val_loss"][::-1])),
}


@points(8, "4.1.1 The gap between training and validation")
def test_gap(submission: Submission, asked: Asked) -> None:
    judge_function(
        submission,
        "generalization_gap",
        [(history,) for history in (*asked.curves, SHORT)],
        right=histories.gap,
        mistakes=WRONG_GAPS,
        answer=expect_number,
        again=(CLIMBING,),
    )


@points(8, "4.2.1 The best epoch")
def test_best_epoch(submission: Submission, asked: Asked) -> None:
    judge_function(
        submission,
        "best_epoch",
        [(history,) for history in (*asked.curves, TIE)],
        right=histories.best_epoch,
        mistakes=WRONG_EPOCHS,
        answer=expect_integer,
        again=(CLIMBING,),
    )


# ---------------------------------------------------------------- 4.3


@points(5, "4.3.1 Overfitting is recognised", explained_by=("4.1.1",))
def test_overfitting(diagnosed: Diagnosed) -> None:
    _recognised(Diagnosis.OVERFITTING, diagnosed())


@points(5, "4.3.2 Underfitting is recognised")
def test_underfitting(diagnosed: Diagnosed) -> None:
    _recognised(Diagnosis.UNDERFITTING, diagnosed())


@points(5, "4.3.3 A good fit is left in peace", explained_by=("4.1.1",))
def test_good_fit(diagnosed: Diagnosed) -> None:
    _recognised(Diagnosis.GOOD, diagnosed())


@points(5, "4.3.4 Too high a learning rate is recognised")
def test_rate(diagnosed: Diagnosed) -> None:
    _recognised(Diagnosis.RATE, diagnosed())


@points(5, "4.3.5 Validation above training is no bug", explained_by=("4.1.1",))
def test_above(diagnosed: Diagnosed) -> None:
    _recognised(Diagnosis.ABOVE, diagnosed())


@points(5, "4.3.6 Noisy validation is recognised")
def test_noisy(diagnosed: Diagnosed) -> None:
    _recognised(Diagnosis.NOISY, diagnosed())


def _recognised(truth: Any, diagnosed: Sequence[tuple[Any, Any]]) -> None:
    """Each family of a diagnosis has to be right for itself: else a large one would hide a small one."""
    for family in (family for family in Family if family.diagnosis is truth):
        called = [_diagnosis(said) for member, said in diagnosed if member.family is family]
        wrong = Counter(name for name in called if name is not truth)
        if wrong.total() > (1 - SHARE) * len(called):
            name, times = wrong.most_common(1)[0]
            _mistaken(truth, name, family.name.lower().replace("_", " "), times=times, count=len(called))


@fact
def _diagnosis(value: Any) -> Any:
    text = " ".join(value.replace("_", " ").split()).casefold() if isinstance(value, str) else ""
    known = {diagnosis.value: diagnosis for diagnosis in Diagnosis}
    require(text in known, "another name", answer=in_words(value))
    return known[text]


@fact
def _mistaken(truth: Any, called: Any, kind: str = "", **seen: object) -> None:
    """One diagnosis was given for another: a kind of history may have words of its own, else the diagnosis has."""
    fail(
        f"{kind} called {called.value}",
        f"{truth.value} called {called.value}",
        f"{truth.value} called otherwise",
        "another diagnosis",
        called=called.value,
        **seen,
    )


# ---------------------------------------------------------------- 4.4 to 4.6


@points(4, "4.4.1 Curve B: 95 % in training, 70 % in validation")
def test_reading_of_b(submission: Submission) -> None:
    _read_rightly(_readings(submission, "B"))


@points(6, "4.4.2 The other recorded curves")
def test_other_readings(submission: Submission) -> None:
    _read_rightly(_readings(submission, "ACDEF"))


def _read_rightly(readings: dict[str, Any]) -> None:
    for letter, reading in readings.items():
        called = _diagnosis(reading)
        if called is not RECORDED[letter]:
            _mistaken(RECORDED[letter], called, letter=letter)


@fact
def _readings(submission: Submission, letters: str) -> dict[str, Any]:
    readings = submission.value("readings")
    complete = isinstance(readings, dict) and all(letter in readings for letter in letters)
    require(complete, "no readings", answer=in_words(readings))
    if any(readings[letter] is ... for letter in letters):
        raise NotAnswered("`readings`")
    return {letter: readings[letter] for letter in letters}


test_question_of_the_gap = concept_question(__file__, 6, "4.5.1 What 95 % and 70 % mean, and what to do")
test_question_of_high_accuracy = concept_question(__file__, 6, "4.6.1 What high validation accuracy means")


# ---------------------------------------------------------------- 4.7


@dataclass(frozen=True)
class Stopped:
    """What became of one training.

    Attributes:
        val_losses: as they were recorded.
        loss: of the model that came back, measured here on the validation data.
    """

    val_losses: tuple[float, ...]
    loss: float

    @property
    def best(self) -> int:
        """The best epoch, from 1."""
        return self.val_losses.index(min(self.val_losses)) + 1


MAX_EPOCHS = 80
#: Patience, and how large the numbers are that a model learns from: with small ones it gets better in small steps.
TRAININGS = ((3, 1.0), (8, 1.0), (5, 0.05))


@cache
@fact
def _stopped(submission: Submission, patience: int, size: float) -> Stopped:
    """The student's function on a problem of a few dozen points, which a model soon memorises."""
    rng = np.random.default_rng(70 + patience)
    x = rng.normal(size=(150, 8)).astype("float32") * np.float32(size)
    y = np.where(rng.uniform(size=150) < 0.35, rng.integers(0, 3, 150), x[:, :3].argmax(axis=1))
    fresh = expect_model(submission.call("small_model"), "`small_model()`")
    result = submission.call("fit_until_best", fresh, x[:40], y[:40], x[40:], y[40:], MAX_EPOCHS, patience)
    require(isinstance(result, list | tuple) and len(result) == 2, "not two things", answer=in_words(result))
    model = expect_model(result[0], "The first thing that `fit_until_best` returns")
    curves = getattr(result[1], "history", result[1])
    losses = curves.get("val_loss", ()) if isinstance(curves, dict) else ()
    require(len(losses) > 0, "no validation losses")
    require(bool(np.isfinite(losses).all()), "losses not finite")
    return Stopped(tuple(float(loss) for loss in losses), score_on(model, x[40:], y[40:]).loss)


@points(4, "4.7.1 The training stops")
def test_it_stops(submission: Submission) -> None:
    for patience, size in TRAININGS:
        run = _stopped(submission, patience, size)
        epochs = len(run.val_losses)
        require(epochs < MAX_EPOCHS, "never stops", best=run.best, epochs=epochs)
        in_time = 0 <= epochs - run.best - patience <= 1
        require(in_time, "watches something else", best=run.best, epochs=epochs, patience=patience)


@points(8, "4.7.2 The best weights come back", after="4.7.1")
def test_best_weights(submission: Submission) -> None:
    for patience, size in TRAININGS:
        run = _stopped(submission, patience, size)
        lowest, last = min(run.val_losses), run.val_losses[-1]
        back = abs(run.loss - lowest) <= SAME_LOSS * lowest
        require(back, "no restore_best_weights", loss=run.loss, lowest=lowest, last=last)


# ---------------------------------------------------------------- 4.8


@points(4, "4.8.1 The repaired model can be trained as it comes")
def test_build_repaired_model(submission: Submission, hidden: Pictures) -> None:
    model = submission.built_by("build_repaired_model")
    loss_fits(model)
    outputs(model, len(hidden.class_names))
    if model.scaling is not None:  # else it has no MobileNetV2, and nobody knows what it wants
        scaled(model)
    accuracy_reported(model)


def _repaired(submission: Submission, hidden: Pictures) -> StudentModel:
    model = submission.model("repaired")
    outputs(model, len(hidden.class_names))
    return model


@points(8, "4.8.2 Accuracy on pictures that nobody has seen", explained_by=("4.8.1",))
def test_accuracy(
    submission: Submission, hidden: Pictures, handed_out: HandedOut, few: Pictures, remark: Callable[[str], None]
) -> None:
    model = _repaired(submission, hidden)
    not_leaked(model, handed_out.validation)
    others = model.shown(handed_out.train) - model.shown(few)
    require(not others, "more pictures", others=others)
    own_history(model, submission.history("repaired_history"), handed_out.validation)
    wanted, training, found = GOALS["accuracy"], model.score(few).accuracy, model.score(hidden).accuracy
    remark(noted(accuracy=found, wanted=wanted))
    require(
        found >= wanted,
        "underfitting" if training < FITS else "overfitting",
        accuracy=found,
        wanted=wanted,
        training=training,
    )


@points(8, "4.8.3 The gap has shrunk", after="4.8.2")
def test_small_gap(submission: Submission, hidden: Pictures, few: Pictures, remark: Callable[[str], None]) -> None:
    model = _repaired(submission, hidden)
    training, found = model.score(few).loss, model.score(hidden).loss
    remark(noted(gap=found - training, allowed=GOALS["gap"]))
    require(found - training <= GOALS["gap"], "overfitting", training=training, found=found, allowed=GOALS["gap"])
