"""Hidden checks of hw4, "Diagnose overfitting". Functions are asked about histories whose truth is known.

What students read is in ``messages.toml``.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.checks import (
    CheckFailed,
    HandedOut,
    NotAnswered,
    Pictures,
    StoppedRun,
    StudentModel,
    Submission,
    accuracy_reported,
    arguments_kept,
    calibrated,
    concept_question,
    curves_of,
    expect_integer,
    expect_model,
    expect_number,
    fact,
    fail,
    if_right,
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
    rule_of,
    same_loss,
    same_network,
    scaled,
    score_on,
    setup_kept,
    steady,
    trained_epochs,
)

histories = load_helper(__file__, "histories")
Remark = Callable[[str], None]
Diagnosis, FAMILIES, RECORDED = histories.Diagnosis, histories.FAMILIES, histories.RECORDED
EXAMPLES = tuple((history,) for history in histories.EXAMPLES.values())

PER_FAMILY = 8
SHARE = 0.85  # of a family's histories that a careful set of rules surely gets right
SOME = 40  # histories are enough to see what a function does with them
FITS = 0.8  # of the training pictures: with fewer of them right, a model underfits
GOALS = calibrated(__file__)


@pytest.fixture(scope="session")
def asked(hidden: Pictures) -> list[Any]:
    """What all histories are that the functions are asked about, in an order that tells nothing."""
    seed = int.from_bytes(hashlib.sha256(hidden.x[:50].tobytes()).digest()[:6], "big")
    drawn = [member for family in FAMILIES.values() for member in histories.members(family, PER_FAMILY, seed)]
    return [drawn[place] for place in np.random.default_rng(seed).permutation(len(drawn))]


def _rows(asked: Sequence[Any]) -> list[tuple[dict[str, list[float]]]]:
    return [(member.history(),) for member in asked]


#: What ``diagnose`` says of each history, or would say if the gaps that it is given were right.
Diagnosed = Callable[[bool], list[tuple[Any, Any]]]


@pytest.fixture(scope="session")
def diagnosed(submission: Submission, asked: list[Any]) -> Diagnosed:
    """What each history is, and what ``diagnose`` says; asked once, when it is wanted first."""

    @cache
    def ask(right_gaps: bool) -> list[tuple[Any, Any]]:
        instead = {"generalization_gap": [histories.gap(*row) for row in _rows(asked)]} if right_gaps else {}
        return list(zip(asked, submission.call_each("diagnose", _rows(asked), instead), strict=True))

    return ask


@pytest.fixture(scope="session")
def few(materials: Path, handed_out: HandedOut) -> Pictures:
    """The training pictures of ``lab.load_few``: a few of each class."""
    train = handed_out.train
    count = lab_settings(materials / "lab")["few_per_class"]
    chosen = np.concatenate([np.flatnonzero(train.y == label)[:count] for label in np.unique(train.y)])
    return Pictures(train.x[chosen], train.y[chosen], train.class_names)


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
def test_gap(submission: Submission, asked: list[Any]) -> None:
    cases, right = [*_rows(asked), *EXAMPLES], histories.gap
    judge_function(submission, "generalization_gap", cases, right=right, mistakes=WRONG_GAPS, answer=expect_number)


@points(8, "4.2.1 The best epoch")
def test_best_epoch(submission: Submission, asked: list[Any]) -> None:
    cases, right = [*_rows(asked), *EXAMPLES], histories.best_epoch
    judge_function(submission, "best_epoch", cases, right=right, mistakes=WRONG_EPOCHS, answer=expect_integer)


def _recognises(truth: Any, worth: float, title: str) -> Callable[..., None]:
    """A check of ``diagnose`` by the histories of one diagnosis."""

    @points(worth, title)
    def check(submission: Submission, asked: list[Any], diagnosed: Diagnosed, remark: Remark) -> None:
        _recognised(truth, diagnosed, remark)
        rows = _rows(asked)[:SOME]
        submission.call_each("diagnose", rows, {"generalization_gap": [histories.gap(*row) for row in rows]})
        arguments_kept(submission, "diagnose", rows, ["history"], submission.changed)

    return check


test_overfitting = _recognises(Diagnosis.OVERFITTING, 4, "4.3.1 Overfitting is recognised")
test_underfitting = _recognises(Diagnosis.UNDERFITTING, 4, "4.3.2 Underfitting is recognised")
test_good_fit = _recognises(Diagnosis.GOOD, 4, "4.3.3 A good fit is left in peace")
test_rate = _recognises(Diagnosis.RATE, 4, "4.3.4 Too high a learning rate is recognised")
test_above = _recognises(Diagnosis.ABOVE, 4, "4.3.5 Validation above training is no bug")
test_noisy = _recognises(Diagnosis.NOISY, 4, "4.3.6 Noisy validation is recognised")


@fact
def _recognised(truth: Any, diagnosed: Diagnosed, remark: Remark) -> None:
    """The rules are right; who has them right and a wrong gap has lost its points in 4.1 already."""
    try:
        _told_from_others(truth, diagnosed(False))
    except CheckFailed:
        _told_from_others(truth, diagnosed(True))
        remark(noted())


def _told_from_others(truth: Any, diagnosed: Sequence[tuple[Any, Any]]) -> None:
    """Each family of a diagnosis has to be right for itself: else a large one would hide a small one."""
    for family in (family for family in FAMILIES.values() if family.diagnosis is truth):
        called = [(member, _diagnosis(said)) for member, said in diagnosed if member.family is family]
        wrong = Counter(name for _, name in called if name is not truth)
        if wrong.total() > (1 - SHARE) * len(called):
            name, times = wrong.most_common(1)[0]
            shortest = min((member for member, said in called if said is name), key=lambda member: member.epochs)
            _mistaken(truth, name, family, times=times, count=len(called), example=_example(shortest))


@fact
def _example(member: Any) -> str:
    return noted(epochs=member.epochs, **histories.read(member.history()))


@fact
def _diagnosis(value: Any) -> Any:
    text = " ".join(value.replace("_", " ").split()).casefold() if isinstance(value, str) else ""
    known = {diagnosis.value: diagnosis for diagnosis in Diagnosis}
    require(text in known, "another name", answer=in_words(value))
    return known[text]


@fact
def _mistaken(truth: Any, called: Any, family: Any = None, **seen: object) -> None:
    """One diagnosis was given for another: a kind of history may have words of its own, else the diagnosis has."""
    keys = [f"{truth.value} called {called.value}", f"{truth.value} called otherwise", "another diagnosis"]
    if family:
        kind = family.name.replace("_", " ")
        special = "lower row" if family.also is called else "close to a limit" if family.close else kind
        keys = [f"{kind} called {called.value}", special, *keys]
    fail(*keys, called=called.value, **seen)


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


@dataclass(frozen=True)
class Trial:
    """A problem of a few dozen points for ``fit_until_best``.

    Attributes:
        patience: as the function is given it.
        size: of the numbers that a model learns from: with small ones it gets better in small steps.
        rate: at which the model is compiled; whoever compiles it again cannot know it.
        clean: whether what is learned holds for the validation data, which then are nearly those to train on. The
            model gets better and better, in steps that become tiny; else it soon memorises.
    """

    patience: int
    size: float = 1.0
    rate: float = 0.02
    clean: bool = False

    def points(self) -> tuple[Any, ...]:
        """``x_train, y_train, x_val, y_val``."""
        rng = np.random.default_rng(70 + self.patience)
        x = rng.normal(size=(150, 8)).astype("float32") * np.float32(self.size)
        y = x[:, :3].argmax(axis=1)
        if self.clean:
            return x[:40], y[:40], np.tile(x[:40], (3, 1)) * np.float32(1.01), np.tile(y[:40], 3)
        y = np.where(rng.uniform(size=150) < 0.35, rng.integers(0, 3, 150), y)
        return x[:40], y[:40], x[40:], y[40:]


MAX_EPOCHS = 80
TRIALS = (Trial(3, rate=0.01), Trial(8), Trial(5, size=0.05), Trial(4, size=10, clean=True))


@cache
@fact
def _stopped(submission: Submission, trial: Trial) -> StoppedRun:
    """The student's function on a problem, with a model and a history that belong together and to this problem."""
    x_train, y_train, x_val, y_val = data = trial.points()
    fresh = expect_model(submission.call("small_model", trial.rate), "`small_model()`")
    result = submission.call("fit_until_best", fresh, *data, MAX_EPOCHS, trial.patience)
    require(isinstance(result, list | tuple) and len(result) == 2, "not two things", answer=in_words(result))
    model = expect_model(result[0], "The first thing that `fit_until_best` returns")
    curves = curves_of(result[1])
    losses = curves.get("val_loss", ())
    require(len(losses) > 0, "no validation losses")
    require(bool(np.isfinite(losses).all()), "losses not finite")
    rounds = trained_epochs(model, result[1])
    run = StoppedRun(curves, trial.patience, MAX_EPOCHS, score_on(model, x_val, y_val).recorded, rounds)
    if not any(map(run.came_back, losses)):
        on_training = score_on(model, x_train, y_train).recorded
        learned_from = any(same_loss(on_training, value) for value in (losses[-1], min(losses)))
        require(not learned_from, "validated on training data", loss=run.loss, told=on_training)
        require(not run.trained_again, "trained again", rounds=run.rounds, epochs=run.epochs)
        fail("another history", loss=run.loss, lowest=min(losses), last=losses[-1])
    setup_kept(StudentModel(model, "The model that comes back"), StudentModel(fresh, ""), curves)
    return run


