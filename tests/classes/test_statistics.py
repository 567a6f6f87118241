"""Difficulty, discrimination and mistakes, against numbers worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.classes.official import GradedAttempt
from autograder.classes.people import HandedIn, Student
from autograder.classes.statistics import class_statistics
from autograder.results import Check, Outcome, Report, Status

CHECKS = [Check("2.9", "A", 1), Check("2.10", "B", 2), Check("3", "C", 1)]


def graded(marks: str, *, error: str = "", seconds: float = 1.0) -> GradedAttempt:
    outcomes = [
        Outcome(check, Status.PASSED if mark == "P" else Status.FAILED, check.max_score if mark == "P" else 0.0,
                mistake="" if mark == "P" else {"F": "not frozen", "?": ""}[mark])
        for check, mark in zip(CHECKS, marks, strict=False)
    ]  # fmt: skip
    report = Report("x", "hw9_toy", outcomes, error=error, seconds=seconds, peak_memory_mb=100)
    return GradedAttempt(HandedIn((Student(marks),), Path("x")), marks, report)


def test_difficulty_and_discrimination():
    strong, weak = "PPP", "FFP"
    numbers = class_statistics([graded(strong)] * 6 + [graded(weak)] * 6)
    a, b, c = numbers.items
    assert [item.check.number for item in numbers.items] == ["2.9", "2.10", "3"]
    assert a.difficulty == a.pass_rate == 0.5
    assert a.discrimination == pytest.approx(1)
    assert c.discrimination is None  # everyone passes
    assert (numbers.mean, numbers.median, numbers.max_score) == (2.5, 2.5, 4)
    assert b.students == 12


def test_a_check_that_the_strong_fail_is_pointed_out():
    numbers = class_statistics([graded("PPF")] * 6 + [graded("FFP")] * 6)
    assert numbers.items[2].discrimination == pytest.approx(-1)
    assert "look at the task" in numbers.items[2].remark
    assert numbers.items[0].remark == ""


def test_the_corrected_correlation_leaves_the_item_out():
    """By hand: points of check 2.9 are 1 1 1 0 0 0 ..., the rest is 2 0 2 0 2 0 ...: cov = 1/6, r = 1/3."""
    numbers = class_statistics([graded(marks + "F") for marks in ("PP", "PF", "PP", "FF", "FP", "FF")] * 2)
    assert numbers.items[0].discrimination == pytest.approx(1 / 3)


def test_few_students_say_nothing():
    numbers = class_statistics([graded("PPP"), graded("FFF")])
    assert all(item.discrimination is None for item in numbers.items)


def test_mistakes_count_students_not_checks():
    numbers = class_statistics([graded("FFP"), graded("PFP"), graded("?PP")])
    (mistake,) = numbers.mistakes
    assert (mistake.name, mistake.count, mistake.checks) == ("not frozen", 2, ("2.9", "2.10"))
    assert numbers.unnamed == 1


def test_what_could_not_be_graded_counts_for_time_only():
    numbers = class_statistics([graded("PPP", seconds=10), graded("", error="no notebook", seconds=2)])
    assert numbers.points == [4]
    assert numbers.seconds.largest == 10
    assert numbers.seconds.median == 6


def test_an_empty_class():
    numbers = class_statistics([])
    assert (numbers.items, numbers.mean, numbers.seconds.largest) == ([], 0, 0)
