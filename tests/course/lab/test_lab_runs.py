"""The run log of the capstone."""

from __future__ import annotations

from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

PICTURES = np.array([[3.0], [0.2], [-0.3], [-2.0]])
CATS = np.array([1, 1, 0, 0])


class Model:
    """Gives its inputs back as outputs."""

    def __init__(self, activation: str = "linear", trainable: int = 5) -> None:
        self.layers = [SimpleNamespace(activation=SimpleNamespace(__name__=activation))]
        self.trainable_weights = [np.zeros((trainable, 2)), np.zeros(2)]

    def predict(self, x: np.ndarray[Any, Any], verbose: int) -> np.ndarray[Any, Any]:
        return x


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    bundles: list[dict[str, str]] = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: bundles.append(bundle))
    monkeypatch.setattr("lab.runs.seconds_allowed", lambda: 60.0)
    return bundles


@pytest.mark.parametrize(
    ("activation", "outputs", "says"),
    [
        ("linear", PICTURES, [1, 1, 0, 0]),
        ("sigmoid", [[0.9], [0.6], [0.4], [0.1]], [1, 1, 0, 0]),
        ("softmax", [[0.4, 0.6], [0.6, 0.4], [0.9, 0.1], [0.1, 0.9]], [1, 0, 0, 1]),
    ],
)
def test_outputs_are_cut_where_they_should_be(lab: ModuleType, activation: str, outputs: Any, says: list[int]) -> None:
    assert lab.decide(Model(activation), np.asarray(outputs)).tolist() == says


def test_a_run_tells_what_came_out(lab: ModuleType) -> None:
    def train(strategy: str, pictures: Any, cats: Any) -> Model:
        assert (strategy, pictures, cats) == ("s", "pictures", "cats")
        return Model()

    run = lab.record_run(train, "s", ("pictures", "cats"), (PICTURES, np.array([1, 0, 0, 0])))
    assert run.pop("seconds") < 5
    assert run == {
        "strategy": "s",
        "trainable_parameters": 12,
        "pixels": round(float(PICTURES.sum())),
        "cats_spotted": 1.0,
        "others_kept_out": 0.667,
        "balanced_accuracy": 0.833,
    }


def test_before_it_is_answered_there_is_no_run(lab: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert lab.record_run(lambda *_: ..., "s", (PICTURES, CATS), (PICTURES, CATS)) == {}
    lab.show_runs(...)
    lab.show_runs([{}])
    assert capsys.readouterr().out.count("Not answered yet") == 3


def test_runs_are_shown_as_a_table_and_a_described_picture(lab: ModuleType, shown: list[dict[str, str]]) -> None:
    run = {"seconds": 9.0, "cats_spotted": 0.8, "others_kept_out": 0.9, "balanced_accuracy": 0.85}
    lab.show_runs(
        [
            {"strategy": "head <only>", "trainable_parameters": 1281, **run},
            {"strategy": "all", "trainable_parameters": lab.BUDGET.trainable_parameters + 1, **run, "seconds": 61.0},
        ]
    )
    table, picture = shown
    assert "head &lt;only&gt;" in table["text/html"]
    assert table["text/html"].count("✗</td>") == 2
    assert 'scope="col"' in table["text/html"]
    assert table["text/plain"].splitlines()[-1].split()[:4] == [
        "all",
        f"{lab.BUDGET.trainable_parameters + 1:,}",
        "✗",
        "61",
    ]
    assert 'alt="Balanced accuracy against trainable parameters: head &lt;only&gt; reaches 0.85' in picture["text/html"]


@pytest.mark.slow
def test_the_time_budget_is_measured(lab: ModuleType) -> None:
    assert 0 < lab.seconds_allowed() < 3600
