"""Modules that lie beside a hidden grader: loaded with it, and packed with it."""

from __future__ import annotations

import dataclasses
import zipfile
from pathlib import Path

import pytest

from autograder.engine.kit import helper_modules
from autograder.gradescope.package import write_gradescope_zip
from autograder.checks.helpers import load_helper
from tests.engine.toy import toy_kit


@pytest.fixture
def grader(tmp_path: Path) -> Path:
    path = tmp_path / "graders" / "hw9_sample.py"
    path.parent.mkdir()
    path.write_text("")
    path.with_name("hw9_sample_curves.py").write_text(
        "from __future__ import annotations\nfrom dataclasses import dataclass\n\n"
        "@dataclass\nclass Curve:\n    x: int\n"
    )
    path.with_name("hw9_other.py").write_text("")
    return path


def test_a_helper_is_found_by_the_graders_name(grader: Path) -> None:
    assert load_helper(str(grader), "curves").Curve(3).x == 3
    assert [path.name for path in helper_modules(grader)] == ["hw9_sample_curves.py"]


def test_a_missing_helper_is_named(grader: Path) -> None:
    with pytest.raises(ImportError, match=r"no hw9_sample_lines\.py beside hw9_sample\.py"):
        load_helper(str(grader), "lines")


def test_helpers_are_secret_and_go_into_the_zip(grader: Path, tmp_path: Path) -> None:
    kit = dataclasses.replace(toy_kit(tmp_path / "toy"), grader=grader)
    assert grader.with_name("hw9_sample_curves.py") in kit.secrets
    with zipfile.ZipFile(write_gradescope_zip(kit, tmp_path / "x.zip")) as zipped:
        names = {name for name in zipped.namelist() if name.startswith("graders/")}
    assert names == {"graders/hw9_toy.py", "graders/hw9_toy_curves.py"}
