"""The toy assignment that is attacked: three checks without training, and a notebook whose first answer is wrong."""

from __future__ import annotations

import nbformat

from autograder.course import Assignment, Limits

NAME = "hw9_toy"
RIGHT = 41
MEMORY_MB = 600
LIMITS = Limits(submission_seconds=60, notebook_seconds=30, cell_seconds=5, call_seconds=5, memory_mb=MEMORY_MB)
ASSIGNMENT = Assignment.model_validate({"name": NAME, "title": "Toy", "minutes": 1, "points": 4, "limits": LIMITS})

#: Seconds that some checks are busy for.
THINK = 0.4

#: The most parameters that training may have changed.
BUDGET = 1_000

#: The hidden pytest module, with places for the marker, for how long it thinks, and for the budget of parameters.
GRADER = """
import random
import time
import numpy as np
from autograder.checks import StudentModel, expect_integer, expect_model, perhaps_trained, points, require
SECRET = "{marker}"
RIGHT = 41

@points(1, "T.1 The value")
def test_value(submission):
    with submission.still():
        time.sleep({think})  # as if something were measured
    number = expect_integer(submission.value("answer"), "`answer`")
    require(number == RIGHT, expected="the right number", observed=f"{{number}}", why="w", next_step="n")

@points(2, "T.2 The function")
def test_function(submission, hidden):
    numbers = random.SystemRandom().sample(range(1000), len(hidden.x))
    for count, number in enumerate((*numbers, *numbers)):
        time.sleep({think} if count == 1 else 0)  # as if much were computed
        got = expect_integer(submission.call("double", number), "`double(...)`")
        require(got == 2 * number, expected="twice as much", observed=f"{{got}}", why="w", next_step="n")

@points(1, "T.3 The model")
def test_model(submission):
    model = expect_model(submission.call("make", units=3), "`make(...)`")
    require(model.output_shape == (None, 3), expected="3", observed=str(model.output_shape), why="w", next_step="n")
    finite = bool(np.isfinite(np.asarray(model(np.ones((1, 2), "float32")))).all())
    require(finite, expected="numbers", observed="NaN or infinity", why="w", next_step="n")
    count = perhaps_trained(StudentModel(model, "`make(...)`"), None)
    require(count <= {budget}, expected="a small model", observed=f"{{count:,}}", why="w", next_step="n")
"""

_MAKE = """kept = []
def make(units):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(units)])
    kept.append(model)
    return model"""


def notebook(answer: object = 3, *more: str) -> bytes:
    """The notebook of a student who knows all but the answer; with ``answer=RIGHT`` the solution.

    Args:
        answer: what the second cell says.
        more: cells at the end.
    """
    cells = ["import keras\nimport lab", f"answer = {answer}", "def double(x):\n    return 2 * x", _MAKE, *more]
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell, id=f"c{n}") for n, cell in enumerate(cells)])
    return str(nbformat.writes(made)).encode()
