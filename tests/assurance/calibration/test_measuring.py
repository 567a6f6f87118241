"""Several seeds at a time give what one after the other gives, and a failure is not lost among processes."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from autograder.assurance.calibration.material import load_material
from autograder.assurance.calibration.measuring import Measurement, Workplace, measure
from autograder.assurance.calibration.plan_files import load_plan_file
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


WANTED = [
    Measurement(f"sum {number}", seed, Sum(number), f"key {number}") for seed in range(3) for number in (1.0, 2.0)
]


def _measured(wanted, jobs, plan_file=None):
    started = []
    found = list(measure(wanted, Workplace(load_material(), jobs, plan_file), started.append))
    assert len(started) == len(found) == len(wanted)
    return {(measurement.name, record.seed): record.scores for measurement, record in found}


def test_the_number_of_jobs_changes_nothing():
    expected = {(one.name, one.seed): {"hidden": one.recipe.number + one.seed} for one in WANTED}
    assert _measured(WANTED, 1) == expected
    assert _measured(WANTED, 2) == expected


def test_times_are_taken_when_nothing_else_runs():
    wanted = [Measurement("clock", 0, Clock(), "key"), *WANTED]
    found = list(measure(wanted, Workplace(load_material(), jobs=2), lambda measurement: None))
    assert found[-1][0].name == "clock"


def test_what_goes_wrong_in_a_process_is_raised():
    with pytest.raises(ZeroDivisionError, match="no pictures"):
        _measured([Measurement("broken", 0, Broken(), "key")], 2)


def test_a_process_knows_recipes_that_a_plan_defines(tmp_path):
    file = tmp_path / "hw77_other" / "calibration.py"
    file.parent.mkdir()
    file.write_text(
        "from dataclasses import dataclass\n\n\n"
        "@dataclass(frozen=True)\n"
        "class Own:\n"
        "    effort: float = 1.0\n\n"
        "    def measure(self, bench, seed):\n"
        "        return {'hidden': seed / 10}\n"
    )
    wanted = [Measurement("own", seed, load_plan_file(file).Own(), "key") for seed in range(2)]
    assert _measured(wanted, 2, file) == {("own", 0): {"hidden": 0.0}, ("own", 1): {"hidden": 0.1}}
