"""The command line: quick to answer, and sentences instead of tracebacks."""

from __future__ import annotations

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from autograder.cli.app import app
from tests.cli.running import run

COMMANDS = (
    ["build"],
    ["calibrate"],
    ["data"],
    ["data", "fetch"],
    ["data", "import"],
    ["data", "sheet"],
    ["demo"],
    ["doctor"],
    ["grade"],
    ["init"],
    ["mutate"],
    ["new"],
    ["pretrain"],
    ["regrade"],
    ["report"],
    ["verify"],
    ["watch"],
)


HEAVY = ("tensorflow", "keras", "otter", "numpy", "IPython", "matplotlib", "nbformat")


@pytest.mark.parametrize(
    ("commands", "heavy"),
    [
        ([[]], (*HEAVY, "pydantic")),
        (COMMANDS, HEAVY),  # Typer itself may use pydantic to read options
    ],
)
def test_help_imports_nothing_heavy(commands, heavy):
    code = (
        "import sys; from autograder.cli.app import app; from typer.testing import CliRunner;"
        f"results = [CliRunner().invoke(app, [*words, '--help']) for words in {[*commands]!r}];"
        "assert not any(result.exit_code for result in results), [result.output for result in results];"
        f"print(sorted({set(heavy)!r} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_help_names_every_command():
    text = CliRunner().invoke(app, ["--help"]).output
    for command, *_ in COMMANDS:
        assert f"│ {command} " in text


@pytest.mark.parametrize("arguments", [[], ["--help"], ["--course", "."]])
def test_without_a_command_there_is_help(arguments, monkeypatch):
    monkeypatch.setenv("AUTOGRADER_COURSE", ".")  # taken back afterwards
    assert "Usage:" in CliRunner().invoke(app, arguments).output


def test_an_unknown_assignment_is_explained():
    done = run("build", "hw99")
    assert done.returncode == 2
    assert "There is no assignment 'hw99'" in done.stderr
    assert "hw2" in done.stderr
    assert "Traceback" not in done.stderr
