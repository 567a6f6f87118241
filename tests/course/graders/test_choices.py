"""Task 4.10 of hw4: every answer in the corpus is judged as it deserves, and whatever draws the runs is right."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.assurance.corpus.cases import Case, load_cases
from autograder.checks import Feedback
from tests.course.graders.local import failures, submission_of
from tests.course.loading import load_grader

HW4 = "hw4_overfitting"
GRADER = load_grader(HW4)
CASES = [case for case in load_cases(HW4) if "def selection_optimism(" in case.patch]
scores = st.integers(0, 25).map(lambda count: count / 25)


def told(function: Any) -> dict[str, Feedback]:
    return failures(GRADER, ["4.10"], {"submission": submission_of({"selection_optimism": function})})


def function_of(case: Case) -> Any:
    work: dict[str, Any] = {"np": np}
    for cell in re.split(r"^# %%.*$", case.patch, flags=re.M)[1:]:
        exec(cell, work)
    return work["selection_optimism"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_answer_of_the_corpus_gets_its_verdict(case: Case) -> None:
    found = told(function_of(case))
    assert tuple(found) == case.fails
    assert all(case.says in feedback.as_markdown() for feedback in found.values())


def test_each_mistake_is_made_by_an_answer_of_the_corpus() -> None:
    made = {feedback.mistake for case in CASES for feedback in told(function_of(case)).values()}
    assert made >= set(GRADER.WRONG_CHOICES)


def test_each_wrong_rule_is_told_from_the_right_one_and_from_the_others() -> None:
    rules = {"right": GRADER.RIGHT_CHOICE, **GRADER.WRONG_CHOICES}
    answers = {name: tuple(round(rule(*case), 9) for case in GRADER.CHOICES) for name, rule in rules.items()}
    assert len(set(answers.values())) == len(rules)


def test_what_was_changed_is_called_as_in_the_notebook() -> None:
    case = next(case for case in CASES if case.name == "takes_the_run_out")
    assert "leaves `val_scores` and `test_scores` unchanged" in told(function_of(case))["4.10.1"].expected


@given(st.lists(st.tuples(scores, scores), min_size=1, max_size=12))
def test_the_first_of_the_best_runs_is_chosen(runs: list[tuple[float, float]]) -> None:
    val, test = map(list, zip(*runs, strict=True))
    best = [(validation, found) for validation, found in runs if validation == max(val)]
    assert GRADER.RIGHT_CHOICE(val, test) == best[0][0] - best[0][1]
