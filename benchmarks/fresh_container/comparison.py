"""A run in a container beside the ordinary path: what differs, and what is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.markup import escape
from rich.table import Table

from autograder.results import Report
from benchmarks.fresh_container.gradescope import PLATFORM_SECONDS
from benchmarks.run_in_container_limits import Usage


@dataclass(frozen=True)
class Run:
    """One submission, graded in both ways.

    Attributes:
        assignment: such as ``hw4``.
        submission: ``reference`` or ``stub``.
        set_up_seconds: of ``setup.sh``, for this assignment, with the packages already there.
        image_mb: size of the whole image.
        usage: what the container used.
        score: there.
        max_score: that can be had.
        isolation: which layers held the student's code there.
        checks: how many were compared.
        problems: what is not as it must be; nothing if all is well.
    """

    assignment: str
    submission: str
    set_up_seconds: float
    image_mb: float
    usage: Usage
    score: float
    max_score: float
    isolation: str
    checks: int
    problems: list[str]


def problems(usage: Usage, results: Mapping[str, Any], there: Report | None, here: Report) -> list[str]:
    """What is wrong with a container's run.

    Args:
        usage: what it used.
        results: the ``results.json`` that it left.
        there: the report in it.
        here: what the ordinary path says.
    """
    found = []
    if usage.status == 137 and usage.wall_seconds >= PLATFORM_SECONDS:
        found.append(f"It ran for more than {PLATFORM_SECONDS} s, after which Gradescope writes a zero.")
    elif usage.status != 0:
        found.append(f"run_autograder ended with status {usage.status}.")
    if usage.out_of_memory_kills:
        found.append(f"{usage.out_of_memory_kills} processes were ended for lack of memory.")
    if there is None:
        return [*found, f"It left no report: {str(results.get('output', 'no results.json'))[:200]}"]
    if there.error or here.error:
        found.append(f"It could not be graded: {there.error or here.error}")
    if results.get("score") != there.score:
        found.append(f"results.json says {results.get('score')} points, the report in it {there.score:g}.")
    return found + differences(here, there)


def differences(here: Report, there: Report) -> list[str]:
    """Where two reports differ in number, status or score of a check."""
    ours = {outcome.check.number: (outcome.status.value, outcome.score) for outcome in here.outcomes}
    theirs = {outcome.check.number: (outcome.status.value, outcome.score) for outcome in there.outcomes}
    return [
        f"Check {number}: {_in_words(ours.get(number))} here, {_in_words(theirs.get(number))} in the container."
        for number in dict.fromkeys((*ours, *theirs))
        if ours.get(number) != theirs.get(number)
    ]


def _in_words(outcome: tuple[str, float] | None) -> str:
    return f"{outcome[0]} ({outcome[1]:g} points)" if outcome else "missing"


def table(runs: Sequence[Run]) -> Table:
    """A row for each run."""
    shown = Table(title_justify="left")
    for heading in ("Submission", "Points", "Checks", "Wall s", "CPU s", "Peak MB", "Compared"):
        shown.add_column(heading, justify="left" if heading in ("Submission", "Compared") else "right")
    for one in runs:
        shown.add_row(
            f"{one.assignment} {one.submission}",
            f"{one.score:g}/{one.max_score:g}",
            str(one.checks),
            f"{one.usage.wall_seconds:.0f}",
            f"{one.usage.cpu_seconds:.0f}",
            f"{one.usage.peak_anonymous_mb:.0f}",
            "the same" if not one.problems else f"[red]{escape(chr(10).join(one.problems))}[/]",
        )
    return shown
