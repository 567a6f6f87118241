"""The checks of "Spot the cat". Each tests what an answer does, not how it is written."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Integral, Real
from typing import Any

import numpy as np

from lab.answers import TryAgain, expect, needed
from lab.checks.calling import Function, call, call_for_model, kind
from lab.checks.losses import are_shares, fits_outputs
from lab.checks.models import expect_only_the_head_learns, expect_scaled_pixels
from lab.dataset import load_data
from lab.models import base_layers
from lab.runs import decide
from lab.settings import BUDGET, DATASET, IMAGE_SHAPE

_KEYS = ("strategy", "trainable_parameters", "seconds", "balanced_accuracy")


def check_labels(is_cat: Function) -> None:
    """5.1: ones and zeros, one for each label, wherever the class that is asked for stands."""
    wanted, name = DATASET.positive, DATASET.spotter
    others = [other for other in DATASET.classes if other != wanted]
    for names in ((wanted, others[0]), (others[0], others[-1], wanted)):
        labels = np.array([0, 1, len(names) - 1, 0])
        found = call(is_cat, name, labels, names)
        expect(
            np.shape(found) == labels.shape,
            f"For {len(labels)} labels `{name}` gives {_shown(found)}. Return one number for each label.",
        )
        values = np.asarray(found)
        expect(
            values.dtype.kind in "biuf" and bool(np.isin(values, (0, 1)).all()),
            f"`{name}` gives {_shown(found)}. It should hold only ones and zeros.",
        )
        cats = sum(names[label] == wanted for label in labels)
        expect(
            int(values.sum()) == cats and bool(values[labels == names.index(wanted)].all()),
            f"With the class names {names} and the labels {labels.tolist()} `{name}` gives {_shown(found)}. Which of "
            f"these labels mean {DATASET.a}?",
        )


def check_balanced_accuracy(balanced_accuracy: Function) -> None:
    """5.2: right for all right, all wrong, and for a lazy door."""
    truth = np.array([1, 0, 0, 0, 0])
    for guesses, wanted, words in (
        (truth, 1.0, "all guesses are right"),
        (1 - truth, 0.0, "all guesses are wrong"),
        (
            np.zeros(5, dtype=int),
            0.5,
            f"every guess is a 0, so that no {DATASET.one} is classified correctly and all others are",
        ),
    ):
        found = call(balanced_accuracy, "balanced_accuracy", truth, guesses)
        expect(
            isinstance(found, Real) or np.ndim(found) == 0,
            f"`balanced_accuracy` gives {_shown(found)}. Return one number.",
        )
        expect(
            abs(float(found) - wanted) < 1e-6,
            f"When {words}, `balanced_accuracy` gives {float(found):.3g}. Work out the two shares for this case by "
            "hand, and then their mean.",
        )


def check_build_spotter(build_spotter: Function) -> None:
    """5.3: scaled, frozen, compiled; one or two outputs that the loss and the metric match."""
    model = call_for_model(build_spotter, "build_spotter")
    expect_scaled_pixels(model)
    expect_only_the_head_learns(model)
    expect(
        model.output_shape in ((None, 1), (None, 2)),
        f"The model gives outputs of shape {model.output_shape[1:]} for a picture. A yes-or-no question needs one "
        "unit, or two: give the last layer that many.",
    )
    expect(bool(model.compiled), "The model that comes back is not compiled yet. Call its compile(...).")
    again = call_for_model(build_spotter, "build_spotter")
    expect(
        all(
            np.array_equal(one, other)
            for layer, twin in zip(base_layers(model), base_layers(again), strict=True)
            for one, other in zip(layer.get_weights(), twin.get_weights(), strict=True)
        ),
        "Two calls gave two different bases, so the weights are drawn at random. Which argument says where the "
        "pretrained weights come from?",
    )
    _expect_matching_loss(model)


def _expect_matching_loss(model: Any) -> None:
    """Try the model out on noise: shapes, ranges, and whether loss and accuracy react as they should."""
    import keras

    pictures = np.random.default_rng(0).uniform(0, 255, (6, *IMAGE_SHAPE)).astype("float32")
    cats = np.array([0, 1, 0, 1, 0, 1])
    outputs = np.asarray(model(pictures, training=False))
    try:
        results = model.evaluate(pictures, cats, verbose=0, return_dict=True)
    except Exception as problem:
        raise TryAgain(
            "The loss or the metric cannot work with these outputs and labels. There is one label for each picture, "
            "a 0 or a 1. One unit goes with a binary cross-entropy, two go with a sparse categorical one. Which is "
            "yours?"
        ) from problem
    units = outputs.shape[-1]
    loss = keras.losses.get(model.loss) if isinstance(model.loss, str) else model.loss
    name = getattr(loss, "name", getattr(loss, "__name__", "")) or ""
    activation = getattr(getattr(model.layers[-1], "activation", None), "__name__", "linear")
    if units == 1:
        expect(
            not np.allclose(outputs, 1),
            "The output is 1 for every picture. A softmax distributes a total of 1 over the units, and here there is "
            "only one. Which activation suits a single unit?",
        )
        expect(
            "categorical" not in name,
            "A categorical cross-entropy compares the units of several classes, and here there is only one. Which "
            "loss is meant for a yes-or-no question?",
        )
    else:
        expect(
            activation != "sigmoid",
            "The two outputs do not add up to 1, because a sigmoid treats each unit separately. Which activation "
            "distributes a total of 1 over the two?",
        )
    probabilities = activation == "sigmoid" or (units > 1 and are_shares(outputs))
    expect(
        fits_outputs(model.loss, cats, units, probabilities),
        "The model's outputs "
        + ("are probabilities, but the loss expects" if probabilities else "are logits, but the loss does not expect")
        + " logits. Change one of the two: the last activation, or `from_logits`, which tells the loss what it gets.",
    )
    reported = [key for key in results if "acc" in key]
    expect(bool(reported), f"The model reports {', '.join(results)}. Ask compile for an accuracy as well.")
    _expect_right_threshold(model, reported[0], probabilities)


def _expect_right_threshold(model: Any, reported: str, probabilities: bool) -> None:
    """An accuracy with the right threshold is 1 for labels that are the model's own answers."""
    pictures = load_data().x_val[::8]
    last = model.layers[-1]
    if getattr(last, "use_bias", False) and last.units == 1:  # so that there are outputs on both sides of each threshold
        scores = np.asarray(model.predict(pictures, verbose=0))
        logits = np.log(scores / (1 - scores + 1e-9) + 1e-9) if probabilities else scores
        last.bias.assign(last.bias - np.median(logits) + 0.2)
    own_answers = decide(model, pictures)
    found = model.evaluate(pictures, own_answers, verbose=0, return_dict=True)[reported]
    expect(
        found > 0.999,
        "The reported accuracy does not use the right threshold: for a probability it is 0.5, and for a logit 0. "
        "Look up the `threshold` of `keras.metrics.BinaryAccuracy`.",
    )


