"""What hw4 shows of choosing among many runs, and what its public check says."""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from tests.course.lab.test_lab_histories import refused


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    bundles: list[dict[str, str]] = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: bundles.append(bundle))
    return bundles


def optimism(val: list[float], test: list[float]) -> float:
    chosen = val.index(max(val))
    return val[chosen] - test[chosen]


def test_pictures_are_dealt_out_to_two_sets(lab: ModuleType) -> None:
    val, test = (np.array(scores) for scores in lab.recorded_heads())
    assert len(val) == len(test) == 100
    assert (np.abs(25 * val - np.round(25 * val)) < 1e-9).all()
    others = lab.recorded_heads(100, seed=5)
    right = [sorted(np.round(a * b + (200 - a) * c)) for a, b, c in ((25, val, test), (100, *map(np.array, others)))]
    assert right[0] == right[1]  # the same pictures, in other piles
    assert lab.recorded_heads(seed=5) == lab.recorded_heads(seed=5) != lab.recorded_heads(seed=6)
    assert len(lab.recorded_heads(runs=10)[0]) == 10


def test_the_choice_flatters_as_the_notebook_says(lab: ModuleType) -> None:
    def on_average(pictures: int, runs: int) -> float:
        return float(np.mean([optimism(*lab.recorded_heads(pictures, runs=runs, seed=s)) for s in range(300)]))

    one, ten, all_of_them = (on_average(25, runs) for runs in (1, 10, 100))
    assert abs(one) < 0.02 < ten < all_of_them
    assert on_average(100, 100) < all_of_them / 2
    val, test = lab.recorded_heads()
    assert abs(np.mean(val) - np.mean(test)) < 0.005
    assert optimism(val, test) > 0.04


def test_a_choice_is_told_in_words(lab: ModuleType, shown: list[dict[str, str]]) -> None:
    lab.plot_choice([0.5, 0.9, 0.9], [0.6, 0.7, 0.8])
    assert shown[0]["text/plain"] == (
        "Test accuracy against validation accuracy of 3 runs. In validation they reach 50% to 90%, in the test 60% to "
        "80%. The chosen run reaches 90% in validation and 70% in the test."
    )
    lab.plot_choice([], [])
    assert len(shown) == 1


def test_selection_optimism_check(lab: ModuleType) -> None:
    check = importlib.import_module("lab.checks.hw4").check_selection_optimism
    check(optimism)
    check(lambda val, test: np.float32(optimism(val, test)))

    def said(answer: Any) -> str:
        return refused(lab, check, answer)

    assert "Only the validation scores choose" in said(lambda v, t: v[np.argmax(t)] - max(t))
    assert "another run's" in said(lambda v, t: max(v) - max(t))
    assert "difference of the averages" in said(lambda v, t: np.mean(v) - np.mean(t))
    assert "Validation comes first" in said(lambda v, t: -optimism(v, t))
    assert "Take the first of them" in said(lambda v, t: max(v) - t[3] if len(v) > 2 else optimism(v, t))
    assert "lowest validation score" in said(lambda v, t: min(v) - t[np.argmin(v)])
    assert "Which run is chosen?" in said(lambda v, t: 0.5)
    assert "Keep the sign" in said(lambda v, t: abs(optimism(v, t)))
    assert "changes the lists" in said(lambda v, t: v.pop(1) - t.pop(1))
    with pytest.raises(lab.NotAnsweredYet):
        check(lambda v, t: ...)
