"""Cells that were handed out and are gone: they are put back while grading, so that the rest of the work counts.

An answer that was deleted is then told as "not answered yet", not as a fault; and functions that a notebook came with
are there for those that need them. Cells that the master locks (``editable=false``) run as they were handed out.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from autograder.submissions.notebook import Cell

#: The id of the cell that gets a notebook ready on a student's machine; while grading, everything is.
SETUP_ID = "setup"
_TASK = re.compile(r"task-(?P<number>\d+-\d+)(-\d+)?$")
_MAGIC = re.compile(r"^\s*[%!].*$", re.M)
_BINDS = re.compile(r"^(?:def\s+|class\s+)?([^\W\d]\w*)\s*(?:\(|=(?!=)|:)", re.M)


@dataclass(frozen=True)
class Restored:
    """A submission's cells with those that were put back, and what the student is told of it."""

    cells: tuple[Cell, ...]
    notes: tuple[str, ...] = ()


def restore(cells: Sequence[Cell], handed_out: Sequence[Cell], left_out: Iterable[Cell] = ()) -> Restored:
    """Put back what is gone.

    A cell is gone when no cell has its id or its text, and its names are not defined: of an answer, none of them; of
    another cell, one that something uses. What is put back goes to its old place, but before everything that defines
    one of its names: a student's own work has the last word.

    Args:
        cells: of the submission.
        handed_out: of the notebook as students received it.
        left_out: those of them that are not run while grading anyway.
    """
    candidates = [cell for cell in handed_out if cell.cell_id != SETUP_ID and cell not in left_out]
    back = _gone(candidates, cells)
    merged, notes = _unlocked(list(cells), handed_out)
    for cell in back:
        place = _place(cell, merged, handed_out)
        words = _words(cell)
        merged.insert(place, replace(cell, restored=f"the restored cell of {words}"))
        notes.append(f"The cell of {words} was missing. It was put back as it was handed out.")
    return Restored(tuple(_numbered(merged, len(cells))), tuple(notes))


def bound_names(source: str) -> set[str]:
    """What a cell defines, imports or assigns at its top level, also in a cell that is not Python any more."""
    try:
        tree = ast.parse(_MAGIC.sub("pass", source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set(_BINDS.findall(source))
    names: set[str] = set()
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.Import(names=imported) | ast.ImportFrom(names=imported):
                names |= {alias.asname or alias.name.partition(".")[0] for alias in imported}
            case ast.Assign() | ast.AnnAssign() | ast.If() | ast.With() | ast.Try() | ast.For() | ast.While():
                names |= {
                    name.id for name in ast.walk(node) if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
                }
    return names


def _used_names(source: str) -> set[str]:
    try:
        tree = ast.parse(_MAGIC.sub("pass", source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def _gone(candidates: Sequence[Cell], cells: Sequence[Cell]) -> list[Cell]:
    """Those of the cells that are gone and wanted, in their order."""
    there: set[str] = set().union(*(bound_names(cell.source) for cell in cells))
    used: set[str] = set().union(*(_used_names(cell.source) for cell in cells))
    absent = [cell for cell in candidates if not any(_same(cell, other) for other in cells)]
    gone: list[Cell] = []

    def is_wanted(cell: Cell) -> bool:
        names = bound_names(cell.source)
        if _TASK.match(cell.cell_id):
            return bool(names) and names.isdisjoint(there)
        return bool((names - there) if cell.locked else (names - there) & used)

    while more := [cell for cell in absent if cell not in gone and is_wanted(cell)]:
        gone += more
        used = used.union(*(_used_names(cell.source) for cell in more))  # what is put back may need more
    return [cell for cell in absent if cell in gone]


def _unlocked(cells: list[Cell], handed_out: Sequence[Cell]) -> tuple[list[Cell], list[str]]:
    """The cells, with locked ones as they had been; where a student defines more in one, the original comes after."""
    merged, notes = [], []
    locked = {cell.cell_id: cell for cell in handed_out if cell.locked and cell.cell_id and cell.cell_id != SETUP_ID}
    for cell in cells:
        original = locked.get(cell.cell_id)
        if original is None or _text(original) == _text(cell):
            merged.append(cell)
            continue
        notes.append(f"Cell {cell.index + 1} is locked and was changed. It was run as it was handed out.")
        if not bound_names(cell.source) <= bound_names(original.source):
            merged.append(cell)
            merged.append(replace(original, restored=f"the original of cell {cell.index + 1}"))
        else:
            merged.append(replace(cell, source=original.source))
    return merged, notes


def _place(cell: Cell, merged: Sequence[Cell], handed_out: Sequence[Cell]) -> int:
    """Where to put a cell back: behind the last that came before it, but before what binds one of its names."""
    before = handed_out[: handed_out.index(cell)]
    old = max((n + 1 for n, other in enumerate(merged) if any(_same(one, other) for one in before)), default=0)
    names = bound_names(cell.source)
    first = next((n for n, other in enumerate(merged) if names & bound_names(other.source)), old)
    return min(old, first)


def _numbered(merged: Sequence[Cell], count: int) -> Iterable[Cell]:
    """Cells keep the numbers that the student knows; those that were put back get numbers after these."""
    for cell in merged:
        if cell.restored:
            yield replace(cell, index=count)
            count += 1
        else:
            yield cell


def _same(one: Cell, other: Cell) -> bool:
    return (bool(one.cell_id) and one.cell_id == other.cell_id) or _text(one) == _text(other)


def _text(cell: Cell) -> str:
    return "".join(cell.source.split())


def _words(cell: Cell) -> str:
    if match := _TASK.match(cell.cell_id):
        return f"task {match['number'].replace('-', '.')}"
    return " and ".join(f"`{name}`" for name in sorted(bound_names(cell.source))[:3])
