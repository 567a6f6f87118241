"""``autograder watch``: for the second screen of whoever writes an assignment."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer
from rich.markup import escape

from autograder.cli.console import err, out
from autograder.cli.options import CourseDir, Name, work_on
from autograder.errors import AutograderError


def watch(
    name: Name,
    once: Annotated[bool, typer.Option("--once", help="End after the first verdict.", hidden=True)] = False,
    course: CourseDir = None,
) -> None:
    """While you edit a notebook or a grader: build and verify again whatever has changed. Ctrl-C ends it."""
    from autograder.authoring.tables import verification_table
    from autograder.authoring.watch import watch as verify_changes

    found, pictures = work_on()

    def step(text: str) -> None:
        err.print(f"[dim]{datetime.now():%H:%M:%S}[/] {escape(text)}", highlight=False)

    for verification in verify_changes(found.find(name), pictures, on_step=step):
        if isinstance(verification, AutograderError):
            err.print(f"[bold red]Error:[/] {escape(str(verification))}")
        else:
            out.print(verification_table(verification))
        if once:
            return
        step("waiting for changes")
