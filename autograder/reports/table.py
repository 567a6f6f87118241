"""Results for a terminal, as Rich renderables."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from autograder.reports.numbers import number
from autograder.results import Report, Status, plain

#: Symbol and colour; the symbol alone says it, for those who see no colour.
MARKS = {
    Status.PASSED: ("✓", "green"),
    Status.FAILED: ("✗", "red"),
    Status.UNANSWERED: ("…", "yellow"),
    Status.SKIPPED: ("→", "dim"),
    Status.WAITING: ("◷", "dim"),
    Status.ERROR: ("!", "magenta"),
}


def report_table(report: Report) -> RenderableType:
    """One submission: a row per check, feedback below what did not pass."""
    title = f"{report.submission}: {report.score:g} of {report.max_score:g} points"
    if report.unanswered:
        title += f", {report.unanswered} of {len(report.outcomes)} checks not answered yet"
    if report.error:
        return Group(Text(f"{report.submission}: could not be graded", style="bold red"), Text(report.error))
    table = Table(title=Text(title), title_justify="left", title_style="bold", show_lines=False, expand=False)
    table.add_column("")
    table.add_column("Check", min_width=30)
    table.add_column("Points", justify="right", no_wrap=True)
    for outcome in report.outcomes:
        symbol, colour = MARKS[outcome.status]
        text = Text(f"{outcome.check.number} {outcome.check.name}", style="bold")
        if outcome.feedback:
            text.append("\n" + plain(outcome.feedback), style="not bold")
        table.add_row(Text(symbol, style=colour), text, f"{outcome.score:g}/{outcome.check.max_score:g}")
    pictures = f"pictures: {report.pictures} · " if report.pictures else ""
    footer = f"{pictures}isolation: {report.isolation} · {report.seconds:.0f} s · {report.peak_memory_mb:.0f} MB"
    notes = [Text(f"Note: {note}", style="yellow") for note in report.notes]
    if report.leaderboard:
        ranks = ", ".join(f"{rank.name} {number(rank.value)}" for rank in report.leaderboard)
        notes.append(Text(f"On the leaderboard: {ranks}"))
    return Group(table, *notes, Text(footer, style="dim"))


def summary_table(reports: Sequence[tuple[str, Report]]) -> Table:
    """Several submissions: a row each, with the first line of feedback."""
    table = Table(title_justify="left")
    for heading in ("Submission", "Score", "Status", "First thing to fix", "Seconds"):
        table.add_column(heading, justify="right" if heading in ("Score", "Seconds") else "left")
    for label, report in reports:
        score = f"{report.score:g}/{report.max_score:g}" if not report.error else "–"
        table.add_row(Text(label), score, report.status, Text(report.first_feedback), f"{report.seconds:.0f}")
    return table
