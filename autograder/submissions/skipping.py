"""Cells that are left out while grading: long ones that students are given, such as comparisons to look at.

The notebook that was handed out decides which: its cells with the tag ``skip-while-grading``. A tag that a student sets
changes nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from pathlib import Path

from autograder.submissions.notebook import Cell, load_submission
from autograder.submissions.parsing import LONGEST_PARSED, parsed_cell

_MOST_PARSED = 300_000  # characters of one submission
TAG = "skip-while-grading"


def handed_out_cells(handed_out: Path, name: str) -> tuple[Cell, ...]:
    """The cells of the notebook as students received it; none where there is no such file.

    Args:
        handed_out: the student notebook as it was built.
        name: the assignment's.
    """
    return load_submission(handed_out, name).cells if handed_out.is_file() else ()


def tagged_cells(handed_out: Sequence[Cell]) -> tuple[Cell, ...]:
    """Those of the handed-out cells that are not to be run while grading."""
    return tuple(cell for cell in handed_out if TAG in cell.tags)


def left_out(cells: Sequence[Cell], tagged: Sequence[Cell]) -> tuple[Cell, ...]:
    """Those of ``cells`` that are copies of tagged ones.

    A copy is known by its id, or by its text where ids were lost. It may have been changed, to try other numbers; but
    one that defines further names holds work of the student's own, and is run.
    """
    texts, originals = {_text(one) for one in tagged}, {one.cell_id: _names(one) for one in tagged if one.cell_id}
    copies, characters = [], 0
    for cell in cells:
        original = originals.get(cell.cell_id)
        is_copy = _text(cell) in texts
        if not is_copy and original is not None:
            characters += len(cell.source)
            # What is too long to be read is run.
            is_copy = characters <= _MOST_PARSED and len(cell.source) <= LONGEST_PARSED and _names(cell) <= original
        if is_copy:
            copies.append(cell)
    return tuple(copies)


def _text(cell: Cell) -> str:
    return "".join(cell.source.split())


def _names(cell: Cell) -> set[str]:
    """What a cell defines; nothing where it cannot be read as Python, since such a cell does nothing."""
    tree = parsed_cell(cell.source)
    nodes = list(ast.walk(tree)) if tree else []
    stored = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    defined = {n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    return stored | defined
