"""The report of an import as a table."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table

from autograder.datasets.photos.report import ImportReport

_SHOWN = 3


def import_table(report: ImportReport) -> RenderableType:
    """Counts by class, then what was found."""
    counts = Table(title=f"Photos: {escape(report.name)}", title_justify="left")
    counts.add_column("class")
    for heading in ("files", "usable", "training", "validation", "hidden", "never handed out"):
        counts.add_column(heading, justify="right")
    for row in report.classes:
        numbers = (row.found, row.usable, row.train, row.validation, row.hidden, row.pool)
        counts.add_row(escape(row.name), *map(str, numbers))
    parts: list[RenderableType] = [counts]
    if report.findings:
        found = Table(title="What was found", title_justify="left")
        found.add_column("photos", justify="right")
        found.add_column("what")
        found.add_column("for example", overflow="fold")
        for kind, files in report.findings.items():
            shown = "; ".join(files[:_SHOWN]) + (" …" if len(files) > _SHOWN else "")
            found.add_row(str(len(files)), kind.value, escape(shown))
        parts.append(found)
    passed_over = report.hidden_files + report.other_files
    if passed_over:
        parts.append(
            f"Passed over: {report.hidden_files} hidden files, {report.other_files} that are no photos by their names."
        )
    return Group(*parts, *(escape(note) for note in report.notes))
