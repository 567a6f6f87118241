"""Cells as they can be read without running them: which names they bind, use and change, and which task they answer."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from autograder.submissions.notebook import Cell
from autograder.submissions.parsing import names_bound, names_changed, parsed_cell

#: Names that are in any notebook that trains something, whatever its task.
COMMONPLACE = {"model", "history", "base", "head", "data"}
_TASK = re.compile(r"task-(?P<number>\d+-\d+)(-\d+)?$")
_BINDS = re.compile(r"^(?:def +|class +)?([^\W\d]\w*)[ \t]*(?:\(|=(?!=)|:)", re.M)
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_MOST_PARSED = 300_000  # characters of one submission; code that was written by hand is a fraction of that


@dataclass(frozen=True)
class _Names:
    bound: frozenset[str] = frozenset()
    used: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ReadCell:
    """A cell, and what can be read off it without running it; only when it is asked for, and once."""

    cell: Cell
    is_parsed: bool = True

    @cached_property
    def text(self) -> str:
        """Its code without white space."""
        return "".join(self.cell.source.split())

    @property
    def bound(self) -> frozenset[str]:
        """What it defines, imports or assigns at its top level, also if it is not Python any more."""
        return self._names.bound

    @property
    def used(self) -> frozenset[str]:
        """The names whose values it needs."""
        return self._names.used

    @property
    def changed(self) -> frozenset[str]:
        """What it binds, and the lists, dictionaries and arrays that it changes by their own names."""
        return self._names.bound | self._names.changed

    @property
    def functions(self) -> frozenset[str]:
        """The functions and classes among what it binds."""
        return self._names.functions

    @cached_property
    def _names(self) -> _Names:
        tree = parsed_cell(self.cell.source) if self.is_parsed else None  # which is large, and not kept
        if tree is None:
            return _Names(frozenset(_BINDS.findall(self.cell.source)))
        nodes, bound = list(ast.walk(tree)), frozenset(names_bound(tree))
        return _Names(
            bound,
            frozenset(node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)),
            frozenset(names_changed(tree)),
            bound & frozenset(node.name for node in nodes if isinstance(node, _DEFINITIONS)),
        )

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


def read_cells(cells: Sequence[Cell]) -> list[ReadCell]:
    """A submission's cells, of which those at the end are not parsed when there is very much of them."""
    starts = accumulate((len(cell.source) for cell in cells), initial=0)
    return [ReadCell(cell, is_parsed=start < _MOST_PARSED) for cell, start in zip(cells, starts, strict=False)]


def bound_names(source: str) -> set[str]:
    """What a cell defines, imports or assigns at its top level, also in a cell that is not Python any more."""
    return set(ReadCell(Cell(0, source)).bound)
