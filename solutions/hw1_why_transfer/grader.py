"""Hidden checks of hw1, "Why transfer learning works". They look at what was trained, never at how it is written.

What students read is in ``messages.toml``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest

from autograder.checks import (
    BaseWeights,
    HandedOut,
    NotAnswered,
    Pictures,
    StudentModel,
    Submission,
    accurate,
    arguments_kept,
    calibrated,
    concept_question,
    drift_of,
    expect_integer,
    fact,
    freezing_of,
    if_right,
    in_words,
    judge_function,
    lab_settings,
    learned_from_all,
    not_leaked,
    noted,
    outputs,
    outputs_on,
    own_history,
    points,
    recalls,
    require,
    validated,
)

Array: TypeAlias = np.ndarray[Any, Any]
History: TypeAlias = Mapping[str, Sequence[float]]
Features: TypeAlias = tuple[Pictures, Pictures, Pictures]  # of training, validation and hidden pictures, in their place

FEATURES = 1280
GOALS = calibrated(__file__)

RACE = {"scratch": "scratch_history", "transfer": "transfer_history"}
FEWEST_EPOCHS = 6
NOT_PRETRAINED = (BaseWeights.UNRELATED, BaseWeights.OTHER_SIZE)


@points(6, "1.1.1 Both networks had the same budget")
def test_same_budget(submission: Submission, handed_out: HandedOut) -> None:
    histories = [submission.history(name) for name in RACE.values()]
    for history in histories:
        validated(history)
    scratch, transfer = (history.epochs for history in histories)
    require(scratch == transfer, "unequal budget", scratch=scratch, transfer=transfer)
    require(scratch >= FEWEST_EPOCHS, "short race", epochs=scratch)
    networks = [submission.model(name) for name in RACE]
    for network in networks:
        outputs(network, len(handed_out.train.class_names))
        learned_from_all(network, handed_out.train)
    scratch, transfer = (network.steps for network in networks)
    require(0 < scratch == transfer, "unequal steps", scratch=scratch, transfer=transfer)


@points(6, "1.1.2 Each history belongs to its network", explained_by=("1.1.1",))
def test_histories_belong(submission: Submission, handed_out: HandedOut) -> None:
    for name, history in RACE.items():
        not_leaked(submission.model(name), handed_out.validation)
        own_history(submission.model(name), submission.history(history), handed_out.validation)


@points(4, "1.1.3 One network really starts from scratch", explained_by=("1.1.1",))
def test_scratch(submission: Submission, weights: Path) -> None:
    network = submission.model("scratch")
    require(drift_of(network, weights).kind in NOT_PRETRAINED, "scratch is pretrained")
    require(freezing_of(network).base_trained, "random and frozen", layers=len(freezing_of(network).frozen))


@points(4, "1.1.4 The other one has a pretrained, frozen base", explained_by=("1.1.1",))
def test_transfer(submission: Submission, weights: Path) -> None:
    network = submission.model("transfer")
    drift, trained = drift_of(network, weights), freezing_of(network).trained
    require(drift.kind not in NOT_PRETRAINED, "weights=None")
    require(not trained and not drift.layers, "not frozen", trained=len(trained), changed=len(drift.layers))


@points(6, "1.1.5 The pretrained base wins on new pictures", explained_by=("1.1.1", "1.1.2", "1.1.3", "1.1.4"))
def test_lead(submission: Submission, hidden: Pictures, remark: Callable[[str], None]) -> None:
    scratch, transfer = (submission.model(name).accuracy(hidden) for name in RACE)
    remark(noted(scratch=scratch, transfer=transfer))
    least, lead = GOALS["accuracy"], GOALS["lead"]
    require(transfer >= least, "low accuracy", transfer=transfer, wanted=least)
    require(transfer - scratch >= lead, "no lead", transfer=transfer, scratch=scratch, wanted=100 * lead)


RISING = {
    "accuracy": [0.31, 0.44, 0.52, 0.57, 0.68, 0.72, 0.76, 0.81, 0.84, 0.86, 0.89, 0.92],
    "val_accuracy": [0.24, 0.38, 0.36, 0.47, 0.56, 0.62, 0.59, 0.66, 0.73, 0.69, 0.78, 0.77],
}


def _until(epochs: int, history: History = RISING) -> History:
    return {name: values[:epochs] for name, values in history.items()}


def _reached(history: History, target: float, curve: str = "val_accuracy") -> int | None:
    return next((number for number, value in enumerate(history[curve], start=1) if value >= target), None)


def _epoch(value: Any, what: str) -> int | None:
    return value if value is None else expect_integer(value, what)


REACHED = [(_until(epochs), target) for epochs, target in ((12, 0.65), (11, 0.7), (10, 0.6), (9, 0.4), (8, 0.2))]
NEVER = [(_until(epochs), target) for epochs, target in ((12, 0.95), (1, 0.35), (8, 0.85))]
EDGES = [
    ({"accuracy": [0.25, 0.375, 0.5, 0.625], "val_accuracy": [0.25, 0.5, 0.75, 0.875]}, 0.75),
    ({"accuracy": [0.25, 0.375, 0.5, 0.625], "val_accuracy": [0.5, 0.7496, 0.75, 0.7]}, 0.75),
    ({"accuracy": [0.25, 0.375, 0.5, 0.625], "val_accuracy": [0.2, 0.4, 0.5, 0.75]}, 0.7),
    ({"accuracy": [0.2, 0.3, 0.4, 0.5, 0.55], "val_accuracy": [0.3, 0.8, 0.5, 0.9, 0.6]}, 0.7),
]
WRONG_EPOCHS = {
    "first epoch taken for never": lambda history, target: {1: None}.get(n := _reached(history, target), n),
    "counted from 0": lambda history, target: (_reached(history, target) or 0) - 1,
    "training accuracy": lambda history, target: _reached(history, target, "accuracy"),
    "first eight epochs alone": lambda history, target: _reached(_until(8, history), target),
}
WRONG_EDGES = {
    "greater instead of at least": lambda history, target: _reached(history, np.nextafter(target, 1)),
    "target rounded": lambda history, target: _reached({"val_accuracy": np.round(history["val_accuracy"], 2)}, target),
    "last epoch left out": lambda history, target: _reached(_until(-1, history), target),
    "not the first": lambda history, target: int(np.argmax(history["val_accuracy"])) + 1,
}


@points(6, "1.2.1 The number of epochs until the target")
def test_epochs_to_reach(submission: Submission) -> None:
    judge_function(submission, "epochs_to_reach", REACHED, right=_reached, mistakes=WRONG_EPOCHS, answer=_epoch)


@points(5, "1.2.2 Exactly the target is enough, and what comes later does not matter", explained_by=("1.2.1",))
def test_edges_of_epochs_to_reach(submission: Submission) -> None:
    judge_function(submission, "epochs_to_reach", EDGES, right=_reached, mistakes=WRONG_EDGES, answer=_epoch)


@points(5, "1.2.3 A target that is never reached gives None")
def test_never_reached(submission: Submission) -> None:
    judge_function(submission, "epochs_to_reach", NEVER, right=_reached, otherwise="never reached")


#: How many labels of each class, how many to draw of each, and the seed. The last ones are as many as the first.
DRAWS: tuple[tuple[dict[int, int], int, int], ...] = (
    ({0: 30, 1: 50, 2: 20}, 7, 0),
    ({2: 9, 5: 40, 7: 12, 8: 9}, 9, 1),
    ({0: 40, 1: 40, 2: 40, 3: 40, 4: 40}, 1, 2),
    ({1: 25, 4: 60, 6: 15}, 7, 0),
)
SEEDS = 30  # one half of a class with each: that chance leaves one of twelve out has a probability of 1e-8


def _labels(number: int, counts: Mapping[int, int]) -> Array:
    rng = np.random.default_rng((30, number))
    return rng.permutation(np.repeat(list(counts), list(counts.values()))).astype("int64")


@fact
def _drawn(submission: Submission, labels: Array, per_class: int, seed: int) -> Array:
    """The student's function gives positions, which are returned."""
    value = submission.call("draw_per_class", labels, per_class, seed)
    try:
        found = np.asarray(value)
    except ValueError:  # lists of different lengths
        found = np.empty((0, 0))
    if found.dtype.kind == "f" and np.all(found == np.round(found)):
        found = found.astype("int64")
    flat = found.dtype.kind in "iu" and found.ndim == 1
    inside = flat and bool(((found >= 0) & (found < len(labels))).all())
    require(inside, "no positions", count=len(labels), last=len(labels) - 1, answer=in_words(value))
    return found


