"""The tasks of an assignment and the names that they ask for, told from the notebook as it was handed out."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.submissions.notebook import Cell
from autograder.submissions.parsing import parsed_cell
from autograder.submissions.reading import ReadCell


@dataclass(frozen=True)
class Stub:
    """An answer cell as it was handed out."""

    cell_id: str
    text: str
    bound: frozenset[str]


@dataclass(frozen=True)
class Task:
    """One task.

    Attributes:
        number: such as ``"2.6"``.
        stubs: its answer cells.
        values: the variables that they assign.
        functions: the functions that they define.
        keeps: further names that it asks for: cells that came with the notebook make them.
        goes_on_with: names of earlier tasks that it goes on with: they count as this task leaves them.
        helpers: functions that came with the notebook behind its answer cells.
    """

    number: str
    stubs: tuple[Stub, ...]
    values: frozenset[str]
    functions: frozenset[str]
    keeps: frozenset[str]
    goes_on_with: frozenset[str]
    helpers: frozenset[str]

    @property
    def names(self) -> frozenset[str]:
        """All that it asks for."""
        return self.values | self.functions | self.keeps


def tasks_of(handed_out: Sequence[Cell]) -> tuple[Task, ...]:
    """The tasks, in their order; none where cells do not say what they answer."""
    stubs: dict[str, list[ReadCell]] = {}
    helpers: dict[str, frozenset[str]] = {}
    number = ""
    for cell in handed_out:
        read = ReadCell(cell)
        if read.task:
            number = read.task
            stubs.setdefault(number, []).append(read)
        elif number:
            helpers[number] = helpers.get(number, frozenset()) | read.functions
    return tuple(_task(number, cells, helpers.get(number, frozenset())) for number, cells in stubs.items())


def _task(number: str, cells: Sequence[ReadCell], helpers: frozenset[str]) -> Task:
    values = frozenset(name for one in cells for name in _assigned(one.cell))
    functions = frozenset[str]().union(*(one.functions for one in cells))
    return Task(
        number,
        tuple(Stub(one.cell.cell_id, one.text, one.bound) for one in cells),
        values,
        functions,
        frozenset(name for one in cells for name in one.cell.keeps),
        frozenset(name for one in cells for name in one.cell.goes_on_with),
        helpers,
    )


def _assigned(cell: Cell) -> Iterator[str]:
    """Variables that a cell assigns, other than in loops and the like: those are not what a task asks for."""
    tree = parsed_cell(cell.source)
    for node in tree.body if tree else ():
        match node:
            case ast.Assign(targets=targets):
                yield from (part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name


def tasks_by_name(tasks: Sequence[Task]) -> dict[str, list[tuple[Task, ...]]]:
    """For each name the tasks that ask for it, those together that go on with one another's."""
    found: dict[str, list[tuple[Task, ...]]] = {}
    for task in tasks:
        for name in sorted(task.names | task.goes_on_with):
            known = found.setdefault(name, [])
            if known and name in task.goes_on_with:
                known[-1] = (*known[-1], task)
            else:
                known.append((task,))
    return found


def asked_for_anew(tasks: Sequence[Task]) -> dict[str, tuple[str, ...]]:
    """The names that more than one task makes anew, with the numbers of the tasks that ask for them."""
    return {
        name: tuple(task.number for chain in chains for task in chain)
        for name, chains in tasks_by_name(tasks).items()
        if len(chains) > 1
    }
