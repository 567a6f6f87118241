"""A checkout with one tiny assignment, so that building takes a second and needs no TensorFlow."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.course import Assignment

MASTER = '''\
# %% [raw]
# # ASSIGNMENT CONFIG
# name: hw9_tiny
# init_cell: false
# export_cell: false
# tests:
#     files: true
#     ok_format: false

# %% [markdown]
# # Tiny

# %% [raw]
# # BEGIN QUESTION
# name: "9.1"

# %% [markdown]
# ## Task 9.1: Double
#
# **4 points · about 1 minute**

# %% [raw]
# # BEGIN SOLUTION

# %%
def double(number):
    """Twice the number."""
    # BEGIN SOLUTION NO PROMPT
    twice_the_number = number * 2
    return twice_the_number
    # END SOLUTION
    """  # BEGIN PROMPT
    return ...
    """  # END PROMPT

# %%
favourite_number = 40 + 2  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
"""  # BEGIN TEST CONFIG
success_message: Twice as much.
"""  # END TEST CONFIG
def test_double(double):
    assert double(1) is not ...

# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %%
grader.check_all()
'''


@pytest.fixture
def tiny() -> Assignment:
    """The assignment of :func:`checkout`."""
    return Assignment(name="hw9_tiny", title="Tiny", minutes=1)


def write_checkout(root: Path) -> Path:
    """A folder with ``solutions/hw9_tiny.py`` and an ``assignments/lab`` whose data are a few bytes."""
    (root / "solutions").mkdir(parents=True)
    (root / "solutions" / "hw9_tiny.py").write_text(MASTER, encoding="utf-8")
    lab = root / "assignments" / "lab"
    (lab / "data").mkdir(parents=True)
    (lab / "__init__.py").write_text('"""The lab."""\n', encoding="utf-8")
    (lab / "settings.json").write_text(json.dumps({"images": "images.npz", "weights": "base.h5"}), encoding="utf-8")
    (lab / "data" / "images.npz").write_bytes(b"images")
    (lab / "data" / "base.h5").write_bytes(b"weights")
    return root


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The folder that :func:`write_checkout` fills."""
    return write_checkout(tmp_path / "checkout")
