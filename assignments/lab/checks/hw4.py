"""The checks of "Diagnose overfitting". Each tests what an answer does, not how it is written."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any

import numpy as np

from lab.answers import TryAgain, expect, needed
from lab.checks.calling import Function, call, call_for_model, kind
from lab.few import load_few
from lab.histories import DIAGNOSES, recorded_curves, textbook_curves
from lab.models import accuracy, loss
from lab.settings import goal


def check_generalization_gap(generalization_gap: Function) -> None:
    """4.1: accuracies, averaged over the last three epochs, training first."""
    history = {
        "accuracy": [0.2, 0.5, 0.9, 0.8, 1.0],
        "val_accuracy": [0.2, 0.4, 0.6, 0.7, 0.5],
        "loss": [1.6, 1.2, 0.5, 0.4, 0.3],
        "val_loss": [1.6, 1.3, 0.9, 1.0, 1.1],
    }
    found = _number(generalization_gap, "generalization_gap", history)
    told = {
        -0.3: "Training comes first: a model that is better in training has a positive gap.",
        0.5: "That is the last epoch alone. Average over the last three.",
        0.2: "That is the average over all epochs. Only the last three count.",
        -0.6: "That is a difference of losses. The gap compares accuracies.",
    }
    for value, words in told.items():
        expect(abs(found - value) > 1e-6, f"For a made-up history your function gives {found:.2f}. {words}")
    expect(
        abs(found - 0.3) < 1e-6,
        f"In the last three epochs the training accuracy is 0.9, 0.8 and 1.0, and the validation accuracy 0.6, 0.7 and "
        f"0.5. Your function gives {found:.3g}. What is the average of each?",
    )
    ahead = _number(generalization_gap, "generalization_gap", {**history, "accuracy": history["val_accuracy"]})
    expect(
        abs(ahead) < 1e-6,
        f"If both accuracies are the same, your function gives {ahead:.3g} instead of 0. Subtract one average from "
        "the other, and do nothing else.",
    )


def check_best_epoch(best_epoch: Function) -> None:
    """4.2: by validation loss, from 1, the first of two."""
    history = {
        "accuracy": [0.3, 0.6, 0.8, 0.9, 0.95, 1.0],
        "val_accuracy": [0.3, 0.5, 0.6, 0.65, 0.7, 0.6],
        "loss": [1.5, 1.0, 0.7, 0.4, 0.3, 0.1],
        "val_loss": [1.5, 1.1, 0.8, 0.9, 1.0, 1.2],
    }
    found = call(best_epoch, "best_epoch", history)
    expect(
        isinstance(found, Integral) and not isinstance(found, bool),
        f"`best_epoch` gives {found!r}. Return a whole number.",
    )
    told = {
        2: "The first epoch has number 1; Python counts from 0.",
        5: "That epoch has the highest validation accuracy. Look at the validation loss.",
        6: "That epoch has the lowest training loss. Look at the validation loss.",
    }
    expect(
        found == 3,
        f"The validation losses of a made-up history are {history['val_loss']}. Your function says epoch {found}. "
        + told.get(int(found), "Where is the lowest one?"),
    )
    again = call(best_epoch, "best_epoch", {**history, "val_loss": [1.5, 0.9, 1.0, 0.9, 1.0, 1.1]})
    expect(again == 2, f"Two epochs, 2 and 4, have the same lowest loss. Take the earlier one, not {again!r}.")


def check_diagnose(diagnose: Function) -> None:
    """4.3: a known diagnosis for everything, and the right one for each textbook case."""
    for name, curves in textbook_curves().items():
        found = call(diagnose, "diagnose", curves)
        expect(
            isinstance(found, str) and found in DIAGNOSES,
            f"`diagnose` gives {found!r}. Return one of the strings in lab.DIAGNOSES, spelled as there.",
        )
        expect(
            found == name,
            f"The textbook case of {name} (see the plots above) is called {found}. Follow it through the table, row "
            "by row: which row should stop it, and what does your code find there?",
        )


def check_readings(readings: Any) -> None:
    """4.4: a known diagnosis for each letter, each once; whether it is the right one is left open."""
    needed(readings, "readings")
    expect(isinstance(readings, dict), f"`readings` is {kind(readings)}. Keep it a dictionary with the letters A to F.")
    for letter in recorded_curves():
        found = readings.get(letter, ...)
        needed(found, f'readings["{letter}"]')
        expect(found in DIAGNOSES, f"{letter} is called {found!r}. Choose one of lab.DIAGNOSES, spelled as there.")
    given = [readings[letter] for letter in recorded_curves()]
    twice = sorted({name for name in given if given.count(name) > 1})
    expect(
        not twice,
        f"Each diagnosis occurs once, but you wrote {', '.join(twice)} more than once. Compare those plots again.",
    )


def check_fit_until_best(fit_until_best: Function, small_model: Function) -> None:
    """4.7: stops after `patience` epochs without improvement, and restores the best weights."""
    arrays = _toy_problem()
    max_epochs, patience = 60, 4
    result = call(fit_until_best, "fit_until_best", call(small_model, "small_model"), *arrays, max_epochs, patience)
    expect(
        isinstance(result, tuple | list) and len(result) == 2 and hasattr(result[0], "predict"),
        "`fit_until_best` should return two things: first the model, then what fit returned.",
    )
    model, history = result
    losses = getattr(history, "history", history)["val_loss"]
    best = int(np.argmin(losses)) + 1
    expect(
        len(losses) < max_epochs,
        f"On a small problem the validation loss is lowest in epoch {best}, but training continued to epoch "
        f"{len(losses)}. Is the EarlyStopping in the list of callbacks, and does it monitor the validation loss?",
    )
    expect(
        len(losses) == best + patience,
        f"The validation loss is lowest in epoch {best}. With patience={patience} training should end "
        f"{patience} epochs later, but it ends after epoch {len(losses)}. Does it monitor the validation loss, and does "
        "it use `patience`?",
    )
    loss = float(model.evaluate(*arrays[2:], verbose=0, return_dict=True)["loss"])
    expect(
        abs(loss - min(losses)) < 0.02 * min(losses),
        f"The model comes back with a validation loss of {loss:.2f}. In its best epoch it had {min(losses):.2f}. How "
        "does EarlyStopping get back to the weights of that epoch?",
    )


def _toy_problem() -> tuple[np.ndarray[Any, Any], ...]:
    """Training and validation data that a model first learns a little from, and then only memorises."""
    rng = np.random.default_rng(5)
    x = rng.normal(size=(130, 8)).astype("float32")
    y = np.where(rng.uniform(size=130) < 0.35, rng.integers(0, 3, 130), x[:, :3].argmax(axis=1))
    return x[:40], y[:40], x[40:], y[40:]


def check_repaired(build_repaired_model: Function, repaired: Any, repaired_history: Any) -> None:
    """4.8: good enough on the validation set, and not much more confident on the training set."""
    model = call_for_model(build_repaired_model, "build_repaired_model")
    expect(bool(model.compiled), "The model of `build_repaired_model` is not compiled yet. Call its compile(...).")
    expect(
        bool(model.get_compile_config().get("metrics")),
        'The model of `build_repaired_model` reports no accuracy. Pass `metrics=["accuracy"]` to its compile(...).',
    )
    needed(repaired, "repaired")
    needed(repaired_history, "repaired_history")
    expect(hasattr(repaired, "predict"), f"`repaired` is {kind(repaired)}. Keep the trained model in it.")
    few = load_few()
    expect(
        repaired.output_shape[-1] == len(few.class_names),
        f"The model has {repaired.output_shape[-1]} outputs; the pictures have {len(few.class_names)} classes. "
        "Build it for as many classes as the pictures have.",
    )
    training = accuracy(repaired, few.x_train, few.y_train)
    validation = accuracy(repaired, few.x_val, few.y_val)
    expect(
        validation >= goal("4.8.2"),
        f"{validation:.0%} of the validation pictures are right; the goal is {goal('4.8.2'):.0%}. On the training "
        f"set {training:.0%} are. "
        + (
            "That is underfitting: train for longer, or use weaker remedies."
            if training < 0.8
            else "Try one more remedy: fewer numbers to learn help most."
        ),
    )
    low, high = loss(repaired, few.x_train, few.y_train), loss(repaired, few.x_val, few.y_val)
    expect(
        high <= goal("4.8.2 loss"),
        f"The validation loss is {high:.2f}; the goal is {goal('4.8.2 loss'):.2f} or less. The training loss is {low:.2f}. "
        + (
            "It is high, too: train longer, or use less of the remedies."
            if low > goal("4.8.2 loss")
            else "It is low, so the model is sure where it is wrong: add a remedy."
        ),
    )
    expect(
        high - low <= goal("4.8.3"),
        f"The training loss is {low:.2f} and the validation loss {high:.2f}: a gap of {high - low:.2f}. The goal is "
        f"{goal('4.8.3'):.2f} or less. Try one more remedy, or a stronger one.",
    )


def check_selection_optimism(selection_optimism: Function) -> None:
    """4.10: the run with the best validation score, the first of several, minus its own test score."""
    val, test = [0.6, 0.84, 0.72, 0.84], [0.7, 0.76, 0.9, 0.6]
    given = val.copy(), test.copy()
    found = _number(selection_optimism, "selection_optimism", *given)
    told = {
        -0.18: "That is the run with the best test score. Only the validation scores choose.",
        -0.06: "Here the best test score is another run's. Take the test score of the chosen run.",
        0.01: "That is the difference of the averages. Only one run counts, the chosen one.",
        -0.08: "Validation comes first: if validation flatters the run, the result is positive.",
        0.24: "Two runs share the best validation score. Take the first of them.",
        -0.1: "That is the run with the lowest validation score.",
    }
    hint = next((words for value, words in told.items() if abs(found - value) < 1e-6), "Which run is chosen?")
    expect(
        abs(found - 0.08) < 1e-6,
        f"For the validation scores {val} and the test scores {test} your function gives {found:.3g}. {hint}",
    )
    expect(given == (val, test), "Your function changes the lists that it is given. Leave them as they are.")
    found = _number(selection_optimism, "selection_optimism", [0.5, 0.7], [0.6, 0.9])
    expect(
        abs(found + 0.2) < 1e-6,
        f"If the chosen run has 0.7 in validation and 0.9 in the test, the result is -0.2. Your function gives {found:.3g}. "
        "Keep the sign.",
    )


def _number(function: Function, name: str, *args: Any) -> float:
    found = call(function, name, *args)
    if isinstance(found, bool) or not isinstance(found, Real):
        raise TryAgain(f"`{name}` gives {kind(found)}. Return one number.")
    return float(found)
