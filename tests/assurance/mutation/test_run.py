"""``autograder mutate``, from the reference to the report."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from autograder.cli.app import app


@pytest.mark.slow
def test_mutants_are_derived_graded_and_reported():
    result = CliRunner().invoke(
        app,
        ["mutate", "hw2", "--only", "off by one", "--only", "swap elements", "--task", "2.3", "--limit", "2", "--json"],
    )
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout.splitlines()[-1])
    assert found == {"mutants": 2, "killed": 2, "survivors": 0, "explained": 0, "faulty": 0, "score": 1.0}
    assert "2: task 2." in result.stderr  # where there is no terminal, a line for each


def test_an_unknown_operator_is_refused():
    result = CliRunner().invoke(app, ["mutate", "hw2", "--only", "flip everything"])
    assert result.exit_code == 1
    assert "no operator 'flip everything'" in str(result.exception)


def test_a_task_without_mutants_is_refused():
    result = CliRunner().invoke(app, ["mutate", "hw2", "--only", "off by one", "--task", "2.9"])
    assert result.exit_code == 1
    assert "no mutants of task '2.9'" in str(result.exception)
