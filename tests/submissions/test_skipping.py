"""Which cells are not run while grading: copies of the tagged cells that were handed out, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.submissions.notebook import Cell
from autograder.submissions.skipping import TAG, handed_out_cells, left_out, tagged_cells
from tests.submissions.samples import NAME, as_bytes, code, notebook

LONG = "results = {}\nfor name in ('a', 'b'):\n    results[name] = train(name, epochs=5)"
TAGGED = (Cell(3, LONG, "code-1234", (TAG,)),)

CASES = {
    "an unchanged copy": (Cell(3, LONG, "code-1234", (TAG,)), True),
    "its tag was removed": (Cell(3, LONG, "code-1234"), True),
    "it lies elsewhere and has lost its id": (Cell(9, f"\n{LONG}  \n"), True),
    "other numbers": (Cell(3, LONG.replace("5", "50"), "code-1234"), True),
    "no Python any more": (Cell(3, LONG + "\n)", "code-1234"), True),
    "another cell": (Cell(3, "model = build()", "task-3-5"), False),
    "another cell that a student tagged": (Cell(3, "model = build()", "task-3-5", (TAG,)), False),
    "own work in it": (Cell(3, LONG + "\nmodel = build()", "code-1234"), False),
    "an own function in it": (Cell(3, LONG + "\ndef build():\n    ...", "code-1234"), False),
    "changed, and the id lost": (Cell(3, LONG.replace("5", "50")), False),
}


@pytest.mark.parametrize(("cell", "skipped"), CASES.values(), ids=CASES)
def test_copies_of_tagged_cells_are_left_out(cell: Cell, skipped: bool) -> None:
    assert left_out([Cell(0, "import lab"), cell], TAGGED) == ((cell,) if skipped else ())


def test_nothing_is_left_out_where_nothing_is_tagged() -> None:
    assert left_out(TAGGED, ()) == ()


def test_the_handed_out_notebook_decides(tmp_path: Path) -> None:
    path = tmp_path / f"{NAME}.ipynb"
    assert tagged_cells(handed_out_cells(path, NAME)) == ()
    path.write_bytes(as_bytes(notebook(code("a = 1"), code(LONG, id="code-1234", metadata={"tags": [TAG]}))))
    assert [(cell.cell_id, cell.source) for cell in tagged_cells(handed_out_cells(path, NAME))] == [("code-1234", LONG)]
