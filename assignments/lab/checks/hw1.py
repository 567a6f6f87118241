"""The checks of "Why transfer learning works". Each tests what an answer does, not how it is written."""

from __future__ import annotations

from numbers import Integral, Real
from types import SimpleNamespace
from typing import Any

import numpy as np

from lab.answers import NotAnsweredYet, expect, needed
from lab.checks.calling import Function, call, call_for_any, call_for_model, kind
from lab.networks import FEATURES
from lab.races import curves_of
from lab.settings import DATASET, goal

_CLASSES = (0, 1, 2, 6)  # with a gap: the function should take the classes from the labels
_COUNTS = DATASET.ladder
_SHOWN = f"{', '.join(map(str, _COUNTS[:-1]))} and {_COUNTS[-1]}"
_PICTURES = "picture" if _COUNTS[0] == 1 else "pictures"
_FEWEST_EPOCHS = 6


def check_race(scratch: Any, transfer: Any, scratch_history: Any, transfer_history: Any) -> None:
    """1.1: two complete histories of equal length, each from a new network, and a good one for the pretrained base."""
    lengths, steps = [], []
    for name, history in (("scratch_history", scratch_history), ("transfer_history", transfer_history)):
        needed(history, name)
        expect(
            isinstance(getattr(history, "history", history), dict),
            f"`{name}` is {kind(history)}. Keep what `train` returns, and let `train` return what fit returns.",
        )
        found = curves_of(history)
        expect(
            bool(found.get("val_accuracy")),
            f"`{name}` has no accuracy on the validation pictures. Pass them and their labels to `fit` as "
            "`validation_data`.",
        )
        expect(
            bool(found.get("seconds")),
            f"`{name}` holds no seconds. Pass callbacks=[lab.stopwatch()] to fit.",
        )
        lengths.append(len(found["val_accuracy"]))
    expect(
        lengths[0] == lengths[1],
        f"The network from scratch had {lengths[0]} epochs, the other one {lengths[1]}. A fair race gives both "
        "the same number: train both with `epochs=EPOCHS`.",
    )
    expect(
        lengths[0] >= _FEWEST_EPOCHS,
        f"The race had {lengths[0]} epochs. Give the network from scratch a chance: train for EPOCHS epochs.",
    )
    for network in (scratch, transfer):
        needed(network, "scratch" if network is scratch else "transfer")
        steps.append(int(np.asarray(network.optimizer.iterations)))
    expect(
        steps[0] == steps[1],
        f"The network from scratch has taken {steps[0]} training steps, the other one {steps[1]}. Was one of them "
        "trained twice, or with another batch size? Create both networks again, then train each of them once.",
    )
    reached = curves_of(transfer_history)["val_accuracy"][-1]
    expect(
        reached >= goal("1.1"),
        f"With the pretrained base, the validation accuracy is {reached:.0%} at the end; the goal is "
        f"{goal('1.1'):.0%}. Did you swap the two histories?",
    )


def check_epochs_to_reach(epochs_to_reach: Function) -> None:
    """1.2: counted from 1, the first epoch, the target itself counts, None for never."""
    needed(epochs_to_reach, "epochs_to_reach")
    found = {"accuracy": [0.6, 0.7, 0.8, 0.9], "val_accuracy": [0.25, 0.5, 0.75, 0.5]}
    shown = "[0.25, 0.5, 0.75, 0.5]"
    for target, right in ((0.7, 3), (0.5, 2), (0.2, 1)):
        result = call(epochs_to_reach, "epochs_to_reach", found, target)
        expect(
            isinstance(result, Integral) and not isinstance(result, bool),
            f"`epochs_to_reach` gives {result!r}. Return a whole number, the number of an epoch.",
        )
        expect(
            int(result) == right,
            f"With the validation accuracies {shown} and the target {target} your function returns {result}. "
            + ("Is the first epoch number 1?" if result == right - 1 else "Read the list from the left: which epoch ")
            + ("" if result == right - 1 else "is the first with at least the target?"),
        )
    wrapped = call(epochs_to_reach, "epochs_to_reach", SimpleNamespace(history=found), 0.7)
    expect(
        wrapped == 3,
        f"For what fit returns your function returns {wrapped}, and for the dictionary in it 3. Make it accept both: "
        "`lab.curves_of` returns the dictionary.",
    )
    never = call_for_any(epochs_to_reach, "epochs_to_reach", found, 0.8)
    expect(
        never is None,
        f"With the validation accuracies {shown}, the target 0.8 is never reached, and your function returns {never}. "
        "What should it return then?",
    )


def check_draw_per_class(draw_per_class: Function) -> None:
    """1.3: positions, the same number from every class, none twice, decided by the seed."""
    needed(draw_per_class, "draw_per_class")
    labels = np.random.default_rng(0).permutation(np.repeat(_CLASSES, (9, 12, 20, 10)))
    drawn = _positions(call(draw_per_class, "draw_per_class", labels, 6, 1))
    expect(
        bool(((drawn >= 0) & (drawn < len(labels))).all()),
        f"For {len(labels)} labels your function also gives {drawn.max()}. Positions go from 0 to {len(labels) - 1}. "
        "Return positions in `labels`, and nothing else.",
    )
    counts = {label: int(np.sum(labels[drawn] == label)) for label in _CLASSES}
    expect(
        set(counts.values()) == {6},
        "Asked for 6 of each class, your function draws "
        f"{', '.join(f'{count} of class {label}' for label, count in counts.items())}. Draw from each class separately.",
    )
    expect(len(set(drawn.tolist())) == len(drawn), "A position is drawn twice. Each picture should be drawn at most once.")
    again = _positions(call(draw_per_class, "draw_per_class", labels, 6, 1))
    other = _positions(call(draw_per_class, "draw_per_class", labels, 6, 2))
    expect(
        np.array_equal(np.sort(drawn), np.sort(again)),
        "Two calls with the same seed give different pictures. Create the generator inside the function, from `seed`.",
    )
    expect(
        not np.array_equal(np.sort(drawn), np.sort(other)),
        "Two seeds give the same pictures. Does your function use `seed`, and does it shuffle before it takes some?",
    )


