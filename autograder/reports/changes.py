"""What a changed grader changes, for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from autograder.classes.changes import Change


def changes_table(changes: Sequence[Change], students: int) -> RenderableType:
    """A row for each attempt that changes, and a line that sums it up."""
    up = sum(change.difference > 0 for change in changes)
    down = sum(change.difference < 0 for change in changes)
    line = Text(f"{len(changes)} of {students} submissions change: {up} gain points, {down} lose points.")
    if not changes:
        return line
    table = Table(title_justify="left")
    table.add_column("Submission")
    for heading in ("Before", "After", "Change"):
        table.add_column(heading, justify="right")
    table.add_column("Checks")
    for change in changes:
        table.add_row(
            escape(change.handed_in.label),
            _points(change.before),
            _points(change.after),
            f"{change.difference:+g}",
            "\n".join(change.checks),
        )
    return Group(table, line)


def _points(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"
