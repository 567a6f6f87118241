"""Hidden checks of hw1, "Why transfer learning works". They look at what was trained, never at how it is written."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.checks import (
    BaseWeights,
    CheckFailed,
    Feedback,
    HandedOut,
    NotAnswered,
    Pictures,
    Questions,
    Submission,
    describe_freezing,
    expect_integer,
    expect_model,
    in_words,
    lab_settings,
    measure_drift,
    outputs_on,
    points,
    predict_labels,
    recalls,
    record_of,
    require,
    score_on,
)

Array = np.ndarray[Any, Any]

CLASSES = 5
FEATURES = 1280
COUNTS = (5, 10, 20, 40)
FEWEST_EPOCHS = 6
#: Between an accuracy in a history and the rebuilt model's; a few pictures change sides where numbers are rounded.
SAME_MODEL = 0.02
#: Between an accuracy in the curve and that of a head trained once more, with other initial weights and maybe draws.
SAME_RECIPE = 0.12
#: Of the pictures of a class. Chance gives a fifth; a head that never saw the class hardly ever names it.
SOME = 0.1
#: Nats, summed over two heads: how much better each knows the pictures that it learned from.
OWN_PICTURES = 0.25
CALIBRATED = json.loads(Path(__file__).with_name("thresholds.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Seen:
    """Features (n, 1280) and labels of all pictures."""

    train: tuple[Array, Array]
    validation: tuple[Array, Array]
    hidden: tuple[Array, Array]


@pytest.fixture(scope="session")
def seen(materials: Path, weights: Path, handed_out: HandedOut, hidden: Pictures) -> Seen:
    """The pretrained base looks once at every picture."""
    import keras

    shape, alpha = hidden.x.shape[1:], lab_settings(materials / "lab")["alpha"]
    base = keras.applications.MobileNetV2(
        input_shape=shape, alpha=alpha, include_top=False, weights=str(weights), pooling="avg"
    )
    eyes = keras.Sequential([keras.Input(shape), keras.layers.Rescaling(1 / 127.5, offset=-1.0), base])
    parts = (handed_out.train, handed_out.validation, hidden)
    features = outputs_on(eyes, np.concatenate([part.x for part in parts])).astype("float32")  # it is traced once
    ends = np.cumsum([len(part.y) for part in parts])[:-1]
    return Seen(*((own, part.y) for own, part in zip(np.split(features, ends), parts, strict=True)))


@dataclass(frozen=True)
class Accuracies:
    """What a network reaches, 0 to 1."""

    validation: float
    hidden: float


@pytest.fixture(scope="session")
def reached(submission: Submission, handed_out: HandedOut, hidden: Pictures) -> Callable[[str], Accuracies]:
    """What the network of this name reaches; it looks once at all pictures."""

    @cache
    def judge(name: str) -> Accuracies:
        network = _network(submission, name)
        validation = handed_out.validation
        images = np.concatenate([validation.x, hidden.x])
        right = predict_labels(network, images) == np.concatenate([validation.y, hidden.y])
        end = len(validation.y)
        return Accuracies(float(right[:end].mean()), float(right[end:].mean()))

    return judge


@cache
def _network(submission: Submission, name: str) -> Any:
    network = expect_model(submission.value(name), f"`{name}`")
    require(
        tuple(network.output_shape) == (None, CLASSES),
        expected=f"`{name}` gives one number for each of the {CLASSES} classes.",
        observed=f"Its outputs have shape {tuple(network.output_shape)}.",
        why="The race is about telling these classes apart.",
        next_step="Use the network as the cell above the race makes it.",
    )
    return network


def _curves(submission: Submission, name: str) -> Mapping[str, Sequence[float]]:
    history = submission.value(name)
    curves = getattr(history, "history", history)
    require(
        isinstance(curves, Mapping),
        expected=f"`{name}` is what `fit` returned.",
        observed=f"`{name}` is {in_words(curves)}.",
        why="The history is the record of the training. Without it nobody can compare.",
        next_step="Let `train` return what `network.fit(...)` returns, and keep it under this name.",
    )
    require(
        len(curves.get("val_accuracy", ())) > 0,
        expected=f"`{name}` holds the validation accuracy of each epoch.",
        observed=f"It holds {', '.join(map(str, curves)) or 'nothing'}.",
        why="Accuracy on the training pictures also rises when they are learned by heart.",
        next_step="Hand `(data.x_val, data.y_val)` to `fit` as `validation_data`.",
        mistake="no validation",
    )
    return dict(curves)


def _steps(network: Any) -> int:
    compiled = record_of(network).compiled
    return compiled.optimizer.iterations if compiled and compiled.optimizer else 0


@points(7, "1.1.1 Both networks had the same budget", passed="As many epochs and steps for one as for the other.")
def test_same_budget(submission: Submission) -> None:
    scratch, transfer = (len(_curves(submission, name)["val_accuracy"]) for name in _HISTORIES)
    require(
        scratch == transfer,
        expected="Both networks are trained for the same number of epochs.",
        observed=f"From scratch there were {scratch} epochs, with the pretrained base {transfer}.",
        why="If one gets more time than the other, nobody knows what made the difference.",
        next_step="Send both networks through the same `train`, with `epochs=EPOCHS`.",
        mistake="unequal budget",
    )
    require(
        scratch >= FEWEST_EPOCHS,
        expected="The network from scratch gets a real chance: `EPOCHS` epochs.",
        observed=f"The race lasted {scratch} epochs.",
        why="Even a good learner shows nothing in so short a time.",
        next_step="Train with `epochs=EPOCHS`, and leave `EPOCHS` as it was set.",
        mistake="short race",
    )
    steps = [_steps(_network(submission, name)) for name in _NETWORKS]
    require(
        0 < steps[0] == steps[1],
        expected="Both networks take the same number of training steps, all of them in the race.",
        observed=f"The network from scratch has taken {steps[0]} steps, the one with the pretrained base {steps[1]}.",
        why="A larger number of steps is a larger budget, even if the number of epochs is the same.",
        next_step="Use the same pictures and batch size for both. Make both networks anew, and train each once.",
        mistake="unequal budget",
    )


@points(
    7, "1.1.2 Each history belongs to its network", after="1.1.1", passed="Your networks do what their histories say."
)
def test_histories_belong(submission: Submission, reached: Callable[[str], Accuracies]) -> None:
    for name, other in zip(_NETWORKS, _HISTORIES, strict=True):
        told = _curves(submission, other)["val_accuracy"]
        found = reached(name).validation
        require(
            min(abs(found - told[-1]), abs(found - max(told))) <= SAME_MODEL,
            expected=f"`{name}` sorts the validation pictures as well as the last line of `{other}` says.",
            observed=f"It sorts {found:.0%} of them rightly, and the history ends at {told[-1]:.0%}.",
            why="The curves are about your networks only if they come from the same training on the same pictures.",
            next_step="Validate with all of `data.x_val` and `data.y_val`. Then run the cell that makes the networks, "
            "and after it the race, once.",
            mistake="history of another network",
        )


@points(5, "1.1.3 One network really starts from scratch", after="1.1.1", passed="It learned all it knows from you.")
def test_scratch(submission: Submission, weights: Path) -> None:
    network = _network(submission, "scratch")
    drift, freezing = measure_drift(network, weights), describe_freezing(network)
    if drift is None or freezing is None:
        raise _other_network("scratch")
    require(
        drift.kind is BaseWeights.UNRELATED,
        expected="The weights of `scratch` have nothing in common with the pretrained ones.",
        observed="They are the pretrained weights, or grew out of them.",
        why="A network that brings knowledge along does not show what it is like to start from nothing.",
        next_step="Make `scratch` with `lab.network_from_scratch(5)`, and train that one.",
        mistake="scratch is pretrained",
    )
    require(
        freezing.base_trained,
        expected="Every layer of `scratch` learns.",
        observed=f"{len(freezing.frozen)} of its layers are frozen.",
        why="A frozen layer with random weights never learns to see.",
        next_step="Leave the network as `lab.network_from_scratch(5)` makes it.",
        mistake="random and frozen",
    )


@points(5, "1.1.4 The other one has a pretrained, frozen base", after="1.1.1", passed="Its base is as it came.")
def test_transfer(submission: Submission, weights: Path) -> None:
    network = _network(submission, "transfer")
    drift, freezing = measure_drift(network, weights), describe_freezing(network)
    if drift is None or freezing is None:
        raise _other_network("transfer")
    require(
        drift.kind is not BaseWeights.UNRELATED,
        expected="The base of `transfer` has the pretrained weights.",
        observed="Its weights have nothing in common with the pretrained ones.",
        why="Without pretrained weights there is nothing to transfer.",
        next_step="Make `transfer` with `lab.network_with_pretrained_base(5)`.",
        mistake="weights=None",
    )
    require(
        drift.kind is BaseWeights.PRETRAINED and freezing.base_frozen,
        expected="Training leaves the base of `transfer` exactly as it was.",
        observed=f"{len(freezing.trained)} layers of it can be trained, and {len(drift.layers)} have changed.",
        why="Here the base only looks. With so few pictures, training it would spoil what it knows.",
        next_step="Leave the network as `lab.network_with_pretrained_base(5)` makes it: its base is frozen.",
        mistake="not frozen",
    )


@points(
    6,
    "1.1.5 The pretrained base wins on pictures that nobody has seen",
    after="1.1.1",
    explained_by=("1.1.2", "1.1.3", "1.1.4"),
    passed="The race is won, and not by luck.",
)
def test_lead(reached: Callable[[str], Accuracies], remark: Callable[[str], None]) -> None:
    least, lead = (CALIBRATED[name]["threshold"] for name in ("accuracy", "lead"))
    scratch, transfer = (reached(name).hidden for name in _NETWORKS)
    remark(f"On them, the pretrained base gets {transfer:.1%} right and the network from scratch {scratch:.1%}.")
    require(
        transfer >= least,
        expected=f"With the pretrained base, at least {least:.0%} of pictures that were never handed out are right.",
        observed=f"`transfer` sorts {transfer:.1%} of them rightly.",
        why="What a network does on new pictures is all that counts in the end.",
        next_step="Train it on all training pictures for all epochs, without changing the network.",
        mistake="low accuracy",
    )
    require(
        transfer - scratch >= lead,
        expected=f"The pretrained base leads by at least {lead:.0%} of the new pictures.",
        observed=f"It sorts {transfer:.1%} of them rightly, the network from scratch {scratch:.1%}.",
        why="So large a lead is what an equal, short training from nothing leaves to the base.",
        next_step="Look whether both networks learned from the 200 training pictures, and from nothing else.",
        mistake="no lead",
    )


_NETWORKS = ("scratch", "transfer")
_HISTORIES = ("scratch_history", "transfer_history")


def _other_network(name: str) -> CheckFailed:
    return CheckFailed(
        Feedback(
            expected=f"`{name}` is one of the two networks of the race, a base with a head.",
            observed=f"`{name}` has other layers.",
            why="The two have to be alike in everything but their start.",
            next_step="Use the networks that the cell above the race makes.",
            mistake="another network",
        )
    )


def _made_up_history(number: int, epochs: int, best: float) -> dict[str, list[float]]:
    """A history whose validation accuracy climbs, falls back at times, and stays below ``best``."""
    rng = np.random.default_rng((20, number))
    climbing = 0.2 + (best - 0.25) * (1 - np.exp(-np.arange(epochs) / (epochs / 4)))
    validation = np.clip(climbing + rng.uniform(-0.04, 0.04, epochs), 0.0, best)
    training = np.clip(climbing + 0.08 + rng.uniform(0.0, 0.04, epochs), 0.0, 1.0)
    return {
        "accuracy": training.tolist(),
        "loss": (1.7 - training).tolist(),
        "val_accuracy": validation.tolist(),
        "val_loss": (1.8 - validation).tolist(),
        "seconds": rng.uniform(1.0, 2.0, epochs).tolist(),
    }


def _first(values: Sequence[float], target: float) -> int | None:
    return next((number for number, value in enumerate(values, start=1) if value >= target), None)


@points(8, "1.2.1 The number of epochs until the target", passed="Right for every history that was tried.")
def test_epochs_to_reach(submission: Submission) -> None:
    asked = ((10, 0.9, 0.55), (30, 0.8, 0.61), (15, 0.95, 0.333), (8, 0.7, 0.1), (25, 0.9, 0.7))
    histories = [_made_up_history(number, epochs, best) for number, (epochs, best, _) in enumerate(asked)]
    answers = [
        submission.call("epochs_to_reach", history, target)
        for history, (_, _, target) in zip(histories, asked, strict=True)
    ]
    right, by_training = (
        [_first(history[name], target) or 0 for history, (_, _, target) in zip(histories, asked, strict=True)]
        for name in ("val_accuracy", "accuracy")
    )
    require(
        {wanted for said, wanted in zip(answers, right, strict=True) if said is None} != {1},
        expected="1, where the very first epoch reaches the target.",
        observed="Then you say None. Where a later epoch is the first to reach it, you find it.",
        why="None says that the target was never reached, and it was, sooner than in any other training.",
        next_step="In Python the first place is 0, and 0 counts as false. Ask `is None`, or look whether any epoch is "
        "good enough, instead of whether the place is 0.",
        mistake="first epoch taken for never",
    )
    found = [expect_integer(answer, "`epochs_to_reach(history, target)`") for answer in answers]
    step = "Go through the validation accuracies from the left, and return at the first that is good enough."
    mistake = "epochs to reach"
    if found == [number - 1 for number in right]:
        step, mistake = "Python counts from 0, epochs are counted from 1. Add the difference.", "counted from 0"
    elif found == by_training:
        step = 'Take the list under "val_accuracy". The one under "accuracy" is about the training pictures.'
        mistake = "training accuracy"
    for (epochs, _, target), wanted, said in zip(asked, right, found, strict=True):
        require(
            said == wanted,
            expected="The number of the first epoch, counted from 1, whose validation accuracy is at least the target.",
            observed=f"In a history of {epochs} epochs, it is number {wanted} that first reaches {target}. "
            f"You say {said}.",
            why="With this number two trainings can be compared, so it must mean the same for both.",
            next_step=step,
            mistake=mistake,
        )


@points(
    6,
    "1.2.2 Exactly the target is enough, and what comes later does not matter",
    explained_by=("1.2.1",),
    passed="Both are as they should be.",
)
def test_edges_of_epochs_to_reach(submission: Submission) -> None:
    exact = {"val_accuracy": [0.25, 0.5, 0.75, 0.875], "accuracy": [0.25, 0.375, 0.5, 0.625]}
    found = expect_integer(submission.call("epochs_to_reach", exact, 0.75), "`epochs_to_reach(history, target)`")
    require(
        found == 3,
        expected="An epoch whose validation accuracy equals the target has reached it.",
        observed=f"With validation accuracies {exact['val_accuracy']} and the target 0.75 you say {found}.",
        why="A target of 75 % means 75 % or more.",
        next_step="Compare with `>=`.",
        mistake="greater instead of at least",
    )
    close = {"val_accuracy": [0.5, 0.7496, 0.75, 0.7], "accuracy": [0.25, 0.375, 0.5, 0.625]}
    found = expect_integer(submission.call("epochs_to_reach", close, 0.75), "`epochs_to_reach(history, target)`")
    require(
        found == 3,
        expected="An epoch that comes close to the target has not reached it.",
        observed=f"With validation accuracies {close['val_accuracy']} and the target 0.75 you say {found}.",
        why="A target of 75 % means 75 % or more, and 74.96 % is less.",
        next_step="Compare the accuracies as they are. Round only what you print.",
        mistake="target rounded",
    )
    at_last = {"val_accuracy": [0.2, 0.4, 0.5, 0.75], "accuracy": [0.25, 0.375, 0.5, 0.625]}
    found = submission.call("epochs_to_reach", at_last, 0.7)
    require(
        found == 4,
        expected="The last epoch counts like any other.",
        observed=f"With validation accuracies {at_last['val_accuracy']} and the target 0.7, your function gives "
        f"{in_words(found)}.",
        why="A training often reaches its target at the very end.",
        next_step="Look at each epoch, up to and with the last one.",
        mistake="last epoch left out",
    )
    falling = {"val_accuracy": [0.3, 0.8, 0.5, 0.9, 0.6], "accuracy": [0.2, 0.3, 0.4, 0.5, 0.55]}
    found = expect_integer(submission.call("epochs_to_reach", falling, 0.7), "`epochs_to_reach(history, target)`")
    require(
        found == 2,
        expected="The first epoch that reaches the target counts, even if a later one is worse or better.",
        observed=f"With validation accuracies {falling['val_accuracy']} and the target 0.7 you say {found}.",
        why="Validation accuracy goes up and down by chance. The question is when the target was first met.",
        next_step="Stop at the first epoch that is good enough: `return` ends the function.",
        mistake="not the first",
    )


@points(6, "1.2.3 A target that is never reached gives None", passed="Never is told apart from every epoch.")
def test_never_reached(submission: Submission) -> None:
    for number, (epochs, best) in enumerate(((12, 0.5), (1, 0.3), (20, 0.75)), start=10):
        found = submission.call("epochs_to_reach", _made_up_history(number, epochs, best), best + 0.05)
        require(
            found is None,
            expected="`None`, when no epoch reaches the target.",
            observed=f"For a history that stays below the target, your function gives {in_words(found)}.",
            why="A number would claim that the target was reached, in an epoch in which it was not.",
            next_step="After the loop, and outside of it, return `None`.",
            mistake="never reached",
        )
    history = _made_up_history(13, 12, 0.5)
    again = submission.call_each("epochs_to_reach", [(history, 0.7), (history, 0.6)])
    require(
        again == [None, None],
        expected="`None` also when the same history is asked again, for another target.",
        observed=f"Asked for 0.7 and then for 0.6, both out of reach, you say {_said(again[0])} and then "
        f"{_said(again[1])}.",
        why="The history is yours, and later cells read it again. A function that changes it spoils what they find.",
        next_step="Leave the list in the history as it is: append nothing to it, and sort a copy (`sorted(...)`).",
        mistake="history changed",
    )


def _said(value: Any) -> str:
    return "None" if value is None else in_words(value)


SEEDS = 30  # one half of a class with each: that chance leaves one of twelve out has a probability of 1e-8


def _labels(seed: int, counts: Mapping[int, int]) -> Array:
    rng = np.random.default_rng((30, seed))
    return rng.permutation(np.repeat(list(counts), list(counts.values()))).astype("int64")


def _positions(submission: Submission, labels: Array, per_class: int, seed: int) -> Array:
    value = submission.call("draw_per_class", labels, per_class, seed)
    try:
        found = np.asarray(value)
    except ValueError:
        found = np.empty((0, 0))
    if found.ndim == 1 and found.dtype.kind == "f" and np.all(found == np.round(found)):
        found = found.astype("int64")
    inside = found.dtype.kind in "iu" and found.ndim == 1 and bool(((found >= 0) & (found < len(labels))).all())
    require(
        inside,
        expected="`draw_per_class(labels, per_class, seed)` gives one flat array of positions, from 0 on.",
        observed=f"For {len(labels)} labels it gives {in_words(value)}"
        + (", with numbers that are no positions." if found.ndim == 1 else "."),
        why="Positions pick pictures, features and labels alike, so that they stay together.",
        next_step="Collect what `np.flatnonzero` gives for each class, and join it with `np.concatenate`.",
        mistake="no positions",
    )
    return found


@points(8, "1.3.1 Every class gets the same number", passed="Balanced, whatever the labels are.")
def test_balanced(submission: Submission) -> None:
    for number, (counts, per_class, seed) in enumerate(
        (
            ({0: 30, 1: 50, 2: 20}, 7, 0),
            ({2: 9, 5: 40, 7: 12, 8: 9}, 9, 1),
            ({0: 40, 1: 40, 2: 40, 3: 40, 4: 40}, 1, 2),
            ({1: 25, 4: 60, 6: 15}, 7, 0),  # as many as at first, with the same seed, of other labels
        )
    ):
        labels = _labels(number, counts)
        drawn = labels[_positions(submission, labels, per_class, seed)]
        found = [int(np.sum(drawn == label)) for label in counts]
        require(
            found == [per_class] * len(counts),
            expected=f"{per_class} positions of each of the {len(counts)} classes in `labels`.",
            observed=f"The classes get {', '.join(map(str, found))}.",
            why="A class with fewer examples is learned worse, and then it is unclear what made the difference.",
            next_step="Take the classes from `labels` with `np.unique`, and draw from each class by itself.",
            mistake="unbalanced",
        )


@points(6, "1.3.2 No picture twice", after="1.3.1", passed="Every picture comes once at most.")
def test_no_position_twice(submission: Submission) -> None:
    labels = _labels(3, {0: 12, 1: 20, 2: 15})
    drawn = _positions(submission, labels, 12, 4)
    twice = len(drawn) - len(np.unique(drawn))
    require(
        twice == 0,
        expected="Each position is drawn once at most.",
        observed=f"Of {len(drawn)} positions, {twice} are repetitions.",
        why="A picture that comes twice counts twice, and there are fewer different examples than you say.",
        next_step="Shuffle the positions of a class and cut off the first few, instead of choosing with replacement.",
        mistake="drawn with replacement",
    )


@points(6, "1.3.3 Chance decides, and the seed decides chance", after="1.3.1", passed="Random, and repeatable.")
def test_seed(submission: Submission) -> None:
    labels = _labels(5, {0: 60, 1: 60, 2: 60})
    draws = [set(_positions(submission, labels, 6, seed).tolist()) for seed in (0, 1, 2)]
    require(
        len({frozenset(draw) for draw in draws}) == len(draws),
        expected="Other seeds draw other pictures.",
        observed="With three seeds, the same pictures were drawn more than once.",
        why="Only with other draws can you see how much of a result is luck.",
        next_step="Shuffle with `np.random.default_rng(seed)` before you cut off the first few.",
        mistake="seed ignored",
    )
    for seed, draw in ((1, draws[1]), (0, draws[0])):
        again = set(_positions(submission, labels, 6, seed).tolist())
        require(
            again == draw,
            expected="The same seed draws the same pictures again.",
            observed=f"With seed {seed}, of {len(again)} positions only {len(again & draw)} are the same when the call "
            "is repeated.",
            why="A result that cannot be repeated cannot be checked, not even by yourself.",
            next_step="Make the generator inside the function, from `seed`, and use no other source of chance."
            if seed
            else "Hand `seed` on as it is. 0 is a seed like any other, but `seed or ...` takes it for none.",
            mistake="not repeatable",
        )
    uneven = _labels(6, {0: 6, 1: 12})
    drawn = [_positions(submission, uneven, 6, seed) for seed in range(SEEDS)]
    missed = sum(place not in np.concatenate(drawn) for place in np.flatnonzero(uneven == 1))
    require(
        missed == 0,
        expected="Each example of a class can be drawn, however many there are.",
        observed=f"Of 12 examples of a class, 6 were drawn with each of {SEEDS} seeds, and {missed} never came.",
        why="Examples that are never drawn might as well not be there, and those that are may all be alike.",
        next_step="Shuffle all positions of a class first, and cut off the first few only then.",
        mistake="part of a class",
    )


@cache
def _head(submission: Submission, per_class: int, *seed: int) -> Any:
    shown = f"`train_head({', '.join(map(str, (per_class, *seed)))})`"
    head = expect_model(submission.call("train_head", per_class, *seed), shown)
    require(
        tuple(head.input_shape) == (None, FEATURES) and tuple(head.output_shape) == (None, CLASSES),
        expected=f"{shown} returns a head that takes {FEATURES} features and gives {CLASSES} numbers.",
        observed=f"It takes {tuple(head.input_shape[1:])} and gives {tuple(head.output_shape[1:])}.",
        why="The base has looked already. What is trained here is the head alone, on what the base saw.",
        next_step="Make the head with `lab.new_head(5)`, train it on features, and return it.",
    )
    return head


def _right(head: Any, part: tuple[Array, Array]) -> float:
    """Share of pictures that are right; the head takes the features."""
    features, labels = part
    return float((np.asarray(head(features, training=False)).argmax(axis=1) == labels).mean())


@points(5, "1.4.1 A head learns from the pictures that it is meant to", passed="As few as you say, all for training.")
def test_heads_learn_from_training_pictures(submission: Submission, seen: Seen) -> None:
    many = _head(submission, COUNTS[-1])
    train, validation = _right(many, seen.train), _right(many, seen.validation)
    least = CALIBRATED["few_examples"]["threshold"]
    single = _head(submission, 1)
    most = _right(many, seen.hidden)
    require(
        most >= least,
        expected=f"With 40 pictures per class, at least {least:.0%} of new pictures are right.",
        observed=f"`train_head(40)` sorts {most:.1%} of them rightly.",
        why="A head that learns wrong labels, or hardly anything, says nothing about how many examples it takes.",
        next_step="Pick features and labels with the same positions, and train for `EPOCHS` epochs with `BATCH_SIZE`.",
        mistake="labels of other pictures",
    )
    require(
        train > validation,
        expected="A head does better on the pictures that it has learned from than on the validation pictures.",
        observed=f"`train_head(40)` has {train:.0%} of the training pictures right, {validation:.0%} of the others.",
        why="If a head learns from the validation pictures, they no longer tell how good it is on new ones.",
        next_step="Use `train_features[chosen]` and `data.y_train[chosen]` in `train_head`, with the same positions.",
        mistake="leakage",
    )
    found = recalls(many, *seen.train)
    require(
        min(found) >= SOME,
        expected="`train_head(40)` knows pictures of every class.",
        observed=f"Of the training pictures of class {int(np.argmin(found))} it sorts {min(found):.0%} rightly, of the "
        f"others {np.mean(np.delete(found, np.argmin(found))):.0%}.",
        why="New pictures of a class that it never learned from are all wrong, however good the head is at the others.",
        next_step="Train on all the pictures that were drawn: `validation_split` would hold back the last ones, which "
        "are those of the last class.",
        mistake="class left out",
    )
    few_steps, steps = _steps(single), _steps(many)
    require(
        few_steps <= steps or not steps,
        expected="Each call of `train_head` trains a head of its own.",
        observed=f"`train_head(40)` took {steps} steps. `train_head(1)` was called next, and its head has {few_steps}.",
        why="A head that learned in an earlier call knows more pictures than it should, and the curve looks too good.",
        next_step="Make the new head inside `train_head`.",
        mistake="one head for all",
    )
    require(
        few_steps < steps if steps else _right(single, seen.train) < train,
        expected="A head for a single picture of each class learns from 5 pictures, and so in far fewer steps than one "
        "for 40 of each class.",
        observed=f"`train_head(1)` took {few_steps} steps, and `train_head(40)` took {steps}."
        if steps
        else "On the training pictures, `train_head(1)` is as good as `train_head(40)`.",
        why="If both have learned from the same pictures, the curve says nothing about how many it takes.",
        next_step="Hand `per_class` on to `draw_per_class`, and train on the pictures at its positions only.",
        mistake="per_class ignored",
    )
    _require_other_pictures(submission, seen)


def _require_other_pictures(submission: Submission, seen: Seen) -> None:
    """Each of two heads knows the pictures of its own draw better than those of the other's."""
    features, labels = seen.train
    seeds, per_class = (0, 1), COUNTS[0]
    try:
        draws = [_positions(submission, labels, per_class, seed) for seed in seeds]
        repeated = _positions(submission, labels, per_class, seeds[0])
    except CheckFailed:
        return  # 1.3 speaks of it
    if not np.array_equal(draws[0], repeated) or set(draws[0]) <= set(draws[1]):
        return  # likewise
    losses = np.array(
        [
            [score_on(_head(submission, per_class, seed), features[draw], labels[draw]).loss for draw in draws]
            for seed in seeds
        ]
    )
    own = (losses[0, 1] - losses[0, 0]) + (losses[1, 0] - losses[1, 1])
    require(
        own >= OWN_PICTURES,
        expected=f"`train_head({per_class}, 0)` and `train_head({per_class}, 1)` learn from the pictures that "
        "`draw_per_class` draws with their seeds.",
        observed="Neither knows the pictures of its own seed better than those of the other.",
        why="Only with other pictures do you see how much of a result is the luck of one draw.",
        next_step="Hand `seed` on: `draw_per_class(data.y_train, per_class, seed)`.",
        mistake="seed not handed on",
    )