def check_runs(runs: Any) -> None:
    """5.4: at least two runs, of strategies that train different parts, one of them within the parameter budget."""
    found = _runs(runs)
    expect(
        len({run["strategy"] for run in found}) > 1,
        "All runs have the same strategy. Record at least two, with different names.",
    )
    counts = {run["trainable_parameters"] for run in found}
    expect(
        len(counts) > 1,
        f"All runs train {next(iter(counts)):,} parameters. Let one of your strategies train another part of the "
        "model. What does `train_spotter` do with the name that it is given?",
    )
    expect(
        min(counts) <= BUDGET.trainable_parameters,
        f"Each run trains more than {BUDGET.trainable_parameters:,} parameters. At least one has to keep to the "
        "budget.",
    )


def check_strategy(choice: Any, runs: Any) -> None:
    """5.5: a recorded strategy, within the parameter budget, and no other clearly better."""
    needed(choice, "choice")
    found = _runs(runs)
    chosen = [run for run in found if run["strategy"] == choice]
    names = ", ".join(sorted({repr(run["strategy"]) for run in found}))
    expect(
        bool(chosen), f"`choice` is {str(choice)[:60]!r}, and your runs are called {names}. Write one of these names."
    )
    best = max(chosen, key=lambda run: float(run["balanced_accuracy"]))
    count = best["trainable_parameters"]
    expect(
        count <= BUDGET.trainable_parameters,
        f"Your choice trains {count:,} parameters; the budget is {BUDGET.trainable_parameters:,}. Choose a run that "
        "keeps to it, or record a smaller one.",
    )
    better = max((run["balanced_accuracy"] for run in found if _fits(run)), default=0.0)
    expect(
        best["balanced_accuracy"] >= better - 0.05,
        f"Your choice has a balanced accuracy of {best['balanced_accuracy']:.0%} on the validation set. Another "
        f"run that keeps to the parameter budget has {better:.0%}. What is the reason to prefer yours?",
    )


def check_costs(best_threshold: Function, precision_and_recall: Function) -> None:
    """5.8: right for five pictures, whichever mistake costs more."""
    scores, truth = np.array([0.6, 0.9, 0.1, 0.8, 0.4]), np.array([1, 1, 0, 0, 0])
    for costs, wanted in (((5, 1), 0.6), ((1, 5), 0.9)):
        found = call(best_threshold, "best_threshold", scores, truth, *costs)
        expect(
            isinstance(found, Real) or np.ndim(found) == 0,
            f"`best_threshold` gives {_shown(found)}. Return one number.",
        )
        expect(
            abs(float(found) - wanted) < 1e-6,
            f"For the scores {scores.tolist()}, the truth {truth.tolist()} and the costs {costs} `best_threshold` gives "
            f"{float(found):.3g}. Work out by hand what each of the five scores costs as a threshold.",
        )
    for threshold, pair in ((0.6, (2 / 3, 1.0)), (0.9, (1.0, 0.5))):
        found = call(precision_and_recall, "precision_and_recall", scores, truth, threshold)
        expect(
            np.shape(found) == (2,),
            f"`precision_and_recall` gives {_shown(found)}. Return two numbers: (precision, recall)",
        )
        expect(
            bool(np.allclose(found, pair)),
            f"For the scores {scores.tolist()}, the truth {truth.tolist()} and the threshold {threshold} "
            f"`precision_and_recall` gives {_shown(found)}. Who is let in, and who of them should be?",
        )


def _fits(run: Mapping[str, Any]) -> bool:
    return bool(run["trainable_parameters"] <= BUDGET.trainable_parameters)


def _runs(runs: Any) -> list[Mapping[str, Any]]:
    needed(runs, "runs")
    expect(
        isinstance(runs, list | tuple) and len(runs) > 0,
        f"`runs` is {kind(runs)}. Make it a list of what lab.record_run returns: [..., ...]",
    )
    for run in runs:
        needed(run or None, "train_spotter")
        expect(
            isinstance(run, Mapping) and all(key in run for key in _KEYS),
            f"`runs` holds {kind(run)}, which is not what lab.record_run returns. Keep what it "
            "returns, unchanged.",
        )
        expect(
            isinstance(run["trainable_parameters"], Integral),
            "The number of parameters that a run trains is not a whole number. Keep what lab.record_run returns in `runs`.",
        )
    return list(runs)


def _shown(value: object) -> str:
    text = repr(value.tolist() if isinstance(value, np.ndarray) else value)
    return text if len(text) <= 80 else f"{text[:77]}..."