@points(7, "1.3.1 Every class gets the same number")
def test_balanced(submission: Submission) -> None:
    for number, (counts, per_class, seed) in enumerate(DRAWS):
        labels = _labels(number, counts)
        drawn = labels[_drawn(submission, labels, per_class, seed)]
        found = [int(np.sum(drawn == label)) for label in counts]
        told = ", ".join(map(str, found))
        require(set(found) == {per_class}, "unbalanced", per_class=per_class, classes=len(counts), found=told)
        arguments_kept(submission, "draw_per_class", [(labels, per_class, seed)], ["labels"])


@points(5, "1.3.2 No picture twice", explained_by=("1.3.1",))
def test_no_position_twice(submission: Submission) -> None:
    drawn = _drawn(submission, _labels(3, {0: 12, 1: 20, 2: 15}), 12, 4)
    twice = len(drawn) - len(np.unique(drawn))
    require(twice == 0, "drawn with replacement", count=len(drawn), twice=twice)


@points(5, "1.3.3 Chance decides, and the seed decides chance", explained_by=("1.3.1",))
def test_seed(submission: Submission) -> None:
    labels = _labels(5, {0: 60, 1: 60, 2: 60})
    draws = [frozenset(_drawn(submission, labels, 6, seed).tolist()) for seed in (0, 1, 2)]
    require(len(set(draws)) == len(draws), "seed ignored")
    for seed in (1, 0):
        again = frozenset(_drawn(submission, labels, 6, seed).tolist())
        same, alike = len(again & draws[seed]), again == draws[seed]
        require(alike, "not repeatable" if seed else "seed 0 ignored", seed=seed, count=len(again), same=same)
    uneven = _labels(6, {0: 6, 1: 12})
    drawn = np.concatenate([_drawn(submission, uneven, 6, seed) for seed in range(SEEDS)])
    missed = len(set(np.flatnonzero(uneven == 1)) - set(drawn))
    require(missed == 0, "part of a class", seeds=SEEDS, missed=missed)


