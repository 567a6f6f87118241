"""What an earlier check speaks of is let off, and any base is judged as far as it can be."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from autograder.checks import (
    BaseWeights,
    Drift,
    LayerDrift,
    StudentModel,
    base_unchanged,
    model_facts,
    moved_from,
    norms_unchanged,
    only_head_trains,
    scaled,
    unfreezing_facts,
)
from tests.checks.stating import stated
from tests.checks.test_unfreezing_facts import model_with
from tests.exchange.models.zoo import small_base

NO_FILE = Path("no.weights.h5")


def around(base: Any, *, factor: float = 1 / 127.5) -> StudentModel:
    """A head of three classes on a frozen base."""
    import keras

    base.trainable = False
    inputs = keras.Input((32, 32, 3))
    x = base(keras.layers.Rescaling(factor, offset=-1)(inputs))
    x = keras.layers.GlobalAveragePooling2D()(x)
    return StudentModel(keras.Model(inputs, keras.layers.Dense(3, name="head")(x)), "`model`")


def another_network() -> Any:
    import keras

    inputs = keras.Input((32, 32, 3))
    x = keras.layers.Conv2D(4, 3, strides=8, name="first")(inputs)
    return keras.Model(inputs, keras.layers.BatchNormalization(name="norm")(x))


def without_file(monkeypatch: pytest.MonkeyPatch, drift: Drift | None) -> None:
    monkeypatch.setattr(model_facts, "measure_drift", lambda model, weights, base: drift)


@pytest.mark.parametrize("make", [small_base, another_network])
@pytest.mark.parametrize(
    ("place", "mistake"), [(None, None), (2, "batch norm updating"), (0, "not frozen")], ids=["kept", "mean", "gamma"]
)
def test_a_base_that_was_never_that_of_the_file_is_judged_by_its_norms(
    monkeypatch: pytest.MonkeyPatch, make: Any, place: int | None, mistake: str | None
) -> None:
    without_file(monkeypatch, Drift(BaseWeights.UNRELATED))
    model, before = around(make()).on_any_base, around(make()).on_any_base
    norm = next(layer for layer in model.base.layers if type(layer).__name__ == "BatchNormalization")
    if place is not None:
        norm.weights[place].assign(norm.weights[place] + 0.1)
    feedback = stated(base_unchanged, model, NO_FILE, before)
    assert (feedback and feedback.mistake) == mistake


@pytest.mark.parametrize(
    ("layers", "mistake"), [(("Conv_1",), None), (("Conv_1", "Conv1"), "not frozen")], ids=["was open", "was frozen"]
)
def test_what_was_open_before_may_have_changed(
    monkeypatch: pytest.MonkeyPatch, layers: tuple[str, ...], mistake: str | None
) -> None:
    changes = tuple(LayerDrift(name, False, 0.1, 0.0, 0.99) for name in layers)
    without_file(monkeypatch, Drift(BaseWeights.PARTLY_TRAINED, changes))
    base = small_base()
    model = around(base)
    base.get_layer("Conv_1").trainable = True
    before = StudentModel(model.keras, "`build_model(7)`")
    feedback = stated(base_unchanged, model, NO_FILE, before)
    assert (feedback and feedback.mistake) == mistake


def test_another_network_is_fed_and_frozen_like_the_base() -> None:
    model = around(another_network())
    assert stated(scaled, model) is not None
    assert stated(scaled, model.on_any_base) is None
    assert stated(only_head_trains, model.on_any_base) is None
    assert model.open_layers == {"head"}


def test_mistakes_around_another_network_are_named() -> None:
    fed_otherwise = stated(scaled, around(another_network(), factor=1 / 255).on_any_base)
    assert fed_otherwise is not None
    base = another_network()
    opened = around(base)
    base.trainable = True
    trains = stated(only_head_trains, opened.on_any_base)
    assert trains is not None
    assert trains.mistake == "freeze misses layers"


def test_without_any_model_inside_nothing_stands_in() -> None:
    import keras

    flat = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Flatten(), keras.layers.Dense(2)])
    assert StudentModel(flat, "`model`").on_any_base.base is None


@pytest.mark.parametrize(("let_off", "right"), [(("Conv1", "block_1_expand"), True), (("Conv1",), False)])
def test_layers_that_moved_since_nobody_froze_them(
    monkeypatch: pytest.MonkeyPatch, let_off: tuple[str, ...], right: bool
) -> None:
    names = ("Conv1", "block_1_expand", "block_2_expand", "Conv_1")
    drift = Drift(BaseWeights.ALL_TRAINED, tuple(LayerDrift(name, False, 0.1, 0.1, math.nan) for name in names))
    monkeypatch.setattr(unfreezing_facts, "drift_of", lambda model, weights: drift)
    assert (stated(moved_from, model_with(), NO_FILE, "block_2_expand", let_off) is None) is right
    assert (stated(norms_unchanged, model_with(), NO_FILE, (*let_off, "block_2_expand", "Conv_1")) is None) is right


def test_what_has_to_move_is_not_let_off(monkeypatch: pytest.MonkeyPatch) -> None:
    moved = Drift(BaseWeights.PARTLY_TRAINED, (LayerDrift("Conv1", False, 0.1, 0.0, 0.9),))
    monkeypatch.setattr(unfreezing_facts, "drift_of", lambda model, weights: moved)
    assert stated(moved_from, model_with(), NO_FILE, "block_2_expand", ("Conv1",)) is not None
