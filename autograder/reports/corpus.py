"""The corpus as a matrix: a row for each submission, a column for each check."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from autograder.corpus.judging import Judged
from autograder.reports.table import MARKS


def corpus_table(judged: Sequence[Judged]) -> RenderableType:
    """Submissions of one assignment; ``[ ]`` marks checks that should fail, ``·`` those that mean nothing here."""
    numbers = [outcome.check.number for outcome in max((one.report.outcomes for one in judged), key=len)]
    table = Table(title_justify="left", padding=(0, 0, 0, 1))
    for heading in ("", "Submission", *numbers):
        table.add_column(heading, justify="left" if heading == "Submission" else "center", no_wrap=True)
    for one in sorted(judged, key=lambda one: (not one.case.valid, one.case.name)):
        symbol, colour = ("✓", "green") if one.right else ("✗", "red")
        found = {outcome.check.number: outcome for outcome in one.report.outcomes}
        cells = []
        for number in numbers:
            if number not in found or not one.case.counts(number):
                cells.append(Text("·", style="dim"))
                continue
            mark, tint = MARKS[found[number].status]
            cells.append(Text(f"[{mark}]" if number in one.case.fails else mark, style=tint))
        kind = "valid" if one.case.valid else "wrong"
        table.add_row(Text(symbol, style=colour), escape(f"{kind}: {one.case.name}"), *cells)
    complaints = [Text(f"{one.case.title}: {one.complaint}", style="red") for one in judged if not one.right]
    return Group(table, *complaints)