SAME_RECIPE = 0.12  # between the accuracies of two heads that differ in their initial weights, and maybe in their draw
SOME = 0.5  # times what chance gets right of a class; a head that was trained without it gets hardly any right
OWN_PICTURES = 0.25  # nats, summed over two heads: how much better each knows the pictures that it was trained on


@pytest.fixture(scope="session")
def features(materials: Path, weights: Path, handed_out: HandedOut, hidden: Pictures) -> Features:
    """What the pretrained base makes of all pictures, in one go."""
    import keras

    shape, alpha = hidden.x.shape[1:], lab_settings(materials / "lab")["alpha"]
    base = keras.applications.MobileNetV2(shape, alpha, include_top=False, weights=str(weights), pooling="avg")
    model = keras.Sequential([keras.Input(shape), keras.layers.Rescaling(1 / 127.5, offset=-1.0), base])
    train, validation = handed_out.train, handed_out.validation
    found = outputs_on(model, np.concatenate([train.x, validation.x, hidden.x])).astype("float32")
    own = np.split(found, np.cumsum([len(train.y), len(validation.y)]))
    return replace(train, x=own[0]), replace(validation, x=own[1]), replace(hidden, x=own[2])


@pytest.fixture(scope="session")
def ladder(materials: Path) -> tuple[int, ...]:
    """How many pictures of each class the heads learn from, the fewest first."""
    return tuple(lab_settings(materials / "lab")["dataset"]["ladder"])


@fact
def _head(submission: Submission, classes: int, per_class: int, *seed: int) -> StudentModel:
    """The student's function gives a head, which is returned."""
    head = submission.built_by("train_head", per_class, *seed)
    outputs(head, classes)
    require(head.keras.input_shape == (None, FEATURES), "other inputs", head=head, shape=head.keras.input_shape)
    return head


def _heads(submission: Submission, classes: int, per_class: int) -> Iterator[StudentModel]:
    """Heads of one recipe, trained when they are wanted: what chance makes of a single one proves nothing."""
    yield _head(submission, classes, per_class)
    yield from (_head(submission, classes, per_class, seed) for seed in (1, 2))


