"""``autograder container``: all that the image is made of is there, and nothing that is secret."""

from __future__ import annotations

import importlib.metadata
import shlex
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.cli.running import run
from tests.gradescope.test_dockerfile import instructions, lint


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    made = tmp_path_factory.mktemp("container") / "image"
    done = run("container", str(made), cwd=repository)
    assert done.returncode == 0, done.stderr
    build, grade = map(shlex.split, done.stdout.splitlines())
    assert build[-1] == str(made)
    assert f"--volume={repository}:/course" in grade
    assert grade[grade.index("autograder") :][:2] == ["autograder", "grade"]
    return made


def test_the_dockerfile_copies_what_is_there(folder: Path) -> None:
    lines = instructions((folder / "Dockerfile").read_text())
    copied = {name for line in lines if line[0] == "COPY" for name in line[1:-1]}
    assert copied == {path.name for path in folder.iterdir()} - {"Dockerfile"}
    assert (folder / "autograder" / "cli" / "app.py").is_file()
    assert lint((folder / "Dockerfile").read_text()) == ""


def test_what_is_installed_is_what_the_package_asks_for_in_the_locked_versions(folder: Path) -> None:
    asked = {Requirement(line).name for line in (folder / "requirements.txt").read_text().splitlines()}
    assert {"tensorflow-cpu", "tensorflow", "typer", "pytest"} <= asked
    assert "ruff" not in asked
    pinned = [Requirement(line) for line in (folder / "constraints.txt").read_text().splitlines()]
    assert {"numpy", "keras"} <= {one.name for one in pinned}
    assert all(str(one.specifier).startswith("==") for one in pinned)
    own = {
        Requirement(line).name: Requirement(line)
        for line in importlib.metadata.requires("transfer-learning-autograder") or []
    }
    for one in pinned:
        if one.name in own:
            assert own[one.name].specifier.contains(str(one.specifier).removeprefix("=="))


def test_no_secret_and_no_course_are_in_it(folder: Path) -> None:
    names = {path.name for path in folder.rglob("*")}
    assert not names & {"secret-seed", "hidden.npz", "course.toml", "questions.toml"}


def test_it_is_renewed_and_nothing_else_is_overwritten(folder: Path, tmp_path: Path, repository: Path) -> None:
    assert run("container", str(folder), cwd=repository).returncode == 0
    (tmp_path / "thesis.tex").write_text("mine")
    done = run("container", str(tmp_path), cwd=repository)
    assert done.returncode == 2
    assert "holds other files, such as thesis.tex" in " ".join(done.stderr.split())
