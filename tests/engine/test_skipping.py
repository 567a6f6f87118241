"""Cells that the handed-out notebook marks are not run while grading, and the student is told."""

from __future__ import annotations

import nbformat
import pytest

from autograder.engine.supervisor import grade
from autograder.submissions.skipping import TAG
from tests.engine.toy import CELLS, toy_kit, write_notebook

pytestmark = pytest.mark.slow

LONG = "answer = 0  # would spoil the answer, were it run"


@pytest.fixture
def kit(tmp_path):
    kit = toy_kit(tmp_path)
    cell = nbformat.v4.new_code_cell(LONG, metadata={"tags": [TAG]})
    kit.handed_out.parent.mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), kit.handed_out)
    return kit


def test_a_tagged_cell_is_not_run(kit, tmp_path):
    report = grade(write_notebook(tmp_path / "hw9_toy.ipynb", [*CELLS, LONG]), kit)
    assert report.score == report.max_score
    assert [note for note in report.notes if "not run while grading" in note] == [
        f"Cell {len(CELLS) + 1} was not run while grading: it takes long, and nothing in it is graded."
    ]


def test_a_students_own_tag_changes_nothing(kit, tmp_path):
    path = write_notebook(tmp_path / "hw9_toy.ipynb", [*CELLS, "answer = 1"])
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[-1].metadata.tags = [TAG]
    nbformat.write(notebook, path)
    report = grade(path, kit)
    assert report.score < report.max_score
    assert report.notes == []


def test_a_check_that_is_left_out_is_not_asked_for(tmp_path):
    kit = toy_kit(tmp_path)
    text = kit.grader.read_text().replace('"T.1 ', '"T.1.1 ').replace('"T.2', '"T.1.2')
    kit.grader.write_text(text)
    kit.grader.with_name("left_out.json").write_text('["T.1.2"]')
    report = grade(write_notebook(tmp_path / "hw9_toy.ipynb", CELLS), kit)
    assert [(outcome.check.number, outcome.score) for outcome in report.outcomes] == [
        ("T.1.1", 3),
        ("T.3", 1),
        ("T.4", 1),
    ]
    assert report.score == report.max_score == 5
