"""Cells that were handed out and are gone: they are put back while grading, so that the rest of the work counts.

An answer that was deleted is then told as "not answered yet", not as a fault; and functions that a notebook came with
are there for those that need them. Cells that the master locks (``editable=false``) run as they were handed out.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate

from autograder.errors import SubmissionError
from autograder.submissions.notebook import Cell
from autograder.submissions.parsing import names_bound, parsed_cell

#: The id of the cell that gets a notebook ready on a student's machine; while grading, everything is.
SETUP_ID = "setup"
_TASK = re.compile(r"task-(?P<number>\d+-\d+)(-\d+)?$")
_BINDS = re.compile(r"^(?:def +|class +)?([^\W\d]\w*)[ \t]*(?:\(|=(?!=)|:)", re.M)
_COMMONPLACE = {"model", "history", "base", "data"}  # in any notebook that trains something
_MOST_PARSED = 300_000  # characters of one submission; code that was written by hand is a fraction of that


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
    own = _own(cells)
    given = [_Read(cell) for cell in handed_out if cell.cell_id != SETUP_ID]
    ids, texts = {one.cell.cell_id for one in own} - {""}, {one.text for one in own}
    absent = [one for one in given if one.cell.cell_id not in ids and one.text not in texts]
    back = _gone([one for one in absent if one.cell not in left_out], own)
    merged, notes = _unlocked(own, given)
    for one in back:
        words = one.words
        place = _place(one, merged, given)
        merged.insert(place, _Read(replace(one.cell, restored=f"the restored cell of {words}")))
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
    given = [_Read(cell) for cell in handed_out if cell.cell_id != SETUP_ID]
    tasks = [one for one in given if one.task]
    own = _own(cells)
    ids = {one.cell.cell_id for one in tasks}
    # Other assignments have the same imports and the same first cells.
    telling = {one.text for one in given if one.task or not one.only_imports}
    names = frozenset[str]().union(*(one.bound for one in tasks)) - _COMMONPLACE
    if not tasks or any(one.cell.cell_id in ids or one.text in telling or one.bound & names for one in own):
        return
    raise SubmissionError(f"Nothing in this notebook comes from {assignment}.", "Did you hand in another file?")


@dataclass(frozen=True)
class _Read:
    """A cell, and what can be read off it without running it; only when it is asked for, and once."""

    cell: Cell
    is_parsed: bool = True

    @cached_property
    def text(self) -> str:
        return "".join(self.cell.source.split())

    @property
    def bound(self) -> frozenset[str]:
        return self._names[0]

    @property
    def used(self) -> frozenset[str]:
        return self._names[1]

    @cached_property
    def _names(self) -> tuple[frozenset[str], frozenset[str]]:
        tree = parsed_cell(self.cell.source) if self.is_parsed else None
        nodes = ast.walk(tree) if tree else ()
        used = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
        return frozenset(_bound(tree, self.cell.source)), frozenset(used)

    @cached_property
    def task(self) -> str:
        """The number of the task that it answers, or nothing."""
        match = _TASK.match(self.cell.cell_id)
        return match["number"].replace("-", ".") if match else ""

    @property
    def only_imports(self) -> bool:
        """Whether it does nothing but import."""
        tree = parsed_cell(self.cell.source)
        return tree is not None and all(isinstance(node, ast.Import | ast.ImportFrom) for node in tree.body)

    @property
    def words(self) -> str:
        """What to call it."""
        return f"task {self.task}" if self.task else " and ".join(f"`{name}`" for name in sorted(self.bound)[:3])


def _own(cells: Sequence[Cell]) -> list[_Read]:
    """A submission's cells, of which those at the end are not parsed when there is very much of them."""
    starts = accumulate((len(cell.source) for cell in cells), initial=0)
    return [_Read(cell, is_parsed=start < _MOST_PARSED) for cell, start in zip(cells, starts, strict=False)]


def bound_names(source: str) -> set[str]:
    """What a cell defines, imports or assigns at its top level, also in a cell that is not Python any more."""
    return _bound(parsed_cell(source), source)


def _bound(tree: ast.Module | None, source: str) -> set[str]:
    if tree is None:
        return set(_BINDS.findall(source))
    return set(names_bound(tree))


def _gone(absent: Sequence[_Read], own: Sequence[_Read]) -> list[_Read]:
    """Those of the absent cells that are wanted, in their order."""
    if not absent:
        return []
    there = frozenset[str]().union(*(one.bound for one in own))
    used = frozenset[str]().union(*(one.used for one in own))
    gone: list[_Read] = []

    def is_wanted(one: _Read) -> bool:
        if one.task:
            return bool(one.bound) and one.bound.isdisjoint(there)
        lacking = one.bound - there
        return bool(lacking if one.cell.locked else lacking & used)

    while more := [one for one in absent if one not in gone and is_wanted(one)]:
        gone += more
        used = used.union(*(one.used for one in more))  # what is put back may need more
    return [one for one in absent if one in gone]


def _unlocked(own: Sequence[_Read], given: Sequence[_Read]) -> tuple[list[_Read], list[str]]:
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
            merged.append(_Read(replace(one.cell, source=original.cell.source)))
        else:
            merged.append(one)
            merged.append(_Read(replace(original.cell, restored=f"the original of cell {number}")))
    return merged, notes


def _place(one: _Read, merged: Sequence[_Read], given: Sequence[_Read]) -> int:
    """Where to put a cell back: behind the last that came before it, but before what defines one of its names."""
    before = given[: given.index(one)]
    ids, texts = {known.cell.cell_id for known in before} - {""}, {known.text for known in before}
    # A copy may have been changed, so one of the two is enough.
    old = max((n + 1 for n, it in enumerate(merged) if it.cell.cell_id in ids or it.text in texts), default=0)
    first = next((n for n, other in enumerate(merged) if one.bound & other.bound), old)
    return min(old, first)


def _numbered(merged: Sequence[_Read], count: int) -> Iterator[Cell]:
    """Cells keep the numbers that the student knows; those that were put back get numbers after these."""
    for one in merged:
        if one.cell.restored:
            yield replace(one.cell, index=count)
            count += 1
        else:
            yield one.cell
