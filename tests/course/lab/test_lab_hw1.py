"""What the package for students holds for hw1: two networks, their comparison in pictures, and the public checks."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from benchmarks.record_by_examples import IN_PLOT, SIZES
from tests.course.lab.public_checks import told_by


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """What was displayed: one dictionary of text by MIME type each."""
    bundles: list[dict[str, str]] = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: bundles.append(bundle))
    return bundles


def _history(*accuracies: float, **others: list[float]) -> SimpleNamespace:
    return SimpleNamespace(history={"val_accuracy": list(accuracies), **others})


# ---------------------------------------------------------------- comparisons


def test_curves_come_from_a_history_or_its_dictionary(lab: ModuleType) -> None:
    history = _history(0.25, 0.5)
    assert lab.curves_of(history) == lab.curves_of(history.history) == {"val_accuracy": [0.25, 0.5]}


@pytest.mark.parametrize(("seconds", "usual"), [([9.0, 1.0, 2.0, 3.0], 2.0), ([9.0], 9.0), ([9.0, 1.0], 1.0)])
def test_the_first_epoch_does_not_count_as_usual(lab: ModuleType, seconds: list[float], usual: float) -> None:
    assert lab.seconds_per_epoch({"seconds": seconds}) == usual


def test_a_history_without_times_says_what_to_do(lab: ModuleType) -> None:
    with pytest.raises(ValueError, match=r"lab\.stopwatch\(\)"):
        lab.seconds_per_epoch({"loss": [1.0]})


def test_a_race_is_told_in_words(lab: ModuleType, shown: list[dict[str, str]]) -> None:
    slow = _history(0.2, 0.3, 0.35, seconds=[5.0, 2.0, 2.0])
    quick = _history(0.7, 0.8, 0.75, seconds=[2.0, 0.5, 0.5])
    lab.plot_race({"from scratch": slow, "pretrained base": quick.history}, target=0.6, guessing=0.2)
    assert shown[0]["text/plain"] == (
        "Validation accuracy over 3 epochs: from scratch goes from 0.20 to 0.35; pretrained base goes from 0.70 to "
        "0.75. from scratch: 2.0 seconds for an epoch; pretrained base: 0.5 seconds for an epoch."
    )
    assert 'alt="Validation accuracy over 3 epochs' in shown[0]["text/html"]


def test_a_race_without_times_is_drawn_without_them(lab: ModuleType, shown: list[dict[str, str]]) -> None:
    lab.plot_race({"one": _history(0.2), "other": _history(0.4, seconds=[1.0])})
    assert shown[0]["text/plain"].endswith("other goes from 0.40 to 0.40.")


def test_a_race_without_validation_says_so(lab: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    lab.plot_race({"one": _history(0.2), "other": {"accuracy": [0.3]}})
    assert "no validation accuracy" in capsys.readouterr().out


def test_accuracy_by_examples_is_told_in_words(lab: ModuleType, shown: list[dict[str, str]]) -> None:
    lab.plot_accuracy_by_examples({"base": {40: 0.9, 5: 0.7}, "scratch": {5: 0.2, 40: 0.3}}, guessing=0.2)
    assert shown[0]["text/plain"] == (
        "Validation accuracy against training pictures per class. base: 0.70 with 5, 0.90 with 40; "
        "scratch: 0.20 with 5, 0.30 with 40."
    )


def test_several_draws_are_told_with_their_range(lab: ModuleType, shown: list[dict[str, str]]) -> None:
    lab.plot_accuracy_by_examples({"base": {40: (0.9, 0.9, 0.9), 5: (0.7, 0.58, 0.77)}, "scratch": {5: 0.2}, "no": {}})
    assert shown[0]["text/plain"] == (
        "Validation accuracy against training pictures per class. base: 0.70 (from 0.58 to 0.77) with 5, 0.90 with 40; "
        "scratch: 0.20 with 5."
    )


def test_a_band_goes_from_the_lowest_draw_to_the_highest(lab: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Any] = []
    monkeypatch.setattr("lab.races._show", lambda figure, alt: drawn.append(figure.axes[0]))
    lab.plot_accuracy_by_examples({"base": {5: (0.7, 0.58, 0.77), 40: (0.9, 0.88, 0.91)}, "scratch": {5: 0.2, 40: 0.3}})
    line, other = drawn[0].lines
    assert (list(line.get_ydata()), list(other.get_ydata())) == ([0.7, 0.9], [0.2, 0.3])
    (band,) = drawn[0].collections
    corners = {tuple(corner) for corner in band.get_paths()[0].vertices.tolist()}
    assert corners == {(5, 0.58), (5, 0.77), (40, 0.88), (40, 0.91)}


def test_unanswered_comparisons_are_not_drawn(
    lab: ModuleType, shown: list[dict[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    lab.plot_race({"one": ..., "other": _history(0.2)})
    lab.plot_accuracy_by_examples({"one": {5: ..., 10: 0.2}})
    lab.plot_accuracy_by_examples({"one": ...})
    assert capsys.readouterr().out.count("Not answered yet") == 3
    assert shown == []


def test_the_recorded_race_is_as_the_notebook_says(lab: ModuleType) -> None:
    recorded = lab.recorded_by_examples()
    assert list(recorded) == [way.value for way in IN_PLOT]
    scratch, head, tuned = recorded.values()
    for curve in (scratch, head, tuned):
        assert list(curve) == list(SIZES)
        assert all(curve[fewer] < curve[more] <= 1 for fewer, more in pairwise(SIZES))
    assert all(scratch[count] < head[count] < tuned[count] for count in SIZES)
    assert scratch[64] < head[8] < scratch[512] < head[8] + 0.05
    assert scratch[512] == pytest.approx(0.8, abs=0.005)
    assert head[2048] - scratch[2048] < 0.03 < tuned[2048] - head[2048]
    assert head[2048] - head[512] < 0.02


# ---------------------------------------------------------------- networks


@pytest.mark.slow
def test_the_two_networks_differ_in_their_start_only(lab: ModuleType) -> None:
    import keras

    scratch, transfer = lab.network_from_scratch(5), lab.network_with_pretrained_base(5)
    assert [w.shape for w in scratch.weights] == [w.shape for w in transfer.weights]
    assert scratch.output_shape == transfer.output_shape == (None, 5)
    assert len(transfer.trainable_weights) == 2
    assert sum(w.numpy().size for w in transfer.trainable_weights) == 1281 * 5
    pretrained = keras.applications.MobileNetV2(
        input_shape=lab.IMAGE_SHAPE, alpha=lab.ALPHA, include_top=False, weights=lab.WEIGHTS
    )
    for own, known in zip(transfer.layers[1].get_weights(), pretrained.get_weights(), strict=True):
        np.testing.assert_array_equal(own, known)
    kernels = [w for w in scratch.layers[1].trainable_weights if w.numpy().ndim == 4]
    again = [w for w in lab.network_from_scratch(5).layers[1].trainable_weights if w.numpy().ndim == 4]
    assert not any(np.array_equal(own, other) for own, other in zip(kernels, again, strict=True))
    norms = [layer for layer in scratch.layers[1].layers if isinstance(layer, keras.layers.BatchNormalization)]
    assert {layer.momentum for layer in norms} == {0.9}
    assert all(layer.trainable for layer in scratch.layers[1].layers)


@pytest.mark.slow
def test_features_and_a_head_make_the_network(lab: ModuleType) -> None:
    network, head = lab.network_with_pretrained_base(3), lab.new_head(3)
    head.set_weights(network.layers[-1].get_weights())
    pictures = lab.load_data().x_val[:4]
    features = lab.features(pictures)
    assert features.shape == (4, 1280)
    np.testing.assert_allclose(np.asarray(head(features)), np.asarray(network(pictures)), atol=1e-5)


@pytest.mark.slow
def test_the_stopwatch_adds_seconds_to_the_history(lab: ModuleType) -> None:
    import keras

    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    history = model.fit(np.zeros((4, 2)), np.zeros(4), epochs=3, callbacks=[lab.stopwatch()], verbose=0)
    assert len(history.history["seconds"]) == 3
    assert min(history.history["seconds"]) > 0


# ---------------------------------------------------------------- public checks


def _reach(history: Any, target: float, start: int = 1, none: object = None, name: str = "val_accuracy") -> object:
    values = getattr(history, "history", history)[name]
    return next((number for number, value in enumerate(values, start=start) if value >= target), none)


EPOCHS_TO_REACH: dict[str, tuple[object, str]] = {
    "right": (_reach, ""),
    "counted from 0": (lambda h, t: _reach(h, t, start=0), "Is the first epoch number 1?"),
    "training accuracy": (lambda h, t: _reach(h, t, name="accuracy"), "returns 2."),
    "0 for never": (lambda h, t: _reach(h, t, none=0), "What should it return then?"),
    "text": (lambda h, t: str(_reach(h, t)), "Return a whole number"),
    "history objects only": (lambda h, t: _reach(h.history, t), "stopped with AttributeError"),
    "dictionaries only": (lambda h, t: _reach(h["val_accuracy"] and h, t), "stopped with TypeError"),
    "nothing": (lambda h, t: None, "returns nothing"),
    "stub": (lambda h, t: ..., "Replace the ..."),
    "missing": (None, "returns nothing"),
    "no function": (3, "not a function"),
}


@pytest.mark.parametrize(("answer", "told"), EPOCHS_TO_REACH.values(), ids=EPOCHS_TO_REACH)
def test_check_of_epochs_to_reach(lab: ModuleType, answer: object, told: str) -> None:
    from lab.checks import hw1

    message = told_by(hw1.check_epochs_to_reach, answer)
    assert told in message
    assert bool(message) is bool(told)


def _draw(labels: Any, per_class: int, seed: int, replace: bool = False, classes: Any = None) -> Any:
    rng = np.random.default_rng(seed)
    classes = np.unique(labels) if classes is None else classes
    return np.concatenate(
        [rng.choice(np.flatnonzero(labels == c), per_class, replace=replace) for c in classes if c in labels]
    )


DRAW_PER_CLASS: dict[str, tuple[object, str]] = {
    "right": (_draw, ""),
    "a list in another order": (lambda y, n, s: _draw(y, n, s).tolist()[::-1], ""),
    "from all": (lambda y, n, s: np.random.default_rng(s).permutation(len(y))[: 4 * n], "Draw from each class"),
    "classes 0 to 4": (lambda y, n, s: _draw(y, n, s, classes=range(5)), "0 of class 6"),
    "twice": (lambda y, n, s: _draw(y, n, s, replace=True), "drawn twice"),
    "seed ignored": (lambda y, n, s: _draw(y, n, 0), "Two seeds give the same"),
    "not repeatable": (lambda y, n, s: _draw(y, n, np.random.default_rng()), "Two calls with the same seed"),
    "one list for each class": (lambda y, n, s: _draw(y, n, s).reshape(4, n), "one flat array"),
    "ragged": (lambda y, n, s: [[1], [2, 3]], "one flat array"),
    "labels": (lambda y, n, s: y[_draw(y, n, s)] + 0.5, "one flat array"),
    "outside": (lambda y, n, s: _draw(y, n, s) + 50, "Positions go from 0 to 50"),
    "stub": (lambda y, n, s: ..., "Replace the ..."),
}


@pytest.mark.parametrize(("answer", "told"), DRAW_PER_CLASS.values(), ids=DRAW_PER_CLASS)
def test_check_of_draw_per_class(lab: ModuleType, answer: object, told: str) -> None:
    from lab.checks import hw1

    message = told_by(hw1.check_draw_per_class, answer)
    assert told in message
    assert bool(message) is bool(told)


def _sure(accuracies: list[float]) -> tuple[float, ...]:
    return sum(accuracies) / len(accuracies), min(accuracies), max(accuracies)


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[1] <= other[2] and other[1] <= one[2]


def _by_taking_out(accuracies: list[float]) -> tuple[float, ...]:
    mean, lowest = sum(accuracies) / len(accuracies), min(accuracies)
    accuracies.sort()
    return mean, lowest, accuracies.pop()


HOW_SURE: dict[str, tuple[object, object, str]] = {
    "right": (_sure, _overlap, ""),
    "arrays and NumPy's truth": (lambda a: np.array(_sure(a)), lambda a, b: np.bool_(_overlap(a, b)), ""),
    "median": (lambda a: (float(np.median(a)), min(a), max(a)), _overlap, "Is 0.625 the mean of these"),
    "always five": (lambda a: (sum(a) / 5, min(a), max(a)), _overlap, "Is 0.55 the mean"),
    "deviation": (lambda a: (np.mean(a), np.mean(a) - np.std(a), max(a)), _overlap, "the lowest of these"),
    "swapped": (lambda a: (np.mean(a), max(a), min(a)), _overlap, "Is 1 the lowest"),
    "two numbers": (lambda a: (min(a), max(a)), _overlap, "gives a tuple of 2. Return three numbers"),
    "texts": (lambda a: ("0.6875", "0.5", "1.0"), _overlap, "Return three numbers"),
    "one number": (np.mean, _overlap, "gives an object of type float64. Return three numbers"),
    "taken out": (_by_taking_out, _overlap, "changes the list"),
    "touching": (_sure, lambda a, b: a[1] < b[2] and b[1] < a[2], "gives False. Is there a value in both"),
    "means": (_sure, lambda a, b: a[0] >= b[0], "gives False. Is there"),
    "one order": (_sure, lambda a, b: a[2] >= b[1], ""),
    "number": (_sure, lambda a, b: 0.05, "Return True or False"),
    "stub": (lambda a: ..., _overlap, "Replace the ..."),
    "other stub": (_sure, lambda a, b: ..., "Replace the ... of `ranges_overlap`"),
}


@pytest.mark.parametrize(("how_sure", "ranges_overlap", "told"), HOW_SURE.values(), ids=HOW_SURE)
def test_check_of_how_sure(lab: ModuleType, how_sure: object, ranges_overlap: object, told: str) -> None:
    from lab.checks import hw1

    message = told_by(hw1.check_how_sure, how_sure, ranges_overlap)
    assert told in message
    assert bool(message) is bool(told)


def _run(last: float = 0.99, epochs: int = 12, **others: Any) -> SimpleNamespace:
    curves = {"val_accuracy": [0.2] * (epochs - 1) + [last], "seconds": [1.0] * epochs}
    return SimpleNamespace(history={name: value for name, value in (curves | others).items() if value})


def _network(steps: int = 156) -> SimpleNamespace:
    return SimpleNamespace(optimizer=SimpleNamespace(iterations=steps))


RACES: dict[str, tuple[tuple[object, ...], str]] = {
    "right": ((_network(), _network(), _run(0.3), _run()), ""),
    "unequal": ((_network(), _network(), _run(0.3, epochs=20), _run()), "had 20 epochs"),
    "short": ((_network(), _network(), _run(0.3, epochs=2), _run(epochs=2)), "had 2 epochs"),
    "trained twice": ((_network(), _network(312), _run(0.3), _run()), "the other one 312"),
    "swapped": ((_network(), _network(), _run(), _run(0.3)), "swap the two histories"),
    "no validation": ((_network(), _network(), _run(val_accuracy=[]), _run()), "on the validation pictures"),
    "no stopwatch": ((_network(), _network(), _run(), _run(seconds=[])), "holds no seconds"),
    "no history": ((_network(), _network(), _run(), 0.9), "an object of type float"),
    "stub": ((_network(), _network(), ..., ...), "Replace the ..."),
}


@pytest.mark.parametrize(("answers", "told"), RACES.values(), ids=RACES)
def test_check_of_the_race(lab: ModuleType, answers: tuple[object, ...], told: str) -> None:
    from lab.checks import hw1

    message = told_by(hw1.check_race, *answers)
    assert told in message
    assert bool(message) is bool(told)


CURVE = {5: 0.9, 10: 0.9, 20: 0.95, 40: 0.95}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("trained", "curve", "told"),
    [
        (True, CURVE, ""),
        (False, CURVE, "was never trained"),
        (True, {5: ..., 10: ..., 20: ..., 40: ...}, "still has a ..."),
        (True, {5: 0.9, 10: 0.9}, "The keys of `accuracy_curve` are 5, 10."),
        (True, CURVE | {20: "much"}, "An accuracy is a number"),
        (True, CURVE | {20: 95}, "An accuracy is a number"),
        (True, CURVE | {5: 0.2}, "reaches 20%"),
        (True, [0.9, 0.9], "Make it a dictionary"),
        (True, ..., "Replace the ..."),
    ],
)
def test_check_of_the_curve(lab: ModuleType, trained: bool, curve: object, told: str) -> None:
    from lab.checks import hw1

    def train_head(per_class: int, seed: int = 0) -> Any:
        head = lab.new_head(5)
        if trained:
            head.fit(np.zeros((5, 1280)), np.arange(5), verbose=0)
        return head

    message = told_by(hw1.check_accuracy_curve, train_head, curve)
    assert told in message
    assert bool(message) is bool(told)


@pytest.mark.parametrize(("task", "limit"), [("1.1", "accuracy"), ("1.4", "few_examples")])
def test_the_goals_are_no_lower_than_the_graders_thresholds(
    lab: ModuleType, repository: Path, task: str, limit: str
) -> None:
    path = repository / "solutions" / "hw1_why_transfer" / "thresholds.json"
    assert lab.goal(task) >= json.loads(path.read_text(encoding="utf-8"))[limit]["threshold"]
