"""A threshold and the measurements it rests on agree, and those were made with the weights that are shipped."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def benchmark(repository: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "accuracy_threshold", repository / "benchmarks" / "accuracy_threshold.py"
    )
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def calibrated(benchmark: ModuleType) -> dict:
    return json.loads(benchmark.FILE.read_text())


def test_the_threshold_is_where_the_measurements_put_it(benchmark, calibrated):
    assert calibrated["accuracy"]["threshold"] == benchmark.place(calibrated["accuracy"]["right"])


def test_every_right_recipe_is_above_and_every_wrong_one_below(calibrated):
    accuracy = calibrated["accuracy"]
    assert all(min(found) > accuracy["threshold"] for found in accuracy["right"].values())
    assert all(max(found) < accuracy["threshold"] for found in accuracy["wrong"].values())


def test_the_measurements_were_made_with_these_weights(repository, calibrated):
    data = repository / "assignments" / "lab" / "data"
    settings = json.loads((data.parent / "settings.json").read_text())
    digest = hashlib.sha256((data / settings["weights"]).read_bytes()).hexdigest()
    assert digest == calibrated["weights_sha256"], "run python benchmarks/accuracy_threshold.py again"