@fact
def _learned(head: StudentModel, features: Features) -> None:
    """It was trained on training pictures of every class, with their own labels."""
    train, validation, hidden = features
    not_leaked(head, validation)
    found, wanted = head.accuracy(hidden), GOALS["few_examples"]
    require(found >= wanted, "labels of other pictures", head=head, accuracy=found, wanted=wanted)
    known, new = head.accuracy(train), head.accuracy(validation)
    require(known > new, "other pictures", head=head, known=known, new=new)
    each = recalls(head.keras, train.x, train.y)
    worst = int(np.argmin(each))
    name, others = train.class_names[worst], float(np.mean(np.delete(each, worst)))
    some = each[worst] >= SOME / len(each)
    require(some, "class left out", head=head, name=name, accuracy=each[worst], others=others)


@fact
def _trained_anew(first: StudentModel, second: StudentModel, train: Pictures) -> None:
    """The second head is another one than the first, and was trained on fewer pictures."""
    steps, fewer = first.steps, second.steps
    require(fewer <= steps or not steps, "one head for all", steps=steps, fewer=fewer)
    less = fewer < steps if steps else second.accuracy(train) < first.accuracy(train)
    require(less, "per_class ignored" if steps else "per_class ignored, by accuracy", steps=steps, fewer=fewer)


@fact
def _trained_on_own_draw(submission: Submission, train: Pictures, fewest: int) -> None:
    """Each of two heads knows the pictures of its own draw better than those of the other's."""
    draws = if_right(lambda: [_drawn(submission, train.y, fewest, seed) for seed in (0, 1, 0)])
    if not draws or not np.array_equal(draws[0], draws[2]) or set(draws[0]) <= set(draws[1]):
        return  # 1.3 speaks of it
    heads = [_head(submission, len(train.class_names), fewest, seed) for seed in (0, 1)]
    pictures = [Pictures(train.x[draw], train.y[draw], train.class_names) for draw in draws[:2]]
    (own, other), (others, its_own) = ([head.score(some).loss for some in pictures] for head in heads)
    require(other - own + others - its_own >= OWN_PICTURES, "seed not handed on")


@points(6, "1.4.1 A head learns from the pictures that it is meant to")
def test_heads_learn_from_training_pictures(
    submission: Submission, features: Features, ladder: tuple[int, ...]
) -> None:
    classes = len(features[0].class_names)
    many, single = _head(submission, classes, ladder[-1]), _head(submission, classes, 1)
    _learned(many, features)
    _trained_anew(many, single, features[0])
    _trained_on_own_draw(submission, features[0], ladder[0])


@points(5, "1.4.2 A few pictures per class are enough for a good start", explained_by=("1.3.1", "1.4.1"))
def test_few_examples(
    submission: Submission, features: Features, ladder: tuple[int, ...], remark: Callable[[str], None]
) -> None:
    wanted = GOALS["few_examples"]
    for head in _heads(submission, len(features[0].class_names), ladder[0]):
        if head.accuracy(features[2]) >= wanted:
            break
    accurate(head, features[2], wanted, remark)


@fact
def _curve(submission: Submission, ladder: tuple[int, ...]) -> dict[str, float]:
    """There is an accuracy for each number of pictures."""
    value = submission.value("accuracy_curve")
    curve = {str(key).removesuffix(".0"): one for key, one in value.items()} if isinstance(value, Mapping) else {}
    if any(one is ... for one in curve.values()):
        raise NotAnswered("`accuracy_curve`")
    shares = [one for one in curve.values() if isinstance(one, int | float) and 0 <= one <= 1]
    require(set(curve) == set(map(str, ladder)) and len(shares) == len(curve), "no curve", answer=in_words(value))
    return curve


@points(5, "1.4.3 The curve tells the truth about the heads", explained_by=("1.4.1",))
def test_curve(submission: Submission, features: Features, ladder: tuple[int, ...]) -> None:
    curve, classes = _curve(submission, ladder), len(features[0].class_names)
    for count in (ladder[0], ladder[-1]):
        found, again = curve[str(count)], _head(submission, classes, count).accuracy(features[1])
        heads = _heads(submission, classes, count)
        alike = any(abs(found - head.accuracy(features[1])) <= SAME_RECIPE for head in heads)
        require(alike, "curve of something else", count=count, found=found, again=again)


