"""Modules that lie beside a hidden grader: loaded with it, and packed with it; and that graders have one import."""

from __future__ import annotations

import ast
import dataclasses
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from pydantic import BaseModel

import autograder.checks
from autograder.checks import load_data, load_helper
from autograder.course import CourseFolder
from autograder.engine.kit import helper_modules
from autograder.errors import CourseError
from autograder.gradescope.package import write_gradescope_zip
from tests.engine.toy import toy_kit


@pytest.fixture
def grader(tmp_path: Path) -> Path:
    path = tmp_path / "hw9_sample" / "grader.py"
    path.parent.mkdir()
    path.write_text("")
    path.with_name("grader_curves.py").write_text(
        "from __future__ import annotations\nfrom dataclasses import dataclass\n\n"
        "@dataclass\nclass Curve:\n    x: int\n"
    )
    path.with_name("grader_curves.toml").write_text("x = 3\n")
    path.with_name("other.py").write_text("")
    return path


def test_a_helper_is_found_by_the_graders_name(grader: Path) -> None:
    assert load_helper(str(grader), "curves").Curve(3).x == 3
    assert [path.name for path in helper_modules(grader)] == ["grader_curves.py"]


def test_a_helper_has_data_of_its_name(grader: Path) -> None:
    class Data(BaseModel):
        x: int

    module = grader.with_name("grader_curves.py")
    assert load_data(str(module), Data).x == 3
    module.with_suffix(".toml").write_text("x = 'three'\n")
    with pytest.raises(CourseError, match=r"grader_curves\.toml, line 1: x"):
        load_data(str(module), Data)


def test_a_missing_helper_is_named(grader: Path) -> None:
    with pytest.raises(ImportError, match=r"no grader_lines\.py beside grader\.py"):
        load_helper(str(grader), "lines")


def test_helpers_and_their_data_are_secret_and_go_into_the_zip(grader: Path, tmp_path: Path) -> None:
    kit = dataclasses.replace(toy_kit(tmp_path / "toy"), grader=grader)
    assert {grader.with_name("grader_curves.py"), grader.with_name("grader_curves.toml")} <= set(kit.secrets)
    with zipfile.ZipFile(write_gradescope_zip(kit, tmp_path / "x.zip")) as zipped:
        names = {name for name in zipped.namelist() if name.startswith("graders/")}
    assert names == {"graders/grader.py", "graders/grader_curves.py", "graders/grader_curves.toml"}


def test_graders_import_from_one_package(repository: Path) -> None:
    graders = sorted(CourseFolder(repository).solutions.glob("*/grader*.py"))
    assert graders
    for path in graders:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            modules += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            assert {name for name in modules if name.startswith("autograder")} <= {"autograder.checks"}, path


def test_the_package_has_all_that_it_names_once() -> None:
    names = autograder.checks.__all__
    assert len(names) == len(set(names))
    assert all(hasattr(autograder.checks, name) for name in names)


def test_importing_the_package_leaves_tensorflow_alone() -> None:
    script = "import sys, autograder.checks; sys.exit(' '.join({'tensorflow', 'keras'} & sys.modules.keys()))"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert not found.stderr.strip()
