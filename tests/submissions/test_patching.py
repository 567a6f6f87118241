"""Patches: other submissions made from a reference."""

from __future__ import annotations

import nbformat
import pytest

from autograder.submissions.patching import patch_notebook
from tests.engine.toy import write_notebook


@pytest.fixture
def reference(tmp_path):
    return write_notebook(
        tmp_path / "reference.ipynb", ["import a", "def f(x):\n    return 1", "y, z = 1, 2", "%magic"]
    )


def patched(reference, patch):
    path = patch_notebook(reference, patch, reference.with_name("patched.ipynb"))
    return [cell.source for cell in nbformat.read(path, as_version=4).cells]


def test_a_cell_replaces_the_one_that_binds_the_same_name(reference):
    patch = "# What it is about\n# %%\ndef f(x):\n    return 2\n\n# %%\nz = 3"
    assert patched(reference, patch) == ["import a", "def f(x):\n    return 2", "z = 3", "%magic"]


def test_a_helper_before_the_name_does_not_send_a_cell_to_the_end(reference):
    source = "def helper():\n    return 2\n\n\ndef f(x):\n    return helper()"
    assert patched(reference, f"# %%\n{source}") == ["import a", source, "y, z = 1, 2", "%magic"]


def test_other_cells_go_to_the_end_or_the_start(reference):
    cells = patched(reference, "# %% first\nq = 1\n# %%\nprint(1)")
    assert cells[0] == "q = 1"
    assert cells[-1] == "print(1)"


def test_cells_can_be_deleted(reference):
    assert len(patched(reference, "# %% delete f\n")) == 3
    with pytest.raises(ValueError, match="no cell that binds"):
        patched(reference, "# %% delete unknown\n")
