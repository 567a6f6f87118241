"""A toy assignment is graded by one zygote for a file of tests, since importing TensorFlow takes seconds."""

from __future__ import annotations

import pytest

from autograder.engine.launch import Zygote
from autograder.engine.supervisor import grade
from tests.engine.toy import write_notebook


@pytest.fixture(scope="module")
def zygote():
    with Zygote() as shared:
        yield shared


@pytest.fixture
def run(kit, zygote, tmp_path):
    """Grade a notebook with these cells; ``kit`` is the file's own."""

    def run(cells):
        return grade(write_notebook(tmp_path / "hw9_toy.ipynb", cells), kit, zygote=zygote)

    return run
