"""Hidden checks of hw4, "Diagnose overfitting". Functions are asked about histories whose truth is known."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.checks import (
    LOSS_PROBLEMS,
    SCALING_PROBLEMS,
    CheckFailed,
    Feedback,
    HandedOut,
    NotAnswered,
    Pictures,
    Problem,
    Questions,
    Scaling,
    Scored,
    Submission,
    accuracy_on,
    count_shown,
    curves_of,
    expect_integer,
    expect_model,
    in_words,
    judge_model,
    lab_settings,
    load_helper,
    points,
    probe_scaling,
    require,
    require_accuracy,
    require_own_history,
    require_unchanged,
    scaling_observed,
    score_on,
)

histories = load_helper(__file__, "histories")
Diagnosis, Family, RECORDED = histories.Diagnosis, histories.Family, histories.RECORDED

PER_FAMILY = 16
SHARE = 0.9  # of a family's histories that a careful set of rules surely gets right
CALIBRATED = json.loads(Path(__file__).with_name("thresholds.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Asked:
    """All histories that the functions are asked about, in an order that tells nothing."""

    members: tuple[Any, ...]
    curves: tuple[dict[str, list[float]], ...]

    @property
    def rows(self) -> list[tuple[dict[str, list[float]]]]:
        """The arguments of one call each."""
        return [(curves,) for curves in self.curves]


@pytest.fixture(scope="session")
def asked(hidden: Pictures) -> Asked:
    seed = int.from_bytes(hashlib.sha256(hidden.x[:50].tobytes()).digest()[:6], "big")
    drawn = [member for family in Family for member in histories.members(family, PER_FAMILY, seed)]
    order = np.random.default_rng(seed).permutation(len(drawn))
    members = tuple(drawn[place] for place in order)
    return Asked(members, tuple(member.history() for member in members))


Diagnosed = Callable[[], list[tuple[Any, Any]]]


@pytest.fixture(scope="session")
def diagnosed(submission: Submission, asked: Asked) -> Diagnosed:
    """What each history is, and what ``diagnose`` says; asked once, when it is wanted first."""
    return cache(lambda: list(zip(asked.members, submission.call_each("diagnose", asked.rows), strict=True)))


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


@points(8, "4.1.1 The gap between training and validation", passed="Right for every history, of any length.")
def test_gap(submission: Submission, asked: Asked) -> None:
    short = {"accuracy": [0.5, 0.8], "val_accuracy": [0.4, 0.4], "loss": [1.0, 0.6], "val_loss": [1.2, 1.1]}
    curves = [*asked.curves, short]
    found = [
        _number(value, "`generalization_gap(history)`")
        for value in submission.call_each("generalization_gap", [(one,) for one in curves])
    ]
    right = [histories.gap(one) for one in curves]
    if np.allclose(found, right, atol=1e-4):
        require_unchanged(submission, "generalization_gap", (CLIMBING,), histories.gap(CLIMBING), argument="history")
        return
    others: tuple[tuple[str, Callable[[Any], float], str], ...] = (
        ("sign swapped", lambda one: -histories.gap(one), "It is validation minus training: the sign is turned round."),
        ("gap without sign", lambda one: abs(histories.gap(one)), "Its sign is lost: it is never negative."),
        (
            "last epoch alone",
            lambda one: one["accuracy"][-1] - one["val_accuracy"][-1],
            "It is the difference in the last epoch alone.",
        ),
        (
            "all epochs",
            lambda one: float(np.mean(one["accuracy"]) - np.mean(one["val_accuracy"])),
            "It is the average over all epochs.",
        ),
        (
            "best epochs",
            lambda one: max(one["accuracy"]) - max(one["val_accuracy"]),
            "It compares the highest accuracies, wherever they are.",
        ),
        (
            "gap of losses",
            lambda one: float(np.mean(one["val_loss"][-3:]) - np.mean(one["loss"][-3:])),
            "It is a difference of losses.",
        ),
    )
    for mistake, rule, words in others:
        if np.allclose(found, [rule(one) for one in curves], atol=1e-4):
            raise _wrong_gap(words, mistake)
    off = sum(abs(one - other) > 1e-4 for one, other in zip(found, right, strict=True))
    raise _wrong_gap(f"It is off for {off} of {len(curves)} histories.", "")


def _wrong_gap(words: str, mistake: str) -> CheckFailed:
    return CheckFailed(
        Feedback(
            expected="Training accuracy minus validation accuracy, both averaged over the last three epochs (or over "
            "all, if there are fewer).",
            observed=words,
            why="The gap at the end, with its sign, is what tells overfitting from its opposite.",
            next_step="Write down six epochs with round numbers, and work the gap out by hand.",
            mistake=mistake,
        )
    )


@points(8, "4.2.1 The best epoch", passed="Lowest validation loss, counted from 1.")
def test_best_epoch(submission: Submission, asked: Asked) -> None:
    tie = {"accuracy": [0.2] * 4, "val_accuracy": [0.2] * 4, "loss": [1.6, 1.5, 1.4, 1.3], "val_loss": [2, 1, 1.5, 1]}
    curves = [*asked.curves, tie]
    found = [
        expect_integer(value, "`best_epoch(history)`")
        for value in submission.call_each("best_epoch", [(one,) for one in curves])
    ]
    right = [histories.best_epoch(one) for one in curves]
    if found == right:
        require_unchanged(submission, "best_epoch", (CLIMBING,), histories.best_epoch(CLIMBING), argument="history")
        return
    others: tuple[tuple[str, Callable[[Any], int], str], ...] = (
        ("counted from 0", lambda one: histories.best_epoch(one) - 1, "It counts from 0."),
        (
            "accuracy only",
            lambda one: int(np.argmax(one["val_accuracy"])) + 1,
            "It is the epoch with the highest validation accuracy.",
        ),
        (
            "training loss",
            lambda one: int(np.argmin(one["loss"])) + 1,
            "It is the epoch with the lowest training loss.",
        ),
        ("last epoch", lambda one: len(one["loss"]), "It is always the last epoch."),
    )
    for mistake, rule, words in others:
        # A clear majority is enough: ties and such may be handled in several ways even by a wrong rule.
        if np.mean([one == rule(other) for one, other in zip(found, curves, strict=True)]) > 0.95:
            raise _wrong_epoch(words, mistake)
    if found[:-1] == right[:-1]:
        raise _wrong_epoch("Of two equally good epochs it takes the later one.", "tie")
    off = sum(one != other for one, other in zip(found, right, strict=True))
    raise _wrong_epoch(f"It is another epoch for {off} of {len(curves)} histories.", "")


def _wrong_epoch(words: str, mistake: str) -> CheckFailed:
    return CheckFailed(
        Feedback(
            expected="The number, from 1 on, of the epoch with the lowest validation loss; the earlier one of two.",
            observed=words,
            why="The validation loss rises as soon as a model becomes sure of wrong answers. Accuracy notices late, "
            "and the training curves never do.",
            next_step="Try a short made-up history in which accuracy and loss are best in different epochs.",
            mistake=mistake,
        )
    )


# ---------------------------------------------------------------- 4.3

#: (what it is, what it was called) → why that is a mistake, its name in the catalogue. Families go before diagnoses.
CONFUSIONS: Mapping[tuple[Any, Any], tuple[str, str]] = {
    (Family.SMALL_GAP, Diagnosis.OVERFITTING): (
        "A small gap is normal. Nearly every model does a little better on what it has seen; that alone harms nobody.",
        "any gap is overfitting",
    ),
    (Family.GAP_WITHIN_LIMITS, Diagnosis.OVERFITTING): (
        "This gap can be seen, and yet it is below the table's limit: most trainings end with one of that size.",
        "",
    ),
    (Family.EXCELLENT, Diagnosis.OVERFITTING): (
        "High accuracy is no sign of overfitting where validation keeps up: new pictures are sorted as well as old.",
        "high accuracy is overfitting",
    ),
    (Family.RARE_JUMPS, Diagnosis.RATE): (
        "Now and then a step goes wrong in many trainings. Only where a third of them do is the rate to blame.",
        "",
    ),
    (Family.RESTLESS, Diagnosis.RATE): (
        "Small ups and downs of the training loss are normal: each batch holds other pictures.",
        "",
    ),
    (Family.RESTLESS, Diagnosis.NOISY): (
        "Two or three hundredths up and down are normal, and far from what hides the level.",
        "",
    ),
    (Family.LATE, Diagnosis.UNDERFITTING): (
        "It begins slowly and ends well. What counts is the training accuracy at the end, not that on the way.",
        "",
    ),
    (Family.LATE, Diagnosis.NOISY): (
        "Validation jumps in the first epochs alone, where everything changes. In the second half it is calm.",
        "",
    ),
    (Family.EVEN, Diagnosis.ABOVE): (
        "Both are the same but for chance. Validation is ahead only where the lead is clear.",
        "",
    ),
    (Family.RISING_LOSS, Diagnosis.GOOD): (
        "The validation loss has long been rising again: the model grows sure of wrong answers, although the "
        "accuracies still look fine.",
        "accuracy only",
    ),
    (Family.BY_HEART, Diagnosis.RATE): (
        "The training loss trembles close to zero. Several times next to nothing is still far below 0.5.",
        "",
    ),
    (Diagnosis.OVERFITTING, Diagnosis.UNDERFITTING): (
        "Nearly all training pictures are right. A model that underfits fails on those already.",
        "over- and underfitting swapped",
    ),
    (Diagnosis.UNDERFITTING, Diagnosis.OVERFITTING): (
        "Even the training pictures are often wrong, so nothing has been learned by heart. The remedies for "
        "overfitting would make it worse.",
        "over- and underfitting swapped",
    ),
    (Diagnosis.ABOVE, Diagnosis.GOOD): (
        "Validation is clearly ahead. Dropout and augmentation hold back training alone: no bug, but worth knowing.",
        "validation above training",
    ),
    (Diagnosis.ABOVE, Diagnosis.OVERFITTING): (
        "Validation is ahead of training, and overfitting is the opposite. Dropout and augmentation do that: they "
        "hold back training alone.",
        "validation above training",
    ),
    (Diagnosis.ABOVE, Diagnosis.RATE): (
        "Nothing is broken where validation is ahead. Dropout and augmentation hold back training alone.",
        "validation above training",
    ),
    (Diagnosis.ABOVE, Diagnosis.NOISY): (
        "The lead of validation is steady, no chance. Dropout and augmentation hold back training alone.",
        "validation above training",
    ),
    (Diagnosis.RATE, Diagnosis.OVERFITTING): (
        "The training loss itself jumps or blows up. While training does not work, a gap means nothing.",
        "rate called overfitting",
    ),
    (Diagnosis.RATE, Diagnosis.UNDERFITTING): (
        "Training accuracy is low, but the cause is visible: the training loss jumps or blows up. Longer training "
        "would not help, a lower rate does.",
        "rate called underfitting",
    ),
    (Diagnosis.RATE, Diagnosis.NOISY): (
        "The training loss jumps or blows up, too. Where only validation is noisy, training goes smoothly.",
        "rate called noise",
    ),
    **{
        (Diagnosis.NOISY, called): (
            "Validation jumps from epoch to epoch, so that what it shows at the end is mere chance. More validation "
            "pictures are needed before you can say anything.",
            "noise taken for a finding",
        )
        for called in (Diagnosis.OVERFITTING, Diagnosis.GOOD, Diagnosis.ABOVE, Diagnosis.UNDERFITTING)
    },
}
LOOK_AT = {
    Diagnosis.OVERFITTING: "the gap at the end, and the validation loss of the last epoch beside its lowest value",
    Diagnosis.UNDERFITTING: "the training accuracy at the end",
    Diagnosis.GOOD: "whether one of the rows above fits where it should not",
    Diagnosis.RATE: "the steps of the training loss, before anything else",
    Diagnosis.ABOVE: "the sign of the gap at the end",
    Diagnosis.NOISY: "the steps of the validation accuracy in the second half",
}


@points(5, "4.3.1 Overfitting is recognised", explained_by=("4.1.1",), passed="Also where accuracy alone hides it.")
def test_overfitting(diagnosed: Diagnosed) -> None:
    _judge_diagnoses(diagnosed(), Diagnosis.OVERFITTING)


@points(5, "4.3.2 Underfitting is recognised", passed="Too weak or too short: both seen.")
def test_underfitting(diagnosed: Diagnosed) -> None:
    _judge_diagnoses(diagnosed(), Diagnosis.UNDERFITTING)


@points(
    5,
    "4.3.3 A good fit is left in peace",
    explained_by=("4.1.1",),
    passed="Neither a small gap nor a high accuracy causes alarm.",
)
def test_good_fit(diagnosed: Diagnosed) -> None:
    _judge_diagnoses(diagnosed(), Diagnosis.GOOD)


@points(5, "4.3.4 Too high a learning rate is recognised", passed="Jumping or blowing up: both seen.")
def test_rate(diagnosed: Diagnosed) -> None:
    _judge_diagnoses(diagnosed(), Diagnosis.RATE)


@points(
    5,
    "4.3.5 Validation above training is no bug",
    explained_by=("4.1.1",),
    passed="Told apart from everything that needs a cure.",
)
def test_above(diagnosed: Diagnosed) -> None:
    _judge_diagnoses(diagnosed(), Diagnosis.ABOVE)


@points(5, "4.3.6 Noisy validation is recognised", passed="Chance is not taken for a finding.")
def test_noisy(diagnosed: Diagnosed) -> None:
    _judge_diagnoses(diagnosed(), Diagnosis.NOISY)


def _judge_diagnoses(diagnosed: Sequence[tuple[Any, Any]], truth: Any) -> None:
    """Each family of a diagnosis has to be right for itself: else a large one would hide a small one."""
    for family in (family for family in Family if family.diagnosis is truth):
        called = [_diagnosis(said) for member, said in diagnosed if member.family is family]
        if np.mean([name is truth for name in called]) < SHARE:
            raise _confused(family, called)


def _diagnosis(value: Any) -> Any:
    text = " ".join(value.replace("_", " ").split()).casefold() if isinstance(value, str) else ""
    known = {diagnosis.value: diagnosis for diagnosis in Diagnosis}
    require(
        text in known,
        expected="`diagnose(history)` gives one of the texts in `lab.DIAGNOSES`.",
        observed=f"It gives {in_words(value)}.",
        why="Only with fixed names can answers be compared.",
        next_step="Copy the names from the table of the task.",
    )
    return known[text]


def _confused(family: Any, called: Sequence[Any]) -> CheckFailed:
    truth = family.diagnosis
    wrong, count = Counter(name for name in called if name is not truth).most_common(1)[0]
    why, mistake = CONFUSIONS.get((family, wrong)) or CONFUSIONS.get(
        (truth, wrong), ("Each diagnosis has a remedy of its own, and the wrong remedy does not help.", "")
    )
    return CheckFailed(
        Feedback(
            expected=f"At least {SHARE:.0%} of the clear cases of {truth.value} are called that.",
            observed=f"Of {len(called)} of one kind, your function calls {count} {wrong.value}.",
            why=why,
            next_step=f"Look at {LOOK_AT[truth]}. Which row of the table catches these histories in your code?",
            mistake=mistake,
        )
    )


# ---------------------------------------------------------------- 4.4 to 4.6


@points(4, "4.4.1 Curve B: 95 % in training, 70 % in validation", passed="Read rightly.")
def test_reading_of_b(submission: Submission) -> None:
    _judge_readings(submission, ("B",))


@points(6, "4.4.2 The other recorded curves", passed="All five read rightly.")
def test_other_readings(submission: Submission) -> None:
    _judge_readings(submission, tuple(letter for letter in RECORDED if letter != "B"))


def _judge_readings(submission: Submission, letters: Sequence[str]) -> None:
    readings = submission.value("readings")
    require(
        isinstance(readings, dict) and all(letter in readings for letter in letters),
        expected="`readings` is a dictionary with a diagnosis for each letter from A to F.",
        observed=f"`readings` is {in_words(readings)}.",
        why="The grader looks your diagnoses up by their letters.",
        next_step="Keep the dictionary as it was, and replace each `...` by a diagnosis.",
    )
    if any(readings[letter] is ... for letter in letters):
        raise NotAnswered("`readings`")
    for letter in letters:
        called = _diagnosis(readings[letter])
        truth = RECORDED[letter]
        require(
            called is truth,
            expected=f"A diagnosis of curve {letter} that the table supports.",
            observed=f"You call it {called.value}.",
            why=CONFUSIONS.get((truth, called), ("The curves do not show what that row of the table asks for.", ""))[0],
            next_step=f"Look at {letter} again, row by row of the table: first the training loss, then how smooth the "
            "validation curve is, then the levels, then the gap.",
            mistake=CONFUSIONS.get((truth, called), ("", ""))[1],
        )


@points(6, "4.5.1 What 95 % and 70 % mean, and what to do")
def test_question_of_the_gap(submission: Submission, questions: Questions) -> None:
    questions.judge("4.5", submission.value("answer_4_5"))


@points(6, "4.6.1 What high validation accuracy means")
def test_question_of_high_accuracy(submission: Submission, questions: Questions) -> None:
    questions.judge("4.6", submission.value("answer_4_6"))


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
def _stopped(submission: Submission, patience: int, size: float) -> Stopped:
    """The student's function on a problem of a few dozen points, from which a model soon learns by heart."""
    rng = np.random.default_rng(70 + patience)
    x = rng.normal(size=(150, 8)).astype("float32") * np.float32(size)
    y = np.where(rng.uniform(size=150) < 0.35, rng.integers(0, 3, 150), x[:, :3].argmax(axis=1))
    fresh = expect_model(submission.call("small_model"), "`small_model()`")
    result = submission.call("fit_until_best", fresh, x[:40], y[:40], x[40:], y[40:], MAX_EPOCHS, patience)
    require(
        isinstance(result, list | tuple) and len(result) == 2,
        expected="`fit_until_best` returns two things: the model and the history.",
        observed=f"It returns {in_words(result)}.",
        why="Both are needed: the model to use it, the history to see how the training went.",
        next_step="End it with `return model, history`.",
    )
    model = expect_model(result[0], "The first thing that `fit_until_best` returns")
    curves = getattr(result[1], "history", result[1])
    losses = curves.get("val_loss", ()) if isinstance(curves, dict) else ()
    require(
        len(losses) > 0 and bool(np.isfinite(losses).all()),
        expected="The second thing that `fit_until_best` returns is the history, with a validation loss per epoch.",
        observed="There is no `val_loss` in it." if not len(losses) else "Its validation losses are not finite.",
        why="Without validation nobody can tell which epoch was the best.",
        next_step="Hand `validation_data=(x_val, y_val)` to `fit`, and return what `fit` returns.",
    )
    return Stopped(tuple(float(loss) for loss in losses), _cross_entropy(model, x[40:], y[40:]))


