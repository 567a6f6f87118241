"""A course with one tiny assignment, so that building takes a second and needs no TensorFlow."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.course import Assignment, CourseFolder

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
    """The assignment of :func:`course`."""
    return Assignment(name="hw9_tiny", title="Tiny", minutes=1)


COURSE = '[course]\ntitle = "T"\n\n[[assignment]]\nname = "hw9_tiny"\ntitle = "Tiny"\nminutes = 1\n'


def write_course(root: Path) -> CourseFolder:
    """A course whose ``lab`` has data of a few bytes."""
    course = CourseFolder(root)
    files = course.files("hw9_tiny")
    files.folder.mkdir(parents=True)
    files.notebook.write_text(MASTER, encoding="utf-8")
    course.file.write_text(COURSE, encoding="utf-8")
    (course.lab / "data").mkdir(parents=True)
    (course.lab / "__init__.py").write_text('"""The lab."""\n', encoding="utf-8")
    settings = {"images": "images.npz", "weights": "base.h5"}
    (course.lab / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
    (course.lab / "data" / "images.npz").write_bytes(b"images")
    (course.lab / "data" / "base.h5").write_bytes(b"weights")
    return course


@pytest.fixture
def course(tmp_path: Path) -> CourseFolder:
    """What :func:`write_course` makes; we are not in it."""
    return write_course(tmp_path / "course")
