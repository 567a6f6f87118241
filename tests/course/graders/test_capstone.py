"""The capstone's checks of runs, budgets and marks, on runs and trainings that are made up: nothing is trained here."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from autograder.checks import BaseWeights, Drift, Pictures
from tests.course.graders.local import failures, submission_of
from tests.course.loading import load_grader

HW5 = "hw5_capstone"
GRADER: Any = load_grader(HW5)
TRAIN = Pictures(np.full((40, 2, 2, 3), 9, "uint8"), np.arange(40) % 5, ("bear", "cat", "dog", "fox", "rabbit"))
BUDGET = {"trainable_parameters": 1000, "looks": 100}
HEAD = {"strategy": "head", "trainable_parameters": 10, "seconds": 2.5, "balanced_accuracy": 0.8, "pixels": 77}
BLOCK = HEAD | {"strategy": "block", "trainable_parameters": 900, "balanced_accuracy": 0.86}


def told(tasks: list[str], work: dict[str, Any] | None = None, **fixtures: Any) -> dict[str, str]:
    """Check → mistake."""
    given = {"submission": submission_of(work or {}), "handed_out": SimpleNamespace(train=TRAIN), "budget": BUDGET}
    return {number: feedback.mistake for number, feedback in failures(GRADER, tasks, given | fixtures).items()}


@pytest.mark.parametrize(
    ("runs", "mistake"),
    [
        ([HEAD, BLOCK], None),
        ((BLOCK, HEAD | {"pixels": "none"}, HEAD), None),
        ([{key: value for key, value in run.items() if key != "pixels"} for run in (HEAD, BLOCK)], None),
        ([HEAD, HEAD | {"strategy": "other"}], "nothing to compare"),
        ([HEAD, BLOCK | {"strategy": "head"}], "nothing to compare"),
        ([HEAD, BLOCK | {"pixels": int(TRAIN.x.sum())}], "validated on other pictures"),
        ([], ""),
        ([HEAD, BLOCK | {"balanced_accuracy": 86}], ""),
        ([HEAD, {"strategy": "block"}], ""),
        ([HEAD, BLOCK] * 251, ""),
        ("head", ""),
    ],
)
def test_runs(runs: Any, mistake: str | None) -> None:
    assert told(["5.4.1"], {"runs": runs}).get("5.4.1") == mistake


@pytest.mark.parametrize(
    ("choice", "runs", "mistakes"),
    [
        ("block", [HEAD, BLOCK], {}),
        ("head", [HEAD, BLOCK | {"balanced_accuracy": 0.849}], {}),
        ("head", [HEAD, BLOCK], {"5.5.2": "choice against the runs"}),
        ("head", [HEAD, BLOCK | {"trainable_parameters": 1001}], {}),
        ("head", [HEAD, BLOCK, BLOCK | {"strategy": "head"}], {}),
        ("Head", [HEAD, BLOCK], {"5.5.1": "choice not recorded"}),
    ],
)
def test_choice(choice: str, runs: list[Any], mistakes: dict[str, str]) -> None:
    found = told(["5.5.1", "5.5.2"], {"choice": choice, "runs": runs})
    assert found == mistakes


@pytest.mark.parametrize(
    ("passes", "mistake"), [(81, None), (200, None), (201, "time budget"), (80, "nothing trained")]
)
def test_time(passes: float, mistake: str | None) -> None:
    assert told(["5.5.5"], trained=SimpleNamespace(passes=passes)).get("5.5.5") == mistake


@pytest.mark.parametrize(
    ("kept_out", "spotted", "drift", "said"),
    [
        (0.9, 0.4, Drift(BaseWeights.PRETRAINED), "leaves cats outside"),
        (0.4, 0.9, Drift(BaseWeights.PRETRAINED), "lets others in"),
        (0.6, 0.6, Drift(BaseWeights.PRETRAINED), "still rising"),
        (0.6, 0.6, Drift(BaseWeights.UNRELATED), "nothing in common"),
        (0.6, 0.6, None, "nothing in common"),
    ],
)
def test_a_low_mark_is_explained(kept_out: float, spotted: float, drift: Drift | None, said: str) -> None:
    fixtures = {"door": (kept_out, spotted), "trained": SimpleNamespace(drift=drift)}
    found = failures(GRADER, ["5.5.8"], fixtures)
    assert found["5.5.8"].mistake == "no gold"
    assert said in found["5.5.8"].as_markdown()


def test_what_is_published_is_rounded_down() -> None:
    assert GRADER.published((0.739, 0.72)) == 0.72
    assert GRADER.published((0.73, 0.73)) == 0.73
