"""When each name that a task asks for is kept: once the task is done, before a later task uses the name again.

A task is done when a later one begins; cells that a student adds below a task's own belong to it. Whoever answers a
task once more further down, in a cell of their own, is taken at their last word; whoever merely uses one of its names
again there, such as ``model``, is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from autograder.submissions.notebook import Cell
from autograder.submissions.reading import COMMONPLACE, ReadCell, read_cells
from autograder.submissions.tasks import Stub, Task, tasks_by_name


@dataclass(frozen=True)
class Keep:
    """A name that is kept as it is at some time.

    Attributes:
        name: of a variable or a function.
        tasks: numbers of those that ask for it.
        after: index of the cell after which it is kept.
        newest: whether no later task makes the name anew, so that whoever does not say which one means this.
    """

    name: str
    tasks: tuple[str, ...]
    after: int
    newest: bool = True


def what_to_keep(cells: Sequence[Cell], tasks: Sequence[Task]) -> tuple[Keep, ...]:
    """What is to be kept of a submission; a name whose task is the last one counts as it is at the end.

    Args:
        cells: of the submission, in the order in which they run.
        tasks: of the assignment.
    """
    read = read_cells(cells)
    ends = _ends(read, _stubs_answered(read, tasks), tasks)
    return tuple(
        Keep(name, tuple(task.number for task in chain), cells[end].index, newest=chain is chains[-1])
        for name, chains in tasks_by_name(tasks).items()
        for chain in chains
        if -1 < (end := max(ends[task.number] for task in chain)) < len(cells) - 1
    )


def _ends(cells: Sequence[ReadCell], answered: Sequence[Task | None], tasks: Sequence[Task]) -> dict[str, int]:
    """By task the place of the last cell that belongs to it, or answers it again; -1 where there is none."""
    ends = {task.number: -1 for task in tasks}
    used_again = {task.number: frozenset[str]() for task in tasks}  # in cells of the student's own
    at: Task | None = None
    for place, (cell, answers) in enumerate(zip(cells, answered, strict=True)):
        at = answers or at
        for task in tasks:
            if task is at:
                ends[task.number] = place
            elif changed := cell.changed & (task.values | task.keeps):
                earlier = frozenset[str]() if answers else used_again[task.number]
                if _answers_again(task, changed, earlier, in_another=answers is not None):
                    ends[task.number], used_again[task.number] = place, frozenset()
                elif answers is None:
                    used_again[task.number] |= changed
    return ends


def _answers_again(task: Task, changed: frozenset[str], earlier: frozenset[str], *, in_another: bool) -> bool:
    """Whether a cell that changes some of a task's names answers it once more, or only uses these names again.

    In a cell of the student's own, a name that no other purpose suggests is an answer. In another task's answer cell,
    only the whole is: a line that was copied along and left there must not change what was right.
    """
    whole = task.values <= changed | earlier
    if in_another:
        return whole and len(task.values) > 1 and not task.values <= COMMONPLACE
    return whole or not changed <= COMMONPLACE


def _stubs_answered(cells: Sequence[ReadCell], tasks: Sequence[Task]) -> list[Task | None]:
    """For each cell the task whose answer cell it is.

    It is known by its id; where ids were lost or a cell was made anew, the first that has the text or binds the names.
    """
    stubs = [(stub, task) for task in tasks for stub in task.stubs]
    by_id = {stub.cell_id: task for stub, task in stubs}
    found = [by_id.get(cell.cell.cell_id) for cell in cells]
    present = {cell.cell.cell_id for cell in cells}
    waiting = [(stub, task) for stub, task in stubs if stub.cell_id not in present]
    for place, cell in enumerate(cells):
        if found[place] is None and waiting:
            best = max(waiting, key=lambda one: _likeness(cell, one[0]))
            if _likeness(cell, best[0]):
                waiting.remove(best)
                found[place] = best[1]
    return found


def _likeness(cell: ReadCell, stub: Stub) -> int:
    if cell.text == stub.text:
        return 1_000
    common = cell.bound & stub.bound
    return len(common) if common == stub.bound or not common <= COMMONPLACE else 0


def kept_after(keeps: Iterable[Keep]) -> dict[int, list[Keep]]:
    """What is to be kept, by the cell after which it is."""
    found: dict[int, list[Keep]] = {}
    for one in keeps:
        found.setdefault(one.after, []).append(one)
    return found
