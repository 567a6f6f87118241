"""The verdicts are the same with the oldest packages that pyproject.toml allows; CI has the newest ones."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course import load_course
from tests.course import moving_statistics

CHECKOUT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.timeout(7200)]


@pytest.fixture(scope="module")
def oldest(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with the lowest version of each package that is named."""
    folder = tmp_path_factory.mktemp("oldest") / "environment"
    uv = Path(sys.executable).with_name("uv")
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, folder], check=True, timeout=600)
    python = folder / "bin" / "python"
    project = repository / "pyproject.toml"
    compiled = "--compile-bytecode"  # submissions cannot write it, and have little time
    lowest = ("--resolution", "lowest-direct")
    command = [uv, "pip", "install", "--quiet", compiled, "--python", python, *lowest, "-r", project]
    subprocess.run(command, check=True, timeout=1800)
    # The package itself, as it is here. A variable would not do: the grader starts processes without any.
    next(folder.glob("lib/python*/site-packages")).joinpath("checkout.pth").write_text(f"{repository}\n")
    return python


def _autograder(python: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [python, "-m", "autograder", *arguments]
    return subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=7000, check=False)


def test_the_command_line_explains_itself(oldest: Path) -> None:
    done = _autograder(oldest, "grade", "--help")
    assert done.returncode == 0, done.stderr
    assert "SUBMISSION" in done.stdout


def test_moving_statistics_are_updated_alike(oldest: Path) -> None:
    command = [oldest, moving_statistics.__file__]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == moving_statistics.expected()


@pytest.mark.parametrize("short", [assignment.short for assignment in load_course().assignments])
def test_the_corpus_is_judged_alike(oldest: Path, short: str) -> None:
    done = _autograder(oldest, "verify", short, "--corpus", "--json")
    print(done.stderr)
    assert done.returncode == 0, done.stdout
    found = json.loads(done.stdout.splitlines()[-1])
    wrong = ("false_rejects", "false_accepts", "misnamed", "faulty")
    assert [found[name] for name in wrong] == [0, 0, 0, 0]
