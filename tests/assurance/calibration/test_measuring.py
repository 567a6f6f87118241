"""Several seeds at a time give what one after the other gives, and a failure is not lost among processes."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from autograder.assurance.calibration.material import load_material
from autograder.assurance.calibration.measuring import Task, measure
from autograder.assurance.calibration.recipes import EpochTimes


@dataclass(frozen=True)
class Sum:
    """Its score is known."""

    number: float
    effort: float = 1.0

    def measure(self, bench, seed):
        return {"hidden": self.number + seed}


@dataclass(frozen=True)
class Broken:
    effort: float = 1.0

    def measure(self, bench, seed):
        raise ZeroDivisionError("no pictures")


@dataclass(frozen=True)
class Clock(EpochTimes):
    def measure(self, bench, seed):
        return {"frozen": 1.0, "trainable": 2.0}


TASKS = [Task(f"sum {number}", seed, Sum(number), f"key {number}") for seed in range(3) for number in (1.0, 2.0)]


def _measured(tasks, jobs):
    started = []
    found = list(measure(tasks, load_material(), jobs, started.append))
    assert len(started) == len(found) == len(tasks)
    return {(task.name, record.seed): record.scores for task, record in found}


def test_the_number_of_jobs_changes_nothing():
    expected = {(task.name, task.seed): {"hidden": task.recipe.number + task.seed} for task in TASKS}
    assert _measured(TASKS, 1) == expected
    assert _measured(TASKS, 2) == expected


def test_times_are_taken_when_nothing_else_runs():
    tasks = [Task("clock", 0, Clock(), "key"), *TASKS]
    found = list(measure(tasks, load_material(), 2, lambda task: None))
    assert found[-1][0].name == "clock"


def test_what_goes_wrong_in_a_process_is_raised():
    with pytest.raises(ZeroDivisionError, match="no pictures"):
        _measured([Task("broken", 0, Broken(), "key")], 2)
