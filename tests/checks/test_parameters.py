"""Which parameters count against a budget: all that cannot be shown to be untrained."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import keras
import pytest

from autograder.checks import BaseWeights, Drift, StudentModel, perhaps_trained
from autograder.checks.drift import LayerDrift

BASE, WIDE, LAST = 8 * 4 + 4, 4 * 1024 + 1024, 1024 + 1


@pytest.fixture
def model() -> Any:
    return keras.Sequential(
        [
            keras.Input((8,)),
            keras.layers.Dense(4, name="Conv1", trainable=False),
            keras.layers.Dense(1024, name="wide", trainable=False),
            keras.layers.Dense(1, name="last"),
        ]
    )


def counted(model: Any, drift: Drift | None) -> int:
    base = SimpleNamespace(layers=(model.get_layer("Conv1"),)) if drift else None
    return perhaps_trained(cast("StudentModel", SimpleNamespace(keras=model, base=base)), drift)


def test_a_frozen_head_counts(model: Any) -> None:
    """Trained, frozen and compiled again, it is as it was: nobody can tell."""
    assert counted(model, Drift(BaseWeights.PRETRAINED)) == WIDE + LAST


@pytest.mark.parametrize("change", [(0.1, 0.0), (0.0, 0.1)], ids=["what gradients train", "statistics"])
def test_of_the_base_only_what_equals_the_file_is_free(model: Any, change: tuple[float, float]) -> None:
    layer = LayerDrift("Conv1", False, *change, 1.0)
    assert counted(model, Drift(BaseWeights.PARTLY_TRAINED, (layer,))) == BASE + WIDE + LAST
    assert counted(model, Drift(BaseWeights.OTHER_SIZE)) == BASE + WIDE + LAST
    assert counted(model, None) == BASE + WIDE + LAST


def test_what_can_be_trained_counts_though_it_was_not(model: Any) -> None:
    model.get_layer("Conv1").trainable = True
    assert counted(model, Drift(BaseWeights.PRETRAINED)) == BASE + WIDE + LAST
