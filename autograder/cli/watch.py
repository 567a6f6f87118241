"""``autograder watch``: for the second screen of whoever writes an assignment."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

out = Console()
err = Console(stderr=True)


def watch(
    name: Annotated[str, typer.Argument(metavar="HW", help="Assignment such as hw2.")],
    once: Annotated[bool, typer.Option("--once", help="End after the first verdict.", hidden=True)] = False,
) -> None:
    """While you edit a notebook or a grader: build and verify again what has changed. Ctrl-C ends it."""
    from autograder.authoring.tables import verification_table
    from autograder.authoring.watch import watch as verdicts
    from autograder.course import load_course
    from autograder.datasets.picture_profiles import chosen_profile
    from autograder.errors import AutograderError

    course = load_course()

    def step(text: str) -> None:
        err.print(f"[dim]{datetime.now():%H:%M:%S}[/] {escape(text)}", highlight=False)

    for verdict in verdicts(course.find(name), chosen_profile(course), on_step=step):
        if isinstance(verdict, AutograderError):
            err.print(f"[bold red]Error:[/] {escape(str(verdict))}")
        else:
            out.print(verification_table(verdict))
        if once:
            return
        step("waiting for changes")
