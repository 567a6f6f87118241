"""Commands about a class work with the class that is graded without TensorFlow."""

from __future__ import annotations

from functools import partial

import pytest
from typer.testing import CliRunner

import autograder.authoring.kit
import autograder.classes.pool
import autograder.course
from autograder.classes.pool import LocalPool
from autograder.cli.app import app
from autograder.course import Course
from tests.classes.conftest import COMMAND, kit, store

__all__ = ["kit", "store"]


@pytest.fixture
def run(kit, monkeypatch):
    """Run a command; what it raises goes through."""
    monkeypatch.setattr(
        autograder.course, "load_course", lambda path=None: Course(title="T", assignments=(kit.assignment,))
    )
    monkeypatch.setattr(autograder.authoring.kit, "local_kit", lambda assignment, profile: kit)
    monkeypatch.setattr(autograder.classes.pool, "LocalPool", partial(LocalPool, command=COMMAND))

    def run(*arguments: object) -> str:
        result = CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    return run
