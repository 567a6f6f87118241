"""When a training ends is worked out as Keras does it, and a mistake is named only where it explains each training."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.checks import StoppedRun, rule_of

FALLING = [1.6, 1.2, 1.0, 0.9, 0.85, 0.9, 0.8, 0.82, 0.84, 0.86, 0.88, 0.9, 0.92, 0.94, 0.96, 0.98, 1.0]
SLOWLY = [1.0, 0.98, 0.975, 0.974, 0.9739, 0.9738, 0.9737, 0.98, 0.99, 1.0, 1.1, 1.2, 1.3]
MOST = 80


def run(losses: list[float], epochs: int, patience: int, **curves: list[float]) -> StoppedRun:
    kept = {name: values[:epochs] for name, values in curves.items()}
    return StoppedRun({"val_loss": losses[:epochs], **kept}, patience, MOST, min(losses[:epochs]))


@pytest.mark.parametrize("patience", [1, 2, 3, 5])
@pytest.mark.parametrize("losses", [FALLING, SLOWLY])
def test_keras_ends_it_there(losses: list[float], patience: int) -> None:
    import keras

    stopping = keras.callbacks.EarlyStopping(patience=patience)
    stopping.set_model(keras.Sequential())
    stopping.on_train_begin()
    for epoch, loss in enumerate(losses):
        stopping.on_epoch_end(epoch, {"val_loss": loss})
        if stopping.stopped_epoch:
            break
    found = run(losses, stopping.stopped_epoch + 1, patience)
    assert found.end == found.epochs
    assert found.ended_in_time


def test_rounding_is_no_mistake() -> None:
    losses = [1.0, 0.5, 0.5 - 1e-7, 0.6, 0.6, 0.6]
    assert run(losses, 5, 3).ended_in_time
    assert run(losses, 6, 3).ended_in_time
    assert not run(losses, 4, 3).ended_in_time


@pytest.mark.parametrize(
    ("name", "ends"),
    [
        ("one epoch more", {3: 11, 5: 13}),
        ("one epoch less", {3: 9, 5: 11}),
        ("patience ignored", {3: 14, 5: 14}),
        ("another end", {3: 12, 5: 11}),
    ],
)
def test_a_rule_has_to_explain_each_training(name: str, ends: dict[int, int]) -> None:
    runs = [run(FALLING, end, patience) for patience, end in ends.items()]
    assert not any(one.ended_in_time for one in runs)
    assert rule_of(runs) == name


def test_small_steps_that_do_not_count() -> None:
    assert rule_of([run(SLOWLY, 5, 2), run(SLOWLY, 6, 3)]) == "small steps"


def test_another_curve_is_watched() -> None:
    curves: dict[str, Any] = {"val_accuracy": [0.3, 0.5, 0.6] + [0.6] * 14, "loss": [1 / (1 + n) for n in range(17)]}
    assert rule_of([run(FALLING, 5, 2, **curves), run(FALLING, 6, 3, **curves)]) == "watches accuracy"


def test_without_a_stop() -> None:
    losses = [*FALLING, *[1.1] * (MOST - len(FALLING))]
    assert rule_of([run(losses, MOST, 3), run(losses, MOST, 5)]) == "never stops"


def test_more_epochs_than_the_history_tells() -> None:
    told = run(FALLING, 10, 3)
    assert not told.trained_again
    assert StoppedRun(told.curves, 3, MOST, told.loss, rounds=13.0).trained_again