DRAWN = [([0.7, 0.58, 0.77, 0.72, 0.66],), ([0.83, 0.79],), ([0.5, 0.74, 0.7, 0.55, 0.66, 0.73],), ([0.9, 0.8, 0.86],)]
DRAWN_ONCE = [([0.83],), ([0.62],)]
LOW_AND_HIGH = np.array((-1, 1))
WRONG_MEANS = {
    "last draw only": lambda draws: draws[-1],
    "best draw": max,
    "median": np.median,
    "middle of the range": lambda draws: (min(draws) + max(draws)) / 2,
    "always five": lambda draws: sum(draws) / 5,
}
WRONG_ENDS = {
    "standard deviation": lambda draws: np.mean(draws) + np.std(draws) * LOW_AND_HIGH,
    "standard deviation of a sample": lambda draws: np.mean(draws) + np.std(draws, ddof=1) * LOW_AND_HIGH,
    "first and last": lambda draws: (draws[0], draws[-1]),
    "ends swapped": lambda draws: (max(draws), min(draws)),
}


@fact
def _triple(value: Any, what: str) -> tuple[float, ...]:
    """What came are three numbers, which are returned."""
    parts = value.tolist() if isinstance(value, np.ndarray) else value
    parts = list(parts) if isinstance(parts, list | tuple) else []
    numbers = [one.item() if isinstance(one, np.ndarray) and one.ndim == 0 else one for one in parts]
    numeric = all(isinstance(one, int | float) and not isinstance(one, bool) for one in numbers)
    require(numeric and len(numbers) == 3, "no three numbers", call=what, answer=in_words(value))
    return tuple(round(number, 4) for number in numbers)


def _range(accuracies: Sequence[float]) -> tuple[float, float]:
    return min(accuracies), max(accuracies)


def _ends(value: Any, what: str) -> tuple[float, ...]:
    return _triple(value, what)[1:]


@points(4, "1.5.1 The mean of all draws")
def test_mean_of_draws(submission: Submission) -> None:
    judge_function(
        submission,
        "how_sure",
        DRAWN,
        right=lambda accuracies: sum(accuracies) / len(accuracies),
        mistakes=WRONG_MEANS,
        answer=lambda value, what: _triple(value, what)[0],
    )


@points(3, "1.5.2 From the lowest draw to the highest", explained_by=("1.5.1",))
def test_range_of_draws(submission: Submission) -> None:
    judge_function(submission, "how_sure", DRAWN, right=_range, mistakes=WRONG_ENDS, answer=_ends)
    judge_function(submission, "how_sure", DRAWN_ONCE, right=_range, otherwise="single draw", answer=_ends)


LOWER, HIGHER, TOP = (0.74, 0.7, 0.78), (0.79, 0.76, 0.83), (0.86, 0.83, 0.91)
WIDE, NARROW, ONCE = (0.72, 0.6, 0.88), (0.76, 0.74, 0.79), (0.8, 0.8, 0.8)
PAIRS = [(LOWER, TOP), (LOWER, HIGHER), (WIDE, NARROW), (HIGHER, TOP), (LOWER, ONCE)]
RANGES = [*PAIRS, *((other, one) for one, other in PAIRS), (ONCE, ONCE)]
WRONG_OVERLAPS = {
    "touching": lambda one, other: one[1] < other[2] and other[1] < one[2],
    "first taken for the lower": lambda one, other: one[2] >= other[1],
    "first taken for the higher": lambda one, other: other[2] >= one[1],
    "one end inside": lambda one, other: one[1] <= other[1] <= one[2] or one[1] <= other[2] <= one[2],
    "mean inside": lambda one, other: one[1] <= other[0] <= one[2] or other[1] <= one[0] <= other[2],
    "mean of the other inside": lambda one, other: one[1] <= other[0] <= one[2],
    "means compared": lambda one, other: one[0] >= other[0],
    "apart": lambda one, other: one[1] > other[2] or other[1] > one[2],
}


@points(3, "1.5.3 Whether two ranges overlap")
def test_ranges_overlap(submission: Submission) -> None:
    judge_function(
        submission,
        "ranges_overlap",
        RANGES,
        right=lambda one, other: one[1] <= other[2] and other[1] <= one[2],
        mistakes=WRONG_OVERLAPS,
    )


test_better = concept_question(__file__, 5, "1.6.1 Which one is better")
test_why_shorter = concept_question(__file__, 5, "1.7.1 Why training is shorter")
test_why_few = concept_question(__file__, 5, "1.8.1 Why few pictures are enough")
