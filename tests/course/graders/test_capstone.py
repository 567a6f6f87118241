"""The capstone's checks of runs, records, budgets and marks, on runs and models that are made up."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from autograder.checks import BaseWeights, Drift, Pictures, PositiveClass
from tests.course.graders.local import failures, submission_of
from tests.course.loading import load_grader

HW5 = "hw5_capstone"
GRADER: Any = load_grader(HW5)
LABELS = np.arange(60) % 5
#: Cats are bright, and the others dark.
PICTURES = np.where(LABELS == 1, 150, 50).reshape(-1, 1, 1, 1) * np.ones((60, 2, 2, 3), "uint8")
TRAIN = Pictures(PICTURES.astype("uint8"), LABELS, ("bear", "cat", "dog", "fox", "rabbit"))
VALIDATION = Pictures(TRAIN.x[:20] + np.uint8(1), LABELS[:20], TRAIN.class_names)
BUDGET = {"trainable_parameters": 1000, "looks": 100}
HEAD = {"strategy": "head", "trainable_parameters": 10, "seconds": 2.5, "balanced_accuracy": 0.8}
HEAD |= {"pixels": int(VALIDATION.x.sum())}
BLOCK = HEAD | {"strategy": "block", "trainable_parameters": 900, "balanced_accuracy": 0.86}


def told(tasks: list[str], work: dict[str, Any] | None = None, **fixtures: Any) -> dict[str, str]:
    """Check → mistake."""
    handed_out = SimpleNamespace(train=TRAIN, validation=VALIDATION)
    asked = PositiveClass("cat", "is_cat", TRAIN.class_names)
    given = {"submission": submission_of(work or {}), "handed_out": handed_out, "budget": BUDGET, "asked": asked}
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
        ([HEAD, BLOCK | {"pixels": int(VALIDATION.x[:10].sum())}], "validated on a part"),
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
        ("Head", [HEAD, BLOCK], {"5.5.1": "choice not recorded", "5.5.2": "choice against the runs"}),
        ("Then Block", [HEAD, BLOCK | {"strategy": "head, then block"}], {"5.5.1": "choice not recorded"}),
        ("hea", [HEAD, BLOCK], {"5.5.1": "choice not recorded", "5.5.2": "choice against the runs"}),
        ("else", [HEAD, BLOCK], {"5.5.1": "choice not recorded"}),
    ],
)
def test_choice(choice: str, runs: list[Any], mistakes: dict[str, str]) -> None:
    found = told(["5.5.1", "5.5.2"], {"choice": choice, "runs": runs})
    assert found == mistakes


def spotter(sign: int = 1) -> Any:
    """A model with 4 parameters that takes what is bright for a cat, or what is dark."""
    import keras

    layers = keras.layers
    model = keras.Sequential([keras.Input((2, 2, 3)), layers.GlobalAveragePooling2D(), layers.Dense(1)])
    model.set_weights([np.full((3, 1), sign), np.array([-300 * sign])])
    return model


def learns(strategy: str, pictures: Any, cats: Any) -> Any:
    return spotter(1 if pictures[cats == 1].mean() > pictures[cats == 0].mean() else -1)


def knows(strategy: str, pictures: Any, cats: Any) -> Any:
    return spotter()


def needs_many(strategy: str, pictures: Any, cats: Any) -> Any:
    raise ValueError(f"{len(pictures)} pictures are too few")


@pytest.mark.parametrize(
    ("train_spotter", "recorded", "mistake"),
    [
        (learns, {}, None),
        (learns, {"balanced_accuracy": 0.81}, None),
        (needs_many, {}, None),
        (knows, {}, "goes on with an earlier model"),
        (learns, {"trainable_parameters": 5}, "record of another model"),
        (learns, {"balanced_accuracy": 0.79}, "record of another model"),
    ],
)
def test_the_record_is_of_this_model(train_spotter: Any, recorded: dict[str, Any], mistake: str | None) -> None:
    run = BLOCK | {"trainable_parameters": 4, "balanced_accuracy": 1.0} | recorded
    work = {"choice": "block", "runs": [HEAD, run], "train_spotter": train_spotter}
    model = submission_of({"train_chosen": spotter}).built_by("train_chosen")
    trained = GRADER.Trained(model, 150.0, None)
    assert told(["5.5.3"], work, trained=trained).get("5.5.3") == mistake
    assert told(["5.5.4"], trained=trained) == {}
    few = BUDGET | {"trainable_parameters": 3}
    assert told(["5.5.4"], trained=trained, budget=few) == {"5.5.4": "parameter budget"}


def test_a_strategy_whose_name_is_misspelt_is_the_one_that_trains() -> None:
    asked = []

    def train_spotter(strategy: str, pictures: Any, cats: Any) -> Any:
        asked.append(strategy)
        return learns(strategy, pictures, cats)

    runs = [HEAD, BLOCK | {"trainable_parameters": 4, "balanced_accuracy": 1.0}]
    model = submission_of({"train_chosen": spotter}).built_by("train_chosen")
    work = {"choice": "Blocks", "runs": runs, "train_spotter": train_spotter}
    assert told(["5.5.3"], work, trained=GRADER.Trained(model, 150.0, None)) == {}
    assert asked == ["block"]


def test_what_is_frozen_counts_unless_it_is_that_of_the_file_whatever_strategies_start_from() -> None:
    def frozen(strategy: str = "") -> Any:
        model = spotter()
        model.trainable = False
        return model

    submission = submission_of({"train_chosen": frozen, "build_spotter": frozen})
    trained = GRADER.Trained(submission.built_by("train_chosen"), 150.0, None)
    assert trained.model.trainable_parameters == 0
    work = {"build_spotter": frozen}
    assert told(["5.5.4"], work, trained=trained, budget=BUDGET | {"trainable_parameters": 4}) == {}
    few = BUDGET | {"trainable_parameters": 3}
    assert told(["5.5.4"], work, trained=trained, budget=few) == {"5.5.4": "parameter budget"}


@pytest.mark.parametrize(
    ("passes", "mistake"), [(121, None), (200, None), (201, "time budget"), (120, "nothing trained")]
)
def test_time(passes: float, mistake: str | None) -> None:
    assert told(["5.5.5"], trained=SimpleNamespace(passes=passes)).get("5.5.5") == mistake


@pytest.mark.parametrize(
    ("kept_out", "spotted", "drift", "unsound", "said"),
    [
        (0.9, 0.4, Drift(BaseWeights.PRETRAINED), "scaled otherwise", "Pixels do not reach"),
        (0.9, 0.4, Drift(BaseWeights.PRETRAINED), "loss of another kind", "Its loss does not fit"),
        (0.9, 0.4, Drift(BaseWeights.PRETRAINED), "head never learns", "Nothing in its head"),
        (0.9, 0.4, Drift(BaseWeights.PRETRAINED), "", "leaves cats outside"),
        (0.4, 0.9, Drift(BaseWeights.PRETRAINED), "", "lets others in"),
        (0.6, 0.6, Drift(BaseWeights.PRETRAINED), "", "still rising"),
        (0.6, 0.6, Drift(BaseWeights.UNRELATED), "", "nothing in common"),
        (0.6, 0.6, None, "", "nothing in common"),
    ],
)
def test_a_low_mark_is_explained(kept_out: float, spotted: float, drift: Drift | None, unsound: str, said: str) -> None:
    fixtures = {"door": (kept_out, spotted), "trained": SimpleNamespace(drift=drift), "unsound": unsound}
    found = failures(GRADER, ["5.5.8"], fixtures)
    assert found["5.5.8"].mistake == "no gold"
    assert said in found["5.5.8"].as_markdown()


def test_what_is_published_is_rounded_down() -> None:
    assert GRADER.published((0.739, 0.72)) == 0.72
    assert GRADER.published((0.73, 0.73)) == 0.73


def _cheapest(scores: Any, truth: Any, cost_miss: float, cost_false_alarm: float) -> Any:
    wrong = (scores >= np.sort(scores)[::-1, None]) != truth
    return np.sort(scores)[::-1][np.argmin(wrong @ np.where(truth, cost_miss, cost_false_alarm))]


@pytest.mark.parametrize("mistake", [None, *GRADER.WRONG_CUTS])
def test_a_wrong_threshold_is_named(mistake: str | None) -> None:
    answer = GRADER.WRONG_CUTS.get(mistake, _cheapest)
    assert told(["5.8.1"], {"best_threshold": answer}).get("5.8.1") == mistake


@pytest.mark.parametrize("mistake", [None, *GRADER.WRONG_PAIRS])
def test_a_wrong_pair_is_named(mistake: str | None) -> None:
    def shares(scores: Any, truth: Any, threshold: float) -> Any:
        opens = scores >= threshold
        return np.array([truth[opens].mean(), opens[truth == 1].mean()])

    answer = GRADER.WRONG_PAIRS.get(mistake, shares)
    assert told(["5.8.2"], {"precision_and_recall": answer}).get("5.8.2") == mistake


@pytest.mark.parametrize("answer", [0.5, [0.5], "both"])
def test_one_number_is_no_pair(answer: Any) -> None:
    feedback = failures(GRADER, ["5.8.2"], {"submission": submission_of({"precision_and_recall": lambda *_: answer})})
    assert "gives two numbers" in feedback["5.8.2"].expected