def _positions(value: Any) -> np.ndarray[Any, Any]:
    try:
        array = np.asarray(value)
    except ValueError:
        array = np.empty((0, 0))
    expect(
        array.ndim == 1 and array.dtype.kind in "iu",
        f"`draw_per_class` gives {_in_words(value)}. Return one flat array of whole numbers; np.concatenate joins "
        "several into one.",
    )
    return array


def check_how_sure(how_sure: Function, ranges_overlap: Function) -> None:
    """1.5: mean, lowest and highest of any number of draws; ranges that overlap, touch or lie apart."""
    needed(how_sure, "how_sure")
    given = [0.75, 0.5, 1.0, 0.5]
    for accuracies, right in ((given, (0.6875, 0.5, 1.0)), ([0.75], (0.75, 0.75, 0.75))):
        result = call(how_sure, "how_sure", passed := list(accuracies))
        numbers = _numbers(result)
        expect(
            len(numbers) == 3,
            f"`how_sure({accuracies})` gives {_in_words(result)}. Return three numbers: the mean, the lowest and the "
            "highest accuracy.",
        )
        told = ", ".join(f"{value:.4g}" for value in numbers)
        for value, wanted, what in zip(numbers, right, ("mean", "lowest", "highest"), strict=True):
            expect(
                abs(value - wanted) < 1e-4,
                f"`how_sure({accuracies})` gives {told}. Is {value:.4g} the {what} of these accuracies?",
            )
        expect(
            passed == accuracies,
            "`how_sure` changes the list that it is given. Leave it as it is: sort a copy, `sorted(accuracies)`, and "
            "take nothing out of it.",
        )
    needed(ranges_overlap, "ranges_overlap")
    for one, other, right in _RANGES:
        result = call(ranges_overlap, "ranges_overlap", one, other)
        expect(
            isinstance(result, bool | np.bool_),
            f"`ranges_overlap({one}, {other})` gives {_in_words(result)}. Return True or False.",
        )
        expect(
            bool(result) is right,
            f"`ranges_overlap({one}, {other})` gives {bool(result)}. Is there a value in both ranges? Mark them on a "
            "line, and look at both ends of each.",
        )


#: Two ranges with their means, and whether they overlap.
_RANGES = (
    ((0.5, 0.4, 0.6), (0.7, 0.55, 0.8), True),
    ((0.7, 0.55, 0.8), (0.5, 0.4, 0.6), True),
    ((0.5, 0.4, 0.6), (0.8, 0.7, 0.9), False),
    ((0.5, 0.4, 0.6), (0.65, 0.6, 0.7), True),
)


def _numbers(value: Any) -> list[float]:
    """What came, if it is a list of numbers; else none."""
    listed = isinstance(value, list | tuple) or (isinstance(value, np.ndarray) and value.ndim == 1)
    numeric = listed and all(isinstance(one, Real) and not isinstance(one, bool) for one in value)
    return [float(one) for one in value] if numeric else []


def _in_words(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape} that holds {value.dtype}"
    return f"a {type(value).__name__} of {len(value)}" if isinstance(value, list | tuple) else kind(value)


def check_accuracy_curve(train_head: Function, accuracy_curve: Any) -> None:
    """1.4: heads that take features, and a validation accuracy for each of the four counts."""
    fewest, classes = _COUNTS[0], len(DATASET.classes)
    head = call_for_model(train_head, "train_head", fewest)
    expect(
        tuple(head.input_shape) == (None, FEATURES) and head.output_shape[-1] == classes,
        f"`train_head` returns a model from {head.input_shape[1:]} to {head.output_shape[1:]}. Return the head that "
        f"lab.new_head({classes}) created.",
    )
    expect(
        int(np.asarray(head.optimizer.iterations)) > 0,
        "The head that `train_head` returns was never trained. Call its fit before you return it.",
    )
    needed(accuracy_curve, "accuracy_curve")
    expect(isinstance(accuracy_curve, dict), f"`accuracy_curve` is {kind(accuracy_curve)}. Make it a dictionary.")
    if any(value is ... for value in accuracy_curve.values()):
        raise NotAnsweredYet("`accuracy_curve` still has a ... in it. Enter an accuracy for each count.")
    expect(
        set(accuracy_curve) == set(_COUNTS),
        f"The keys of `accuracy_curve` are {', '.join(map(str, accuracy_curve))}. They should be {_SHOWN}.",
    )
    for count, value in accuracy_curve.items():
        expect(
            isinstance(value, Real) and 0 <= float(value) <= 1,
            f"For {count} pictures per class `accuracy_curve` holds {value!r}. An accuracy is a number from 0 to 1. "
            "Enter what `lab.accuracy` returns.",
        )
    expect(
        float(accuracy_curve[fewest]) >= goal("1.4"),
        f"With {fewest} {_PICTURES} per class your head reaches {float(accuracy_curve[fewest]):.0%}; the goal is "
        f"{goal('1.4'):.0%}. "
        "Do the labels belong to the features? Select both with the same positions.",
    )
