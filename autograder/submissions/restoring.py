"""Cells that were handed out and are gone: they are put back while grading, so that the rest of the work counts.

An answer that was deleted is then told as "not answered yet", not as a fault; and functions that a notebook came with
are there for those that need them. Cells that the master locks (``editable=false``) run as they were handed out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from autograder.errors import SubmissionError
from autograder.submissions.notebook import Cell
from autograder.submissions.reading import COMMONPLACE, ReadCell, read_cells

#: The id of the cell that gets a notebook ready on a student's machine; while grading, everything is.
SETUP_ID = "setup"


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
    own = read_cells(cells)
    given = [ReadCell(cell) for cell in handed_out if cell.cell_id != SETUP_ID]
    ids, texts = {one.cell.cell_id for one in own} - {""}, {one.text for one in own}
    absent = [one for one in given if one.cell.cell_id not in ids and one.text not in texts]
    back = _gone([one for one in absent if one.cell not in left_out], own)
    merged, notes = _unlocked(own, given)
    for one in back:
        words = one.words
        place = _place(one, merged, given)
        merged.insert(place, ReadCell(replace(one.cell, restored=f"the restored cell of {words}")))
        notes.append(f"The cell of {words} was missing. It was put back as it was handed out.")
    return Restored(tuple(_numbered(merged, len(cells))), tuple(notes))


def refuse_foreign(cells: Sequence[Cell], handed_out: Sequence[Cell], assignment: str) -> None:
    """Refuse a notebook that has nothing of an assignment: neither one of its cells nor a name that a task asks for.

    Args:
        cells: of the submission.
        handed_out: of the notebook as students received it; without any, nothing is refused.
        assignment: what to call it.

    Raises:
        SubmissionError: it has nothing.
    """
    given = [ReadCell(cell) for cell in handed_out if cell.cell_id != SETUP_ID]
    tasks = [one for one in given if one.task]
    own = read_cells(cells)
    ids = {one.cell.cell_id for one in tasks}
    # Other assignments have the same imports and the same first cells.
    telling = {one.text for one in given if one.task or not one.only_imports}
    names = frozenset[str]().union(*(one.bound for one in tasks)) - COMMONPLACE
    if not tasks or any(one.cell.cell_id in ids or one.text in telling or one.bound & names for one in own):
        return
    raise SubmissionError(f"Nothing in this notebook comes from {assignment}.", "Did you hand in another file?")


def _gone(absent: Sequence[ReadCell], own: Sequence[ReadCell]) -> list[ReadCell]:
    """Those of the absent cells that are wanted, in their order."""
    if not absent:
        return []
    there = frozenset[str]().union(*(one.bound for one in own))
    used = frozenset[str]().union(*(one.used for one in own))
    gone: list[ReadCell] = []

    def is_wanted(one: ReadCell) -> bool:
        if one.task:
            return bool(one.bound) and one.bound.isdisjoint(there)
        lacking = one.bound - there
        return bool(lacking if one.cell.locked else lacking & used)

    while more := [one for one in absent if one not in gone and is_wanted(one)]:
        gone += more
        used = used.union(*(one.used for one in more))  # what is put back may need more
    return [one for one in absent if one in gone]


def _unlocked(own: Sequence[ReadCell], given: Sequence[ReadCell]) -> tuple[list[ReadCell], list[str]]:
    """The cells, with locked ones as they had been; where a student defines more in one, the original comes after."""
    merged, notes = [], []
    locked = {one.cell.cell_id: one for one in given if one.cell.locked and one.cell.cell_id}
    for one in own:
        original = locked.get(one.cell.cell_id)
        if original is None or original.text == one.text:
            merged.append(one)
            continue
        number = one.cell.index + 1
        notes.append(f"Cell {number} is locked and was changed. It was run as it was handed out.")
        if one.bound <= original.bound:
            merged.append(ReadCell(replace(one.cell, source=original.cell.source)))
        else:
            merged.append(one)
            merged.append(ReadCell(replace(original.cell, restored=f"the original of cell {number}")))
    return merged, notes


def _place(one: ReadCell, merged: Sequence[ReadCell], given: Sequence[ReadCell]) -> int:
    """Where to put a cell back: behind the last that came before it, but before what defines one of its names."""
    before = given[: given.index(one)]
    ids, texts = {known.cell.cell_id for known in before} - {""}, {known.text for known in before}
    # A copy may have been changed, so one of the two is enough.
    old = max((n + 1 for n, it in enumerate(merged) if it.cell.cell_id in ids or it.text in texts), default=0)
    first = next((n for n, other in enumerate(merged) if one.bound & other.bound), old)
    return min(old, first)


def _numbered(merged: Sequence[ReadCell], count: int) -> Iterator[Cell]:
    """Cells keep the numbers that the student knows; those that were put back get numbers after these."""
    for one in merged:
        if one.cell.restored:
            yield replace(one.cell, index=count)
            count += 1
        else:
            yield one.cell
