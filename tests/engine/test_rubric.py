"""Checks that are left out: their points go to the rest of their task, and nothing waits for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.engine.rubric import counted, left_out_beside
from autograder.results import Check

CHECKS = [Check("1.1.1", "a", 6), Check("1.1.2", "b", 6), Check("1.1.3", "c", 3), Check("1.2.1", "d", 5)]


def points(left_out: set[str]) -> dict[str, float]:
    return {number: check.max_score for number, check in counted(CHECKS, left_out).items()}


def test_nothing_left_out() -> None:
    assert list(counted(CHECKS, ()).values()) == CHECKS


def test_each_task_is_worth_as_much_as_before() -> None:
    assert points({"1.1.3"}) == pytest.approx({"1.1.1": 7.5, "1.1.2": 7.5, "1.2.1": 5})
    assert points({"1.1.1", "1.1.2"}) == pytest.approx({"1.1.3": 15, "1.2.1": 5})


def test_a_task_keeps_its_only_check() -> None:
    assert points({"1.2.1", "9.9.9"}) == {"1.1.1": 6, "1.1.2": 6, "1.1.3": 3, "1.2.1": 5}


def test_what_is_left_out_lies_beside_the_grader(tmp_path: Path) -> None:
    grader = tmp_path / "grader.py"
    assert left_out_beside(grader) == frozenset()
    (tmp_path / "left_out.json").write_text('["1.1.5"]')
    assert left_out_beside(grader) == {"1.1.5"}
