"""The corpus as a matrix: a row for each submission, a column for each task, in it a mark for each check."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from autograder.assurance.corpus.judging import Judged
from autograder.reports.table import MARKS
from autograder.results import Status

_MEANINGS = ", ".join(f"{mark} {status.value}" for status, (mark, _) in MARKS.items())
_LEGEND = f"A mark for each check: {_MEANINGS}, · means nothing here. In brackets: not as it should be."


def corpus_table(judged: Sequence[Judged]) -> RenderableType:
    """Submissions of one assignment; ``[✗]`` is not as it should be, ``·`` means nothing here.

    With a mark for each check, and not a column, it stays readable in a terminal of 80 characters.
    """
    checks = [outcome.check for outcome in max((one.report.outcomes for one in judged), key=len)]
    tasks = {task: [check.number for check in group] for task, group in groupby(checks, key=attrgetter("task"))}
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for heading in ("", "Submission", *tasks):
        table.add_column(heading, no_wrap=heading != "Submission")  # where room is short, names are cut
    for one in sorted(judged, key=lambda one: (not one.case.valid, one.case.name)):
        table.add_row(*_row(one, tasks))
    complaints = [Text(f"{one.case.title}: {one.complaint}", style="red") for one in judged if not one.right]
    return Group(table, Text(_LEGEND, style="dim"), *complaints)


def _row(one: Judged, tasks: dict[str, list[str]]) -> list[Text]:
    symbol, colour = ("✓", "green") if one.right else ("✗", "red")
    name = f"{'valid' if one.case.valid else 'wrong'}: {one.case.name}"
    found = {outcome.check.number: outcome.status for outcome in one.outcomes}
    unexpected = {*one.falsely_accepted, *(outcome.check.number for outcome in one.falsely_rejected)}
    marks = [
        Text.assemble(*(_mark(found.get(number), number in unexpected) for number in numbers))
        for numbers in tasks.values()
    ]
    return [Text(symbol, style=colour), Text(name, no_wrap=True, overflow="ellipsis"), *marks]


def _mark(status: Status | None, unexpected: bool) -> tuple[str, str]:
    """How a check went, and a colour: green for what is as it should be."""
    if status is None:
        return "·", "dim"
    mark, tint = MARKS[status]
    if unexpected:
        return f"[{mark}]", "bold red"
    return mark, "green" if status is Status.FAILED else tint
