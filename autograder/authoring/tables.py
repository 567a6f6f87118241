"""What ``autograder verify`` and ``autograder doctor`` found, for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:  # the doctor has to work where verifying does not
    from autograder.authoring.doctor import Finding
    from autograder.authoring.verify import Verification


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


def verification_table(verification: Verification) -> Table:
    """What ``autograder verify`` found for one assignment."""
    pictures = f" · pictures: {verification.pictures}" if verification.pictures else ""
    title = f"{verification.assignment}{pictures}"
    table = Table(title=Text(title), title_justify="left", show_header=False, min_width=len(title))
    for claim in verification.claims:
        symbol, colour = ("✓", "green") if claim.fine else ("✗", "red")
        table.add_row(Text(symbol, style=colour), claim.text, Text(claim.detail))
    return table
