"""What is kept of effects reads back, and reads well."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.datasets.measured_effects import MeasuredEffect, Presence, by_name, effects_json, read_effects
from autograder.errors import AutograderError


@pytest.mark.parametrize(
    ("mean", "low", "high", "of_losses", "told"),
    [
        (
            0.024,
            0.004,
            0.044,
            False,
            "2 percentage points on average in 5 trainings (95 % confidence interval: 0 to 4)",
        ),
        (0.01, -0.02, 0.04, False, "1 percentage point on average in 5 trainings (95 % confidence interval: −2 to 4)"),
        (
            -0.002,
            -0.1,
            0.1,
            False,
            "0 percentage points on average in 5 trainings (95 % confidence interval: −10 to 10)",
        ),
        (0.5, -0.001, 1.25, True, "0.50 on average in 5 trainings (95 % confidence interval: 0.00 to 1.25)"),
    ],
)
def test_figures_for_people(mean: float, low: float, high: float, of_losses: bool, told: str) -> None:
    found = MeasuredEffect(name="x", mean=mean, low=low, high=high, runs=5, of_losses=of_losses)
    assert found.told == told


def test_a_file_reads_back(tmp_path: Path) -> None:
    effects = by_name(
        MeasuredEffect(name=presence.value, title="Übung", presence=presence, check=f"1.1.{place}", mean=0.1)
        for place, presence in enumerate(Presence)
    )
    file = tmp_path / "effects.json"
    file.write_bytes(effects_json(effects))
    assert read_effects(file) == effects
    assert read_effects(file).absent_checks == {effects["absent"].check}


def test_what_was_not_measured_is_unknown(tmp_path: Path) -> None:
    assert read_effects(tmp_path / "effects.json")["gain"].presence is Presence.UNKNOWN


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "effects.json").write_text('[{"title": "no name"}]')
    with pytest.raises(AutograderError, match=r"effects\.json cannot be read"):
        read_effects(tmp_path / "effects.json")