@points(
    7,
    "1.4.2 Five pictures per class are enough for a good start",
    explained_by=("1.3.1", "1.4.1"),
    passed="Your head learns much from very little.",
)
def test_few_examples(submission: Submission, seen: Seen, remark: Callable[[str], None]) -> None:
    least = CALIBRATED["few_examples"]["threshold"]
    found = _right(_head(submission, COUNTS[0]), seen.hidden)
    remark(f"With 25 pictures in all, it sorts {found:.1%} of pictures rightly that were never handed out.")
    require(
        found >= least,
        expected=f"`train_head(5)` sorts at least {least:.0%} of pictures rightly that were never handed out.",
        observed=f"It sorts {found:.1%} of them rightly.",
        why="This is what the base is for: its features need few examples.",
        next_step="Pick features and labels with the same positions, and train for `EPOCHS` epochs with `BATCH_SIZE`.",
        mistake="low accuracy",
    )


@points(6, "1.4.3 The curve tells the truth about the heads", after="1.4.1", passed="Heads and curve agree.")
def test_curve(submission: Submission, seen: Seen) -> None:
    curve = submission.value("accuracy_curve")
    if isinstance(curve, Mapping) and any(value is ... for value in curve.values()):
        raise NotAnswered("`accuracy_curve`")
    found = {_count(key): value for key, value in curve.items()} if isinstance(curve, Mapping) else {}
    require(
        set(found) == set(COUNTS)
        and all(isinstance(v, int | float) and not isinstance(v, bool) and 0 <= v <= 1 for v in found.values()),
        expected="`accuracy_curve` is a dictionary with an accuracy from 0 to 1 for each of 5, 10, 20 and 40.",
        observed=f"It is {in_words(curve)}.",
        why="The plot takes its points from it.",
        next_step="Fill it in a loop over the four numbers.",
    )
    for count in (COUNTS[0], COUNTS[-1]):
        again = _right(_head(submission, count), seen.validation)
        require(
            abs(found[count] - again) <= SAME_RECIPE,
            expected=f"`accuracy_curve[{count}]` is the validation accuracy of a head from `train_head({count})`.",
            observed=f"It is {found[count]:.0%}, and a head that was trained once more reaches {again:.0%}.",
            why="Accuracy on the training pictures, or of another head, says nothing about new pictures here.",
            next_step="Measure each head with `lab.accuracy(head, val_features, data.y_val)`.",
            mistake="curve of something else",
        )


def _count(key: Any) -> int:
    """A key as a number of pictures; 0 for what is none."""
    match key:
        case int():
            return int(key)
        case float() if math.isfinite(key):
            return int(key)
        case str() if re.fullmatch("[0-9]{1,9}", key):
            return int(key)
    return 0


@points(6, "1.5.1 Why training is shorter")
def test_why_shorter(submission: Submission, questions: Questions) -> None:
    questions.judge("1.5", submission.value("answer_1_5"))


@points(6, "1.6.1 Why few pictures are enough")
def test_why_few(submission: Submission, questions: Questions) -> None:
    questions.judge("1.6", submission.value("answer_1_6"))
