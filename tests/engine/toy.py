"""A toy assignment with three checks, so that the engine can be tested without training anything."""

from __future__ import annotations

from pathlib import Path

import nbformat
import numpy as np

from autograder.course import Assignment, Limits
from autograder.engine.kit import GradingKit

SECRET = "MARKER-7f3a9c-hidden"

GRADER = f'''
from autograder.checks import expect_integer, expect_model, points, require
SECRET = "{SECRET}"

@points(1, "T.1 The value")
def test_value(submission):
    number = expect_integer(submission.value("answer"), "`answer`")
    require(number == 41, expected="41", observed=f"{{number}}", why="w", next_step="n")

@points(2, "T.2 The function", passed="Well done.")
def test_function(submission, hidden):
    for number in (3, len(hidden.x)):
        got = expect_integer(submission.call("double", number), "`double(...)`")
        require(got == 2 * number, expected="twice", observed=f"{{got}}", why="w", next_step="n")

@points(1, "T.3 After the function", after="T.2")
def test_after(submission):
    pass

@points(1, "T.4 The model")
def test_model(submission):
    model = expect_model(submission.call("make", units=3), "`make(...)`")
    require(model.output_shape == (None, 3), expected="3", observed=str(model.output_shape), why="w", next_step="n")
    again = submission.call("same", model)
    require(again == "same", expected="the same object", observed=str(again), why="w", next_step="n")
'''

CELLS = [
    "import keras\nimport lab",
    "answer = lab.NUMBER + 1",
    "def double(x):\n    return 2 * x",
    "kept = []\ndef make(units):\n    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(units)])\n"
    "    kept.append(model)\n    return model",
    "def same(model):\n    return 'same' if model is kept[-1] else 'other'",
]


def toy_kit(folder: Path, **limits: float) -> GradingKit:
    """The toy assignment's files, made in ``folder``."""
    materials = folder / "materials"
    (materials / "lab").mkdir(parents=True)
    (materials / "lab" / "__init__.py").write_text("NUMBER = 40\n")
    hidden = folder / "hidden" / "hidden.npz"
    hidden.parent.mkdir(mode=0o700)
    np.savez(hidden, x=np.zeros((4, 2, 2, 3), np.uint8), y=np.arange(4), class_names=["a", "b", "c", SECRET])
    graders = folder / "graders"
    graders.mkdir(mode=0o700)
    grader = graders / "grader.py"
    grader.write_text(GRADER)
    bounds = {"submission_seconds": 60, "cell_seconds": 20, "call_seconds": 10, "memory_mb": 1500, **limits}
    assignment = Assignment(name="hw9_toy", title="Toy", minutes=1, limits=Limits(**bounds))
    return GradingKit(assignment, grader, hidden, materials)


def write_notebook(path: Path, cells: list[str]) -> Path:
    """A notebook of code cells."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbformat.write(notebook, path)
    return path


def replaced(**cells: str) -> list[str]:
    """The toy solution with some cells replaced by name, or one added in front (``first=``)."""
    index = {"imports": 0, "answer": 1, "double": 2, "make": 3, "same": 4}
    result = list(CELLS)
    for name, source in cells.items():
        if name in index:
            result[index[name]] = source
    return ([cells["first"]] if "first" in cells else []) + result
