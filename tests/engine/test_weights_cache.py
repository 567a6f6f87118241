"""Weights from memory are the weights of the file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.engine.weights_cache import read_weights_once

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # in Keras's saving


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Files that Keras itself was asked to read."""
    import keras

    asked: list[str] = []
    load = keras.Model.load_weights

    def noted(model: Any, *args: Any, **kwargs: Any) -> None:
        load(model, *args, **kwargs)
        asked.append(str(args[0]))

    monkeypatch.setattr(keras.Model, "load_weights", noted)
    read_weights_once()
    return asked


def model(units: int = 3, name: str = "head") -> Any:
    import keras

    layers = keras.layers
    return keras.Sequential([keras.Input((4,)), layers.Dense(units, name=name), layers.BatchNormalization(name="norm")])


def from_input() -> Any:
    """Its input has a name with a number that goes up from model to model."""
    import keras

    start = keras.Input((4,))
    return keras.Model(start, keras.layers.Dense(3, name="head")(start), name="base")


def values(of: Any) -> list[np.ndarray[Any, Any]]:
    return [np.array(weight.numpy()) for weight in of.weights]


def same(one: Any, other: Any) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(values(one), values(other), strict=True))


def save(what: Any, path: Path) -> None:
    what.set_weights([np.random.default_rng(len(value.shape)).normal(size=value.shape) for value in values(what)])
    what.save_weights(path)


def test_the_second_time_they_come_from_memory(reads: list[str], tmp_path: Path) -> None:
    saved, path = model(), tmp_path / "base.weights.h5"
    save(saved, path)
    for _ in range(3):
        fresh = model()
        fresh.load_weights(str(path))
        assert same(fresh, saved)
    assert len(reads) == 1


def test_the_number_in_the_name_of_an_input_does_not_matter(reads: list[str], tmp_path: Path) -> None:
    saved, path = from_input(), tmp_path / "base.weights.h5"
    save(saved, path)
    for _ in range(2):
        fresh = from_input()
        fresh.load_weights(path)
        assert same(fresh, saved)
    assert len(reads) == 1


def test_what_the_student_changes_is_not_remembered(reads: list[str], tmp_path: Path) -> None:
    saved, path = model(), tmp_path / "base.weights.h5"
    save(saved, path)
    first = model()
    first.load_weights(path)
    first.set_weights([value * 0 for value in values(first)])
    second = model()
    second.load_weights(path)
    assert same(second, saved)
    assert len(reads) == 1


def test_a_file_that_changed_is_read_again(reads: list[str], tmp_path: Path) -> None:
    path = tmp_path / "base.weights.h5"
    save(model(), path)
    model().load_weights(path)
    other = model()
    other.save_weights(path)
    os.utime(path, ns=(1, 1))
    again = model()
    again.load_weights(path)
    assert same(again, other)
    assert len(reads) == 2


def test_another_model_is_for_keras(reads: list[str], tmp_path: Path) -> None:
    path = tmp_path / "base.weights.h5"
    save(model(), path)
    model().load_weights(path)
    with pytest.raises(ValueError, match="shape"):
        model(units=4).load_weights(path)
    model(name="renamed").load_weights(path)
    model().load_weights(path, skip_mismatch=True)
    assert len(reads) == 3


def test_a_missing_file_is_for_keras(reads: list[str], tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="none"):
        model().load_weights(tmp_path / "none.weights.h5")
