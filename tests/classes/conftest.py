"""A class that is graded by workers without TensorFlow."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from autograder.classes.platforms import read_folder
from autograder.classes.pool import LocalPool
from autograder.classes.run import enter_class, grade_class
from autograder.classes.store import ClassStore
from tests.engine.toy import toy_kit

COMMAND = (sys.executable, "-m", "tests.classes.fake_worker")
NAME = "hw9_toy"


@pytest.fixture
def kit(tmp_path):
    return toy_kit(tmp_path / "kit")


@pytest.fixture
def pool(kit, tmp_path):
    return LocalPool(kit, 2, 1, tmp_path / "scratch", COMMAND)


@pytest.fixture
def store(tmp_path):
    with ClassStore(tmp_path / "out", create=True) as opened:
        opened.set_fact("assignment", NAME)
        opened.set_fact("grader", "g1")
        yield opened


def write_class(folder: Path, texts: dict[str, str]) -> Path:
    """A folder with a file for each student."""
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.py").write_text(text)
    return folder


@pytest.fixture
def graded(store, pool, tmp_path):
    """Enter and grade a class; returns the tally."""

    def run(texts, grader="g1", **options):
        enter_class(store, read_folder(write_class(tmp_path / "class", texts), NAME, tmp_path / "staged").handed_in)
        return grade_class(store, grader, pool, NAME, **options)

    return run