@points(4, "4.7.1 The training stops")
def test_it_stops(submission: Submission) -> None:
    runs = [_stopped(submission, trial) for trial in TRIALS]
    for run in runs:
        if not run.ended_in_time:
            seen = {name: getattr(run, name) for name in ("patience", "best", "epochs", "end", "rounds")}
            require(not run.trained_again, "trained again", **seen)
            fail(rule_of(runs), **seen)


@points(6, "4.7.2 The best weights come back", explained_by=("4.7.1",))
def test_best_weights(submission: Submission) -> None:
    for trial in TRIALS:
        run = _stopped(submission, trial)
        lowest, last = min(run.val_losses), run.val_losses[-1]
        if not run.came_back(lowest):
            is_last = run.came_back(last)
            fail("no restore_best_weights" if is_last else "other weights", loss=run.loss, lowest=lowest, last=last)


@points(4, "4.8.1 The repaired model can be trained as it comes")
def test_build_repaired_model(submission: Submission, hidden: Pictures) -> None:
    model = submission.built_by("build_repaired_model")
    loss_fits(model)
    outputs(model, len(hidden.class_names))
    if model.scaling is not None:  # else it has no MobileNetV2, and nobody knows what it wants
        scaled(model)
    steady(model)
    accuracy_reported(model)


