"""What the package for students holds for hw3: pictures of fine-tuning, and the public checks."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.course.lab.public_checks import told_by

NAMES = ("Conv1", "bn_Conv1", "block_3_expand", "block_3_expand_BN", "block_13_expand", "block_13_expand_BN", "Conv_1")


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """What was displayed: one dictionary of text by MIME type each."""
    bundles: list[dict[str, str]] = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: bundles.append(bundle))
    return bundles


def _picture(bundle: dict[str, str]) -> Image.Image:
    match = re.search(r'src="data:image/png;base64,([^"]+)" alt="([^"]+)"', bundle["text/html"])
    assert match
    assert match[2]
    return Image.open(io.BytesIO(base64.b64decode(match[1])))


# ---------------------------------------------------------------- pictures

FIRST = {"accuracy": [0.4, 0.7], "val_accuracy": [0.5, 0.6], "loss": [1.5, 0.9], "val_loss": [1.4, 1.0]}
SECOND = {"accuracy": [0.8], "val_accuracy": [0.75], "loss": [0.5], "val_loss": [0.8]}


def test_two_phases_are_drawn(lab: ModuleType, shown: list[dict[str, str]]) -> None:
    lab.plot_phases(SimpleNamespace(history=FIRST), SECOND)
    assert shown[0]["text/plain"] == (
        "Learning curves of two phases of 2 and 1 epochs. Validation accuracy is 0.60 after phase 1 and 0.75 after "
        "phase 2."
    )
    assert _picture(shown[0]).convert("RGB").getpixel((0, 0)) == (255, 255, 255)  # legible on a dark page, too


def test_phases_without_validation_are_drawn(lab: ModuleType, shown: list[dict[str, str]]) -> None:
    lab.plot_phases({"loss": [1.0, 0.5]}, {"loss": [0.4]})
    assert _picture(shown[0]).width > 300


def test_a_phase_without_epochs_is_told(lab: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    lab.plot_phases(FIRST, {})
    assert "no epochs" in capsys.readouterr().out
    lab.plot_phases(FIRST, ...)
    assert "Not answered yet" in capsys.readouterr().out


def test_strategies_are_compared(lab: ModuleType, shown: list[dict[str, str]]) -> None:
    lab.plot_strategies({"head only": (0.8, 4.2), "top blocks": (0.85, 12.0)})
    assert shown[0]["text/plain"] == (
        "Bars of accuracy and time for each strategy. head only: 80% in 4 seconds; top blocks: 85% in 12 seconds."
    )
    assert _picture(shown[0]).width > 300
    lab.plot_strategies({})
    assert len(shown) == 1


@pytest.mark.slow
def test_what_can_be_trained_is_drawn(lab: ModuleType, shown: list[dict[str, str]]) -> None:
    base = load_base()
    lab.plot_trainable(add_head(unfreeze_from(base, "block_13_expand"), 4))
    said = shown[0]["text/plain"]
    assert said.startswith("Bars for 5 blocks.")
    assert said.endswith("in block_13, Conv_1, head.")
    assert _picture(shown[0]).width > 300


@pytest.mark.slow
def test_a_table_of_layers(lab: ModuleType) -> None:
    table = lab.layer_table(add_head(load_base(), 4))
    assert [name for name, _, _ in table] == [*NAMES, "scores"]
    assert table[1] == ("bn_Conv1", "BatchNormalization", 8)
    assert table[-1] == ("scores", "Dense", 12)


# ---------------------------------------------------------------- the public checks, on a base of four small layers


def load_base() -> Any:
    import keras

    keras.utils.set_random_seed(1)
    inputs = x = keras.Input((96, 96, 3))
    for name in NAMES:
        if name.endswith("_BN") or name.startswith("bn_"):
            x = keras.layers.BatchNormalization(name=name)(x)
        else:
            x = keras.layers.Conv2D(2, 1, strides=4, name=name)(x)
    return keras.Model(inputs, x)


def add_head(base: Any, num_classes: int) -> Any:
    import keras

    inputs = keras.Input((96, 96, 3))
    x = keras.layers.GlobalAveragePooling2D()(base(inputs))
    return keras.Model(inputs, keras.layers.Dense(num_classes, name="scores")(x))


def freeze_all(base: Any) -> Any:
    base.trainable = False
    return base


def unfreeze_from(base: Any, block_name: str) -> Any:
    return _opened(base, lambda position, start: position >= start, block_name)


def _opened(base: Any, learns: Callable[[int, int], bool], name: str, norms: bool = False) -> Any:
    base.trainable = True
    start = [layer.name for layer in base.layers].index(name)
    for position, layer in enumerate(base.layers):
        is_norm = "_BN" in layer.name or "bn_" in layer.name
        layer.trainable = learns(position, start) and (norms or not is_norm)
    return base


def prepare(model: Any, base: Any, first: str | None, learning_rate: float) -> Any:
    return _compiled(freeze_all(base) if first is None else unfreeze_from(base, first), model, learning_rate)


def _compiled(
    _: Any, model: Any, rate: float, from_logits: bool = True, metrics: tuple[str, ...] = ("accuracy",)
) -> Any:
    import keras

    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    model.compile(keras.optimizers.Adam(rate), loss, metrics=list(metrics))
    return model


def _stub(*args: object) -> object:
    return ...


@pytest.mark.slow
@pytest.mark.parametrize(
    ("freeze", "unfreeze", "told"),
    [
        (freeze_all, unfreeze_from, ""),
        (_stub, unfreeze_from, "NotAnsweredYet"),
        (freeze_all, _stub, "NotAnsweredYet"),
        (lambda base: None, unfreeze_from, "NotAnsweredYet: `freeze_all` returns nothing"),
        (lambda base: base, unfreeze_from, "TryAgain: After `freeze_all`, 7 layers"),
        (
            freeze_all,
            lambda base, name: freeze_all(base),
            'TryAgain: After `unfreeze_from(base, "block_13_expand")` no',
        ),
        (freeze_all, lambda base, name: _opened(base, lambda p, s: p < s, name), "TryAgain: After `unfreeze_from("),
        (freeze_all, lambda base, name: _opened(base, lambda p, s: p > s, name), "TryAgain: After `unfreeze_from("),
        (
            freeze_all,
            lambda base, name: _opened(base, lambda p, s: p >= s, name, True),
            "TryAgain: After `unfreeze_from(",
        ),
        (freeze_all, lambda base: base, "TryAgain: `unfreeze_from(..., ...)` stopped with TypeError"),
    ],
)
def test_check_of_freezing(lab: ModuleType, freeze: Any, unfreeze: Any, told: str) -> None:
    from lab.checks import hw3

    message = told_by(hw3.check_unfreeze, load_base, freeze, unfreeze)
    assert message.startswith(told)
    assert bool(message) is bool(told)


def _count(table: Any, first: str | None) -> int:
    start = len(table) - 1 if first is None else [row[0] for row in table].index(first)
    return sum(size for _, kind, size in table[start:] if kind != "BatchNormalization")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "rule", "told"),
    [
        (3525, _count, ""),
        (..., _count, "NotAnsweredYet"),
        (3525, _stub, "NotAnsweredYet"),
        ("many", _count, "TryAgain: `trainable_count` is 'many'"),
        (880, _count, "TryAgain: For the network in the text your rule gives 3525, and you wrote 880"),
        (3525, lambda table, first: sum(row[2] for row in table), "TryAgain: For a network of three layers"),
        (3525, lambda table, first: 1.5, "TryAgain: `count_trainable` gives 1.5"),
    ],
)
def test_check_of_counting(lab: ModuleType, number: object, rule: object, told: str) -> None:
    from lab.checks import hw3

    message = told_by(hw3.check_count_trainable, number, rule)
    assert message.startswith(told)
    assert bool(message) is bool(told)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (prepare, ""),
        (_stub, "NotAnsweredYet"),
        (lambda m, b, f, r: _compiled(b, m, r), "TryAgain: With first=None"),
        (lambda m, b, f, r: prepare(m, b, None, r), "TryAgain: After `unfreeze_from"),
        (lambda m, b, f, r: prepare(m, b, f, 0.1), "TryAgain: With a learning_rate of 0.004"),
        (lambda m, b, f, r: _compiled(prepare(m, b, f, r), m, r, from_logits=False), "TryAgain: The model's outputs"),
        (lambda m, b, f, r: _compiled(prepare(m, b, f, r), m, r, metrics=()), "TryAgain: The model reports loss"),
        (lambda m, b, f, r: freeze_all(prepare(m, b, f, r)), "TryAgain: The head cannot be trained"),
    ],
)
def test_check_of_preparing(lab: ModuleType, answer: object, told: str) -> None:
    from lab.checks import hw3

    message = told_by(hw3.check_prepare, answer, load_base, add_head)
    assert message.startswith(told)
    assert bool(message) is bool(told)


def _trained(monkeypatch: pytest.MonkeyPatch, reached: float) -> tuple[Any, Any]:
    """A base in a model, on which an accuracy was reached."""
    from lab.checks import hw3

    monkeypatch.setattr(hw3, "_accuracy", lambda model: reached)
    base = load_base()
    return base, add_head(base, 5)


def _shift(model: Any, *names: str) -> None:
    from lab.models import base_layers

    for layer in base_layers(model):
        if layer.name in names:
            layer.set_weights([array + 1 for array in layer.get_weights()])


LONG = {"loss": [1.0, 0.5, 0.4], "val_loss": [1.0, 0.9, 0.8]}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rate", "history", "moved", "reached", "told"),
    [
        (0.01, LONG, (), 0.95, ""),
        (..., LONG, (), 0.95, "NotAnsweredYet"),
        ("high", LONG, (), 0.95, "TryAgain: `head_rate` is 'high'"),
        (0.01, {"loss": [1.0]}, (), 0.95, "TryAgain: `history_1` has no validation curves"),
        (0.01, {"loss": []}, (), 0.95, "TryAgain: `history_1` holds no epochs"),
        (0.01, FIRST, (), 0.95, "TryAgain: Phase 1 lasted 2 epochs"),
        (0.01, LONG, ("Conv_1",), 0.95, "TryAgain: In `weights_1`, 1 layers of the base differ"),
        (0.01, LONG, (), 0.3, "TryAgain: The validation accuracy is 30%"),
    ],
)
def test_check_of_phase_1(
    lab: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    rate: object,
    history: object,
    moved: tuple[str, ...],
    reached: float,
    told: str,
) -> None:
    from lab.checks import hw3

    base, model = _trained(monkeypatch, reached)
    _shift(model, *moved)
    weights = model.get_weights()
    _shift(model, "Conv_1")  # phase 2 has run already, and the check leaves that alone
    later = model.get_weights()
    message = told_by(hw3.check_phase_1, load_base, base, model, rate, history, weights)
    assert message.startswith(told)
    assert bool(message) is bool(told)
    assert all(map(np.array_equal, model.get_weights(), later))


@pytest.mark.slow
def test_check_of_phase_1_counts_outputs(lab: ModuleType) -> None:
    from lab.checks import hw3

    base = load_base()
    model = add_head(base, 6)
    message = told_by(hw3.check_phase_1, load_base, base, model, 0.01, LONG, model.get_weights())
    assert message.startswith("TryAgain: `model` has 6 outputs; the pictures have 5 classes.")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rate", "history", "moved", "reached", "told"),
    [
        (0.001, LONG, ("block_13_expand", "Conv_1"), 0.95, ""),
        (..., LONG, (), 0.95, "NotAnsweredYet"),
        (0.01, LONG, ("Conv_1",), 0.95, "TryAgain: `fine_rate` is 0.01, and the rate of phase 1 was 0.01"),
        (0.001, SECOND, ("Conv_1",), 0.95, "TryAgain: Phase 2 lasted 1 epochs"),
        (0.001, LONG, (), 0.95, "TryAgain: No layer from `block_13_expand` upwards has changed"),
        (0.001, LONG, ("Conv1", "Conv_1"), 0.95, "TryAgain: 1 layers before `block_13_expand` have changed"),
        (0.001, LONG, ("block_13_expand_BN", "Conv_1"), 0.95, "TryAgain: 1 BatchNormalization layers have changed"),
        (0.001, LONG, ("block_13_expand", "Conv_1"), 0.3, "TryAgain: The validation accuracy is 30%"),
    ],
)
def test_check_of_phase_2(
    lab: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    rate: object,
    history: object,
    moved: tuple[str, ...],
    reached: float,
    told: str,
) -> None:
    from lab.checks import hw3

    _, model = _trained(monkeypatch, reached)
    _shift(model, *moved)
    message = told_by(hw3.check_phase_2, load_base, model, 0.01, rate, history)
    assert message.startswith(told)
    assert bool(message) is bool(told)


def _features(base: Any, name: str) -> Any:
    extractor = _pooled(base, name)
    extractor.trainable = False
    return extractor


def _pooled(base: Any, name: str, pooling: str = "GlobalAveragePooling2D") -> Any:
    import keras

    return keras.Model(base.input, getattr(keras.layers, pooling)()(base.get_layer(name).output))


CURVE = dict.fromkeys(
    ("block_1_project_BN", "block_3_project_BN", "block_6_project_BN", "block_13_project_BN", "out_relu"), 0.5
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answer", "curve", "told"),
    [
        (_features, CURVE, ""),
        (_stub, CURVE, "NotAnsweredYet"),
        (_features, ..., "NotAnsweredYet"),
        (_features, dict.fromkeys(CURVE, ...), "NotAnsweredYet"),
        (_features, 0.5, "TryAgain: `depth_accuracy` is"),
        (_features, {"out_relu": 0.5}, "TryAgain: `depth_accuracy` has no key 'block_1_project_BN'"),
        (_features, CURVE | {"out_relu": 85}, "TryAgain: `depth_accuracy['out_relu']` is 85"),
        (_pooled, CURVE, 'TryAgain: In the model from `features_at(base, "block_3_expand")`, '),
        (
            lambda base, name: _pooled(base, name, "Flatten"),
            CURVE,
            "TryAgain: For two pictures the model from `features_at(base",
        ),
        (
            lambda base, name: _pooled(base, name, "GlobalMaxPooling2D"),
            CURVE,
            'TryAgain: The model from `features_at(base, "block_3_expand")` does not give the averages',
        ),
    ],
)
def test_check_of_features(lab: ModuleType, answer: Any, curve: object, told: str) -> None:
    from lab.checks import hw3

    message = told_by(hw3.check_features_at, load_base, answer, curve)
    assert message.startswith(told)
    assert bool(message) is bool(told)


def _advice(pictures: int, similarity: float, minutes: float) -> str:
    if pictures < 20:
        return "head on earlier features" if similarity < 0.3 else "head only"
    if minutes < 5:
        return "head only"
    return "everything, low rate" if pictures >= 500 and minutes >= 30 else "top blocks"


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (_advice, ""),
        (lambda *case: _advice(*case).upper(), ""),
        (_stub, "NotAnsweredYet"),
        (lambda *case: 3, "TryAgain: `choose_strategy(5, 0.1, 600)` gives 3"),
        (
            lambda n, s, b: _advice(n, 0.1, b),
            "TryAgain: `choose_strategy(5, 0.1, 600)` and `choose_strategy(5, 0.9",
        ),
        (lambda n, s, b: _advice(5, s, b), "TryAgain: `choose_strategy(5, 0.1, 600)` and `choose_strategy(2000"),
        (
            lambda n, s, b: _advice(n, s, 600),
            "TryAgain: `choose_strategy(2000, 0.1, 600)` and `choose_strategy(2000, 0.1, 1",
        ),
    ],
)
def test_check_of_the_strategy(lab: ModuleType, answer: object, told: str) -> None:
    from lab.checks import hw3

    message = told_by(hw3.check_choose_strategy, answer)
    assert message.startswith(told)
    assert bool(message) is bool(told)


def test_the_goals_are_no_lower_than_the_graders_thresholds(lab: ModuleType, repository: Path) -> None:
    import json

    placed = json.loads((repository / "solutions" / "hw3_freezing" / "thresholds.json").read_text(encoding="utf-8"))
    for task, limit in (("3.4", "accuracy_phase_1"), ("3.5", "accuracy_phase_2")):
        assert lab.goal(task) >= placed[limit]["threshold"]