def _cross_entropy(model: Any, x: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> float:
    scores = np.asarray(model(x, training=False), dtype="float64")
    scores = scores - scores.max(axis=1, keepdims=True)
    logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    return float(-logs[np.arange(len(y)), y].mean())


@points(
    4, "4.7.1 The training stops", passed="It stops once the validation loss has not improved for `patience` epochs."
)
def test_it_stops(submission: Submission) -> None:
    for patience, size in TRAININGS:
        run = _stopped(submission, patience, size)
        epochs = len(run.val_losses)
        require(
            epochs < MAX_EPOCHS,
            expected="The training ends soon after the validation loss was lowest.",
            observed=f"It was lowest in epoch {run.best}, and the training went on to the last epoch, {epochs}.",
            why="Each further epoch makes the model surer of what it has learned by heart.",
            next_step="Put an `EarlyStopping` that watches `val_loss` into the list `callbacks` of `fit`.",
            mistake="never stops",
        )
        require(
            0 <= epochs - run.best - patience <= 1,
            expected=f"With `patience={patience}` it ends {patience} epochs after the one with the lowest validation "
            "loss.",
            observed=f"It was lowest in epoch {run.best}, and the training ended after epoch {epochs}.",
            why="What is watched decides which epoch counts as the best, and patience how long to hope for better.",
            next_step='Look at `monitor` and `patience`. With `monitor="val_loss"`, smaller is better, by however '
            "little; a `min_delta` passes over small steps.",
            mistake="watches something else",
        )


@points(8, "4.7.2 The best weights come back", after="4.7.1", passed="The model is as good as in its best epoch.")
def test_best_weights(submission: Submission) -> None:
    for patience, size in TRAININGS:
        run = _stopped(submission, patience, size)
        lowest = min(run.val_losses)
        require(
            abs(run.loss - lowest) <= 0.02 * lowest,
            expected="The model that comes back has the weights of its best epoch.",
            observed=f"Its validation loss is {run.loss:.2f}. In its best epoch it was {lowest:.2f}, and in the "
            f"last one {run.val_losses[-1]:.2f}.",
            why="When the training stops, the best epoch is already some epochs ago.",
            next_step="Look up the argument of `EarlyStopping` that goes back to the best weights.",
            mistake="no restore_best_weights",
        )


# ---------------------------------------------------------------- 4.8


@dataclass(frozen=True)
class Measured:
    """What the repaired model makes of the few training pictures, and of hidden ones.

    Attributes:
        shown: how many validation pictures it is known to have been trained on.
        others: how many training pictures that are not among the few.
        validation: share of the validation pictures that it sorts rightly.
    """

    training: Scored
    hidden: Scored
    shown: int
    others: int
    validation: float


@pytest.fixture(scope="session")
def measured(submission: Submission, hidden: Pictures, handed_out: HandedOut, few: Pictures) -> Measured:
    model = expect_model(submission.value("repaired"), "`repaired`")
    require(
        tuple(model.output_shape) == (None, len(hidden.class_names)),
        expected=f"`repaired` gives {len(hidden.class_names)} numbers for each picture, one per class.",
        observed=f"Its outputs have shape {tuple(model.output_shape)}.",
        why="With other outputs it cannot sort Tom's pictures.",
        next_step="Give the last layer `len(few.class_names)` units, and train a model from `build_repaired_model()`.",
        mistake="output width",
    )
    return Measured(
        training=score_on(model, few.x, few.y),
        hidden=score_on(model, hidden.x, hidden.y),
        shown=count_shown(model, handed_out.validation.x),
        others=count_shown(model, handed_out.train.x) - count_shown(model, few.x),
        validation=accuracy_on(model, handed_out.validation.x, handed_out.validation.y),
    )


@points(4, "4.8.1 The repaired model can be trained as it comes", passed="Pixels, outputs, loss and metric are fine.")
def test_build_repaired_model(submission: Submission, hidden: Pictures) -> None:
    classes = len(hidden.class_names)
    model = expect_model(submission.call("build_repaired_model"), "`build_repaired_model()`")
    problem = judge_model(model).problem
    observed, step = LOSS_PROBLEMS[problem]
    require(
        problem is Problem.NONE and tuple(model.output_shape) == (None, classes),
        expected=f"`build_repaired_model()` gives a compiled model with {classes} outputs, and a loss that fits them.",
        observed=observed or f"Its outputs have shape {tuple(model.output_shape)}.",
        why="A code bug can look like overfitting, and no remedy for overfitting cures it.",
        next_step=step or "Give the last layer `len(few.class_names)` units.",
        mistake=problem.name.lower() if problem is not Problem.NONE else "output width",
    )
    probe = probe_scaling(model)
    if probe is not None:  # else it has no MobileNetV2, and nobody knows what it wants
        mistake, step = SCALING_PROBLEMS[probe.kind]
        require(
            probe.kind is Scaling.SYMMETRIC,
            expected="A black pixel (0) reaches the base as −1 and a white one (255) as 1, as in Tom's model.",
            observed=scaling_observed(probe),
            why="A code bug can look like overfitting, and no remedy for overfitting cures it.",
            next_step=step,
            mistake=mistake,
        )
    require_accuracy(model, where="`build_repaired_model`")


@points(
    8,
    "4.8.2 Accuracy on pictures that nobody has seen",
    explained_by=("4.8.1",),
    passed="The repaired model does better on new pictures.",
)
def test_accuracy(submission: Submission, measured: Measured, remark: Callable[[str], None]) -> None:
    require(
        not measured.shown,
        expected="`repaired` has learned from the training pictures of `few` alone.",
        observed=f"It has learned from the validation pictures, too: {measured.shown} of them were handed to `fit` for "
        "training.",
        why="The validation curve shows how a model does on new pictures. It cannot where the model has learned from "
        "them, and nobody notices overfitting.",
        next_step="Train on `few.x_train` and `few.y_train`, and hand the others over as `validation_data` alone.",
        mistake="leakage",
    )
    require(
        not measured.others,
        expected="`repaired` has learned from the training pictures of `few` alone.",
        observed=f"{measured.others} pictures that Tom does not have were handed to `fit`.",
        why="More pictures are the best remedy for overfitting, but Tom has no more, and has to do without.",
        next_step="Train on `few.x_train` and `few.y_train`, and let the model's own layers change these pictures.",
    )
    require_own_history(
        curves_of(submission.value("repaired_history")),
        measured.validation,
        history="repaired_history",
        model="`repaired`",
        pictures="few",
        then="Train `repaired` no further afterwards.",
    )
    wanted = CALIBRATED["accuracy"]["threshold"]
    training, hidden = measured.training.accuracy, measured.hidden.accuracy
    remark(f"It sorts {hidden:.1%} of them rightly; {wanted:.0%} were asked for.")
    weak = training < 0.8
    require(
        hidden >= wanted,
        expected=f"At least {wanted:.0%} of pictures that were never handed out are sorted rightly.",
        observed=f"Your model sorts {hidden:.1%} of them rightly. Of its training pictures it sorts {training:.0%} "
        "rightly.",
        why="A model that fails on its training pictures underfits; remedies can be overdone."
        if weak
        else "What a model has learned by heart does not help with new pictures.",
        next_step="Train longer, or use less of the remedies."
        if weak
        else "Give it fewer numbers to learn: freeze the base, pool its feature maps, make the dense layers smaller.",
        mistake="underfitting" if weak else "overfitting",
    )


@points(
    8,
    "4.8.3 The gap has shrunk",
    after="4.8.2",
    passed="What it has learned holds for new pictures, too.",
)
def test_small_gap(measured: Measured, remark: Callable[[str], None]) -> None:
    allowed = CALIBRATED["gap"]["threshold"]
    training, hidden = measured.training.loss, measured.hidden.loss
    remark(f"The gap of its losses is {hidden - training:.2f}; up to {allowed:.2f} was allowed.")
    require(
        hidden - training <= allowed,
        expected=f"The loss on pictures that nobody has seen is at most {allowed:.2f} above that on the training ones.",
        observed=f"It is {training:.2f} on the training pictures and {hidden:.2f} on new ones.",
        why="A model that has learned its pictures by heart is sure of itself on new ones even where it is wrong. "
        "Accuracy hardly shows that, but the loss does.",
        next_step="Add one more remedy, or make one stronger: a frozen base, dropout, weight decay, fewer units.",
        mistake="overfitting",
    )


def _number(value: Any, what: str) -> float:
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    require(
        isinstance(value, int | float) and not isinstance(value, bool),
        expected=f"{what} is one number.",
        observed=f"{what} is {in_words(value)}.",
        why="A gap is a single number, which can be compared with others.",
        next_step="Average first, then subtract: two numbers give one.",
    )
    return float(value)