@fact
def _repaired(submission: Submission, hidden: Pictures) -> StudentModel:
    """The model that was trained, and that is one of those that ``build_repaired_model`` makes."""
    model = submission.model("repaired")
    outputs(model, len(hidden.class_names))
    built = if_right(lambda: submission.built_by("build_repaired_model"))
    if built is not None:
        same_network(model, built)
    return model


@points(7, "4.8.2 Accuracy and loss on pictures that nobody has seen")
def test_accuracy(
    submission: Submission, hidden: Pictures, handed_out: HandedOut, few: Pictures, remark: Remark
) -> None:
    model = _repaired(submission, hidden)
    not_leaked(model, handed_out.validation)
    others = model.shown(handed_out.train) - model.shown(few)
    require(not others, "more pictures", others=others)
    own_history(model, submission.history("repaired_history"), handed_out.validation, few)
    found, allowed, training = model.score(hidden), GOALS["loss"], model.score(few).loss
    remark(noted(accuracy=found.accuracy, wanted=GOALS["accuracy"], loss=found.loss, allowed=allowed))
    _good_enough(model, hidden, few)
    loss, unsure = found.loss, training > allowed
    require(
        loss <= allowed, "still unsure" if unsure else "sure and wrong", loss=loss, allowed=allowed, training=training
    )


@fact
def _good_enough(model: StudentModel, hidden: Pictures, few: Pictures) -> None:
    wanted, training, found = GOALS["accuracy"], model.score(few).accuracy, model.score(hidden).accuracy
    mistake = "underfitting" if training < FITS else "overfitting"
    require(found >= wanted, mistake, accuracy=found, wanted=wanted, training=training)


@points(7, "4.8.3 The gap has shrunk")
def test_small_gap(submission: Submission, hidden: Pictures, few: Pictures, remark: Remark) -> None:
    model = _repaired(submission, hidden)
    if model.score(few).accuracy < FITS:  # who has learned little has a small gap in any case
        _good_enough(model, hidden, few)
    training, found = model.score(few).loss, model.score(hidden).loss
    remark(noted(gap=found - training, allowed=GOALS["gap"]))
    require(found - training <= GOALS["gap"], "large gap", training=training, found=found, allowed=GOALS["gap"])


def _runs() -> Iterator[tuple[list[float], list[float]]]:
    """Validation and test scores of runs; often, several share a validation score, and some do better in the test."""
    rng = np.random.default_rng(10)
    for count in (1, 1, *range(2, 30)):
        val, test = rng.integers(10, 22, count) / 25, rng.integers(60, 175, count) / 175
        yield val.tolist(), test.tolist()


def _chosen(by: Callable[[Any, Any], Any]) -> Callable[[list[float], list[float]], float]:
    """The rule that takes the scores of the run whose place ``by`` finds."""

    def rule(val_scores: list[float], test_scores: list[float]) -> float:
        place = int(by(np.array(val_scores), np.array(test_scores)))
        return val_scores[place] - test_scores[place]

    return rule


CHOICES = (([0.6, 0.8, 0.72, 0.8], [0.66, 0.71, 0.78, 0.69]), *_runs())
RIGHT_CHOICE = _chosen(lambda val, test: val.argmax())
WRONG_CHOICES = {
    "chosen by the test": _chosen(lambda val, test: test.argmax()),
    "best of each": lambda val, test: max(val) - max(test),
    "averages": lambda val, test: float(np.mean(val) - np.mean(test)),
    "average test": lambda val, test: float(max(val) - np.mean(test)),
    "sign swapped": lambda val, test: -RIGHT_CHOICE(val, test),
    "no sign": lambda val, test: abs(RIGHT_CHOICE(val, test)),
    "last of several": _chosen(lambda val, test: len(val) - 1 - val[::-1].argmax()),
    "lowest chosen": _chosen(lambda val, test: val.argmin()),
    "widest difference": _chosen(lambda val, test: (val - test).argmax()),
}


@points(6, "4.10.1 How much the choice flatters")
def test_selection_optimism(submission: Submission) -> None:
    judge_function(
        submission, "selection_optimism", CHOICES, right=RIGHT_CHOICE, mistakes=WRONG_CHOICES, answer=expect_number
    )


test_question_of_the_test_set = concept_question(__file__, 4, "4.11.1 What a test set is for")
