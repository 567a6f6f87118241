"""Names that later cells use again: each check sees what the cells of its own task left behind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.engine.supervisor import grade
from autograder.results import Report, Status
from tests.engine.toy import toy_kit, write_notebook

pytestmark = pytest.mark.slow

GRADER = """
import numpy as np

from autograder.checks import compile_state, curves_of, points, record_of, require


def equal(found, expected):
    require(found == expected, expected=f"{expected}", observed=f"{found}", why="w", next_step="n")


def facts(model):
    kernel = float(np.sum(model.get_weights()[0]))
    return (kernel, model.trainable, record_of(model).compiled.optimizer.name)


@points(1, "9.1.1 The model of the first task")
def test_first_model(submission):
    equal(facts(submission.value("model")), (6.0, True, "SGD"))


@points(1, "9.1.2 Its history")
def test_first_history(submission):
    equal([len(values) for values in curves_of(submission.value("history")).values()], [2])


@points(1, "9.1.3 What follows the model, and what does not")
def test_values(submission):
    equal([float(np.sum(submission.value(name)[0])) for name in ("copied", "followed")], [6.0, 12.0])


@points(1, "9.1.4 The model may be handed back")
def test_handed_back(submission):
    equal(submission.call("kernel_of", submission.value("model")), 6.0)


@points(1, "9.2.1 The model of the second task")
def test_second_model(submission):
    equal(facts(submission.value("model")), (12.0, False, "Adam"))


@points(1, "9.2.2 A list that a later task goes on with")
def test_list(submission):
    equal(submission.value("runs"), [1, 2])


@points(1, "9.3.1 A choice, and the function that makes it")
def test_choice(submission):
    equal([submission.value("choice"), submission.call("chosen")], ["a", "a"])


@points(1, "9.4.1 The answer")
def test_answer(submission):
    equal([submission.value("answer"), submission.call("double", 4), submission.call("fourfold", 1)], ["z", 8, 4])
"""

MAKE = """
def made(value):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3, use_bias=False)])
    model.set_weights([np.full((2, 3), value)])
    model.compile("sgd", "mse")
    return model


def kernel_of(model):
    return float(np.sum(model.get_weights()[0]))


x, y = np.zeros((4, 2)), np.zeros((4, 3))
"""
GIVEN = [
    ("code-1", f"import keras\nimport numpy as np\n{MAKE}"),
    ("task-9-1", "def double(x):\n    return ...\n\nmodel = ...\nhistory = ...\ncopied = ...\nfollowed = ..."),
    ("check-9-1", 'print("checked")'),
    ("task-9-2", "model = ...\nhistory = ...\nruns = ..."),
    ("task-9-3", "choice = ..."),
    ("code-2", "def chosen():\n    return choice\n\ndef fourfold(x):\n    return double(double(x))"),
    ("task-9-4", "answer = ..."),
]
FIRST = (
    "def double(x):\n    return 2 * x\n\n"
    "model = made(1.0)\nhistory = model.fit(x, y, epochs=2, verbose=0)\n"
    "copied = model.get_weights()\nfollowed = model.weights"
)
SECOND = (
    "model.set_weights([np.full((2, 3), 2.0)])\nmodel.trainable = False\nmodel.compile('adam', 'mse')\n"
    "curve = history.history['loss']\ncurve += curve\nhistory = curve\nruns = [1]"
)
RIGHT = {
    "task-9-1": FIRST,
    "task-9-2": SECOND,
    "task-9-3": "choice = 'a'\nruns.append(2)",
    "task-9-4": "answer = 'z'\ndouble = double(3)\nmodel = history = choice = None",
}


@pytest.fixture(scope="module")
def kit(tmp_path_factory):
    kit = toy_kit(tmp_path_factory.mktemp("toy"))
    kit.grader.write_text(GRADER)
    kit.handed_out.parent.mkdir()
    _write(kit.handed_out, GIVEN, goes_on_with={"task-9-3": ["runs"]})
    return kit


def _write(path: Path, cells: list[tuple[str, str]], goes_on_with: dict[str, list[str]] | None = None) -> Path:
    write_notebook(path, [source for _, source in cells])
    notebook = nbformat.read(path, as_version=4)
    for cell, (name, _) in zip(notebook.cells, cells, strict=True):
        cell.id = name
        if names := (goes_on_with or {}).get(name):
            cell.metadata["autograder"] = {"goes_on_with": names}
    nbformat.write(notebook, path)
    return path


@pytest.fixture
def run(kit, zygote, tmp_path):
    def run(*added: str, **answers: str) -> Report:
        known = {**RIGHT, **{f"task-9-{name[1:]}": source for name, source in answers.items()}}
        cells = [(name, known.get(name, source)) for name, source in GIVEN]
        cells += [(f"added-{number}", source) for number, source in enumerate(added)]
        return grade(_write(tmp_path / "hw9_toy.ipynb", cells), kit, zygote=zygote)

    return run


def _wrong(report: Report) -> dict[str, Any]:
    return {o.check.number: o.feedback for o in report.outcomes if o.status is not Status.PASSED}


def test_each_task_has_its_own_names(run):
    report = run()
    assert _wrong(report) == {}, report.as_json()


def test_a_model_that_was_let_go_is_made_once_more_to_be_handed_back(run):
    report = run(a2="del history\nmodel = made(2.0)\nmodel.trainable = False\nmodel.compile('adam', 'mse')\nruns = [1]")
    assert list(_wrong(report)) == ["9.1.3"], report.as_json()  # which is about another task two


def test_what_is_not_answered_in_its_place_may_be_answered_later(run):
    report = run("answer = 'z'", "choice = 'a'", a3="choice = ...\nruns.append(2)", a4="answer = ...\ndouble = 0")
    assert _wrong(report) == {}, report.as_json()


def test_whoever_answers_again_is_taken_at_their_last_word(run):
    again = "choice = 'b'\ndef double(x):\n    return 3 * x"
    report = run(again)
    assert list(_wrong(report)) == ["9.3.1", "9.4.1"], report.as_json()
    assert "['b', 'b']" in _wrong(report)["9.3.1"]
    assert "['z', 12, 9]" in _wrong(report)["9.4.1"]


def test_a_cell_that_ends_the_process_ends_nothing_else(run):
    ends = "class Odd(dict):\n    def items(self):\n        import os\n        os._exit(1)\nfollowed = Odd()"
    report = run(a1=f"{FIRST}\n{ends}", a4="answer = 'z'")
    assert list(_wrong(report)) == ["9.1.1", "9.1.2", "9.1.3", "9.1.4"], (
        report.as_json()
    )  # as if nothing were kept there
    assert any("was left out: it ended the Python process" in note for note in report.notes), report.notes
