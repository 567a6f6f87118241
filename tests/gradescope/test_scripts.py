"""The two shell scripts when something is wrong; what they do when all is well is tested end to end."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from autograder import gradescope
from tests.gradescope.schema import read_results

SCRIPTS = Path(gradescope.__file__).parent


def bash(script: Path, **environment: str | Path) -> subprocess.CompletedProcess[str]:
    variables = {name: str(value) for name, value in environment.items()}
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AUTOGRADER_")}
    return subprocess.run(
        ["bash", str(script)], env={**clean, **variables}, cwd="/", capture_output=True, text=True, check=False
    )


def fake_python(folder: Path, body: str) -> Path:
    path = folder / "python"
    path.write_text(f"#!/bin/bash\n{body}\n")
    path.chmod(0o755)
    return path


ENDINGS = {"is killed": "kill -9 $$", "fails": "exit 3", "writes nothing": "true", "is no program": None}


@pytest.mark.parametrize("case", ENDINGS)
def test_results_are_there_even_if_the_grader(case: str, root: Path, tmp_path: Path) -> None:
    body = ENDINGS[case]
    python = fake_python(tmp_path, body) if body else tmp_path / "nothing"
    (root / "results" / "results.json").write_text("left over")
    bash(root / "run_autograder", AUTOGRADER_ROOT=root, AUTOGRADER_PYTHON=python)
    results = read_results(root)
    assert results.score == 0
    assert "The autograder itself failed" in str(results.output)


def test_the_pessimistic_results_are_there_before_grading_starts(root: Path, tmp_path: Path) -> None:
    python = fake_python(tmp_path, f"cp {root}/results/results.json {tmp_path}/seen; echo $PWD $@")
    done = bash(root / "run_autograder", AUTOGRADER_ROOT=root, AUTOGRADER_PYTHON=python)
    assert "itself failed" in (tmp_path / "seen").read_text()
    assert done.stdout == "/ -m autograder.gradescope.run\n"


def test_others_are_kept_out_of_source_and_results(root: Path, tmp_path: Path) -> None:
    bash(root / "run_autograder", AUTOGRADER_ROOT=root, AUTOGRADER_PYTHON=fake_python(tmp_path, "true"))
    for name in ("source", "results"):
        assert not (root / name).stat().st_mode & stat.S_IRWXO


def test_an_image_that_was_not_set_up_says_so(root: Path, tmp_path: Path) -> None:
    (root / "source" / "setup-failed.txt").write_text("SET-UP FAILED while trying\n")
    done = bash(root / "run_autograder", AUTOGRADER_ROOT=root, AUTOGRADER_VENV=tmp_path / "venv")
    results = read_results(root)
    assert "was not set up completely" in str(results.output)
    assert "SET-UP FAILED while trying" in done.stdout
    assert "SET-UP FAILED" not in str(results.output)


def test_a_half_made_image_is_not_used(root: Path, tmp_path: Path) -> None:
    bin_folder = tmp_path / "venv" / "bin"
    bin_folder.mkdir(parents=True)
    fake_python(bin_folder, f"touch {tmp_path}/used")
    bash(root / "run_autograder", AUTOGRADER_ROOT=root, AUTOGRADER_VENV=tmp_path / "venv")
    assert not (tmp_path / "used").exists()


def test_set_up_fails_loudly_and_spares_what_it_did_not_make(root: Path, tmp_path: Path) -> None:
    precious = tmp_path / "precious" / "file"
    precious.parent.mkdir()
    precious.write_text("mine")
    done = bash(root / "source" / "setup.sh", AUTOGRADER_VENV=precious.parent)
    assert done.returncode != 0
    last = (
        f"SET-UP FAILED while making the virtual environment {precious.parent} (exit status 1). The image cannot grade."
    )
    assert done.stderr.splitlines()[-1] == last
    assert (root / "source" / "setup-failed.txt").read_text().strip() == last
    assert precious.read_text() == "mine"
    assert not list(precious.parent.glob("set-up-complete"))


@pytest.mark.slow
@pytest.mark.skipif(not Path("/usr/bin/python3").exists(), reason="needs the system's Python")
def test_a_package_that_is_not_the_locked_one_is_refused(root: Path, tmp_path: Path) -> None:
    (root / "source" / "requirements.txt").write_text("six==1.17.0 \\\n    --hash=sha256:" + "0" * 64 + "\n")
    done = bash(root / "source" / "setup.sh", AUTOGRADER_VENV=tmp_path / "venv")
    assert done.returncode != 0
    assert "SET-UP FAILED while installing the locked packages" in done.stderr.splitlines()[-1]
    assert not (tmp_path / "venv" / "set-up-complete").exists()
    bash(root / "run_autograder", AUTOGRADER_ROOT=root, AUTOGRADER_VENV=tmp_path / "venv")
    assert "was not set up completely" in str(read_results(root).output)


@pytest.mark.parametrize("script", ["setup.sh", "run_autograder"])
def test_the_scripts_are_clean(script: str) -> None:
    if shutil.which("shellcheck") is None:
        pytest.skip("shellcheck is not installed")
    done = subprocess.run(["shellcheck", SCRIPTS / script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
