"""What hw4 adds to the students' package: curves to look at, Tom's few pictures, and its public checks."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from tests.course.graders.test_histories import by_the_table
from tests.course.loading import load_part

HISTORIES = load_part("hw4_overfitting", "histories")
Diagnosis, best_epoch, gap = HISTORIES.Diagnosis, HISTORIES.best_epoch, HISTORIES.gap


@pytest.fixture
def hw4(lab: ModuleType) -> ModuleType:
    return importlib.import_module("lab.checks.hw4")


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    bundles: list[dict[str, str]] = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: bundles.append(bundle))
    return bundles


def test_students_and_grader_use_the_same_words(lab: ModuleType) -> None:
    assert set(lab.DIAGNOSES) == {diagnosis.value for diagnosis in Diagnosis}


def by_the_last_epoch(history: dict[str, list[float]]) -> str:
    """The table with one epoch instead of three, spreads instead of steps, and other limits: what is clear stays so."""
    train, val, loss, val_loss = (np.array(history[key]) for key in ("accuracy", "val_accuracy", "loss", "val_loss"))
    ups = [later > earlier + 0.08 for earlier, later in pairwise(loss)]
    if sum(ups) > 0.3 * len(ups) or loss[-3:].mean() > max(0.4, 1.7 * min(loss)):
        return "rate too high"
    half = val[-(len(val) // 2) :]
    if np.std(np.diff(half)) > 0.06:
        return "noisy validation"
    if train[-1] < 0.68:
        return "underfitting"
    if train[-1] - val[-1] > 0.13 or val_loss[-3:].mean() > 1.2 * min(val_loss):
        return "overfitting"
    return "validation above training" if val[-1] - train[-1] > 0.04 else "good fit"


def test_textbook_cases_are_what_they_are_called(lab: ModuleType) -> None:
    for name, curves in lab.textbook_curves().items():
        assert by_the_table(curves) == by_the_last_epoch(curves) == name


def test_recorded_curves_have_the_exercise_among_them(lab: ModuleType) -> None:
    recorded = lab.recorded_curves()
    assert list(recorded) == list("ABCDEF")
    assert recorded["B"]["accuracy"][-1] == 0.95
    assert recorded["B"]["val_accuracy"][-1] == 0.7


def test_recorded_curves_come_without_their_diagnoses(repository: Path) -> None:
    text = (repository / "assignments" / "lab" / "data" / "curves.json").read_text()
    assert not [diagnosis for diagnosis in Diagnosis if diagnosis.value in text]
    assert set(json.loads(text)["A"]) == {"accuracy", "loss", "val_accuracy", "val_loss"}


def test_curves_are_drawn_and_described(lab: ModuleType, shown: list[dict[str, str]]) -> None:
    lab.plot_curves(lab.recorded_curves())
    assert len(shown) == 2  # rows of three
    alt = shown[0]["text/plain"]
    assert "B: after" in alt
    assert "accuracy 95% in training and 70% in validation" in alt
    assert not [name for name in lab.DIAGNOSES if name in alt]


def test_toms_pictures_are_the_first_of_each_class(lab: ModuleType) -> None:
    data, few = lab.load_data(), lab.load_few()
    per_class = lab.settings.FEW_PER_CLASS
    assert np.bincount(few.y_train).tolist() == [per_class] * 5
    for label in range(5):
        np.testing.assert_array_equal(
            few.x_train[few.y_train == label], data.x_train[data.y_train == label][:per_class]
        )
    assert len(few.x_val) == len(data.x_val)


def refused(lab: ModuleType, check: Callable[..., None], *answers: Any) -> str:
    with pytest.raises(lab.TryAgain) as caught:
        check(*answers)
    return " ".join(str(caught.value).split())


def test_gap_check(lab: ModuleType, hw4: ModuleType) -> None:
    hw4.check_generalization_gap(gap)
    check = hw4.check_generalization_gap
    assert "Training comes first" in refused(lab, check, lambda h: -gap(h))
    assert "last epoch alone" in refused(lab, check, lambda h: h["accuracy"][-1] - h["val_accuracy"][-1])
    assert "losses" in refused(lab, check, lambda h: np.mean(h["loss"][-3:]) - np.mean(h["val_loss"][-3:]))
    assert "Only the last three" in refused(lab, check, lambda h: np.mean(h["accuracy"]) - np.mean(h["val_accuracy"]))
    assert "Return one number" in refused(lab, check, lambda h: [0.3])
    with pytest.raises(lab.NotAnsweredYet):
        check(lambda h: ...)


def test_best_epoch_check(lab: ModuleType, hw4: ModuleType) -> None:
    hw4.check_best_epoch(best_epoch)
    check = hw4.check_best_epoch
    assert "counts from 0" in refused(lab, check, lambda h: best_epoch(h) - 1)
    assert "highest validation accuracy" in refused(lab, check, lambda h: int(np.argmax(h["val_accuracy"])) + 1)
    assert "earlier one" in refused(lab, check, lambda h: len(h["val_loss"]) - int(np.argmin(h["val_loss"][::-1])))
    assert "whole number" in refused(lab, check, lambda h: 2.5)


def test_diagnose_check(lab: ModuleType, hw4: ModuleType) -> None:
    hw4.check_diagnose(by_the_table)
    assert "spelled as there" in refused(lab, hw4.check_diagnose, lambda h: "fine")
    assert "is called good fit" in refused(lab, hw4.check_diagnose, lambda h: "good fit")


def test_readings_check_does_not_judge(lab: ModuleType, hw4: ModuleType) -> None:
    for turned in range(6):
        hw4.check_readings(dict(zip("ABCDEF", np.roll(lab.DIAGNOSES, turned).tolist(), strict=True)))
    assert "more than once" in refused(lab, hw4.check_readings, dict.fromkeys("ABCDEF", "good fit"))
    with pytest.raises(lab.NotAnsweredYet):
        hw4.check_readings(dict.fromkeys("ABCDEF", ...))


def small_model() -> Any:
    import keras

    keras.utils.set_random_seed(4)
    layers = [keras.Input((8,)), keras.layers.Dense(64, activation="relu"), keras.layers.Dense(3)]
    model = keras.Sequential(layers)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.02), loss, metrics=["accuracy"])
    return model


def fitting(**stopping: Any) -> Callable[..., Any]:
    def fit_until_best(model, x, y, x_val, y_val, max_epochs, patience):
        import keras

        callbacks = [keras.callbacks.EarlyStopping(**{"patience": patience, **stopping})] if stopping else []
        history = model.fit(x, y, validation_data=(x_val, y_val), epochs=max_epochs, callbacks=callbacks, verbose=0)
        return model, history

    return fit_until_best


@pytest.mark.slow
def test_fit_until_best_check(lab: ModuleType, hw4: ModuleType) -> None:
    check = hw4.check_fit_until_best
    check(fitting(restore_best_weights=True), small_model)
    assert "get back to the weights" in refused(lab, check, fitting(restore_best_weights=False), small_model)
    assert "training continued to epoch 60" in refused(lab, check, fitting(), small_model)
    assert "patience=4" in refused(lab, check, fitting(restore_best_weights=True, patience=7), small_model)
    assert "two things" in refused(lab, check, lambda model, *rest: model, small_model)


def test_a_repaired_model_is_compiled_and_reports_accuracy(lab: ModuleType, hw4: ModuleType) -> None:
    def built(**compiled: Any) -> Any:
        import keras

        model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(3)])
        if compiled:
            model.compile("adam", "mse", **compiled)
        return model

    check = hw4.check_repaired
    assert "not compiled yet" in refused(lab, check, built, ..., ...)
    assert "reports no accuracy" in refused(lab, check, lambda: built(metrics=[]), ..., ...)
    with pytest.raises(lab.NotAnsweredYet, match="repaired"):
        check(lambda: built(metrics=["accuracy"]), ..., ...)
