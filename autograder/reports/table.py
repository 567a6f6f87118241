"""Results for a terminal, as Rich renderables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from autograder.results import Outcome, Report, Status

if TYPE_CHECKING:
    from autograder.authoring.doctor import Finding
    from autograder.authoring.verify import Verdict

#: Symbol and colour; the symbol alone says it, for those who see no colour.
MARKS = {
    Status.PASSED: ("✓", "green"),
    Status.FAILED: ("✗", "red"),
    Status.UNANSWERED: ("…", "yellow"),
    Status.SKIPPED: ("→", "dim"),
    Status.ERROR: ("!", "magenta"),
}


def report_table(report: Report) -> RenderableType:
    """One submission: a row per check, feedback below what did not pass."""
    title = f"{escape(report.submission)}: {report.score:g} of {report.max_score:g} points"
    if report.unanswered:
        title += f", {report.unanswered} of {len(report.outcomes)} checks not answered yet"
    if report.error:
        return Group(Text(f"{report.submission}: could not be graded", style="bold red"), Text(report.error))
    table = Table(title=title, title_justify="left", title_style="bold", show_lines=False, expand=False)
    table.add_column("")
    table.add_column("Check", min_width=30)
    table.add_column("Points", justify="right", no_wrap=True)
    for outcome in report.outcomes:
        symbol, colour = MARKS[outcome.status]
        text = Text(f"{outcome.check.number} {outcome.check.name}", style="bold")
        if outcome.feedback:
            text.append("\n" + plain(outcome.feedback), style="not bold")
        table.add_row(Text(symbol, style=colour), text, f"{outcome.score:g}/{outcome.check.max_score:g}")
    footer = f"isolation: {report.isolation} · {report.seconds:.0f} s · {report.peak_memory_mb:.0f} MB"
    notes = [Text(f"Note: {note}", style="yellow") for note in report.notes]
    if report.leaderboard:
        ranks = ", ".join(f"{rank.name} {number(rank.value)}" for rank in report.leaderboard)
        notes.append(Text(f"On the leaderboard: {ranks}"))
    return Group(table, *notes, Text(footer, style="dim"))


def summary_table(reports: Sequence[tuple[str, Report]]) -> Table:
    """Several submissions: a row each, with the first line of feedback."""
    table = Table(title_justify="left")
    for heading in ("Submission", "Score", "Status", "First thing to mend", "Seconds"):
        table.add_column(heading, justify="right" if heading in ("Score", "Seconds") else "left")
    for label, report in reports:
        score = f"{report.score:g}/{report.max_score:g}" if not report.error else "–"
        first = escape(first_feedback(report))
        table.add_row(escape(label), score, report.status, first, f"{report.seconds:.0f}")
    return table


def first_feedback(report: Report) -> str:
    """The first thing a student would read: why nothing was graded, or the first check that did not pass."""
    if report.error:
        return report.error
    failed: Outcome | None = next((o for o in report.outcomes if o.status is Status.FAILED), None)
    failed = failed or next((o for o in report.outcomes if o.status is not Status.PASSED), None)
    if failed is None:
        return "Everything passed."
    lines = [line for line in plain(failed.feedback).splitlines() if line]
    observed = [line.partition(": ")[2] for line in lines if line.startswith("Observed: ")]
    return f"{failed.check.number}: {(observed or lines or [''])[0]}"


def number(value: float) -> str:
    """A number of the leaderboard, e.g. ``1,281`` or ``0.93``."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.4g}"


def plain(markdown: str) -> str:
    """Feedback without its Markdown marks."""
    return markdown.replace("**", "").replace("\n\n", "\n").replace("`", "")


def findings_table(findings: Sequence[Finding]) -> Table:
    """What ``autograder doctor`` found."""
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    topic = ""
    for finding in findings:
        symbol, colour = {True: ("✓", "green"), False: ("✗", "red"), None: (" ", "")}[finding.fine]
        head = finding.topic if finding.topic != topic else ""
        topic = finding.topic
        table.add_row(Text(head, style="bold"), Text(symbol, style=colour), finding.name, Text(finding.value))
    return table


def verdict_table(verdict: Verdict) -> Table:
    """What ``autograder verify`` found for one assignment."""
    table = Table(title=verdict.assignment, title_justify="left", show_header=False)
    for claim in verdict.claims:
        symbol, colour = ("✓", "green") if claim.fine else ("✗", "red")
        table.add_row(Text(symbol, style=colour), claim.text, Text(claim.detail))
    return table
