"""Deleted cells while grading: the rest of the work counts, a deleted answer is not answered, the student is told."""

from __future__ import annotations

import nbformat
import pytest

from autograder.engine.supervisor import grade
from autograder.results import Status
from tests.engine.toy import CELLS, toy_kit, write_notebook

pytestmark = pytest.mark.slow

IDS = ["code-imports", "task-9-1", "task-9-2", "task-9-4", "code-same"]
STUBS = [
    CELLS[0],
    "answer = ...",
    "def double(x):\n    return ...",
    "kept = []\ndef make(units):\n    return ...",
    CELLS[4],
]


def with_ids(path, cells, ids):
    write_notebook(path, cells)
    notebook = nbformat.read(path, as_version=4)
    for cell, name in zip(notebook.cells, ids, strict=True):
        cell.id = name
    notebook.cells[-1].metadata.update({"editable": False} if ids == IDS else {})
    nbformat.write(notebook, path)
    return path


@pytest.fixture
def kit(tmp_path):
    kit = toy_kit(tmp_path)
    kit.handed_out.parent.mkdir()
    with_ids(kit.handed_out, STUBS, IDS)
    return kit


def test_a_deleted_answer_is_not_answered_and_given_cells_come_back(kit, tmp_path):
    kept = [1, 3]  # no imports, no double, no same
    path = with_ids(tmp_path / "hw9_toy.ipynb", [CELLS[n] for n in kept], [IDS[n] for n in kept])
    report = grade(path, kit)
    assert {outcome.check.number: outcome.status for outcome in report.outcomes} == {
        "T.1": Status.PASSED,
        "T.2": Status.UNANSWERED,
        "T.3": Status.SKIPPED,
        "T.4": Status.PASSED,
    }
    assert report.notes == [
        "The cell of `keras` and `lab` was missing. It was put back as it was handed out.",
        "The cell of task 9.2 was missing. It was put back as it was handed out.",
        "The cell of `same` was missing. It was put back as it was handed out.",
    ]


def test_a_changed_locked_cell_is_run_as_it_was(kit, tmp_path):
    cells = [*CELLS[:4], "def same(model):\n    return 'other'"]
    report = grade(with_ids(tmp_path / "hw9_toy.ipynb", cells, [*IDS[:4], "code-same"]), kit)
    assert report.score == report.max_score
    assert report.notes == ["Cell 5 is locked and was changed. It was run as it was handed out."]


def test_a_restored_cell_that_fails_is_named(kit, tmp_path):
    notebook = nbformat.read(kit.handed_out, as_version=4)
    notebook.cells[2].source = "def double(x):\n    return ...\nlab.no_such_thing"
    nbformat.write(notebook, kit.handed_out)
    path = with_ids(tmp_path / "hw9_toy.ipynb", [CELLS[n] for n in (0, 1, 3, 4)], ["a", "b", "c", "d"])
    notes = grade(path, kit).notes
    assert any(
        note.startswith("The restored cell of task 9.2 raised AttributeError")
        and note.endswith("(the restored cell of task 9.2, line 3: `lab.no_such_thing`).")
        for note in notes
    )
