"""``autograder init``: a course of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from autograder.cli.console import out


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.", show_default=False)],
) -> None:
    """Make a course of your own: a copy of the one that comes with the package, for you to change."""
    from autograder.authoring.own_course import init_course
    from autograder.course import load_course

    course = init_course(folder)
    shorts = [assignment.short for assignment in load_course(course.file).assignments]
    out.print(f"  {course.root}  [dim]{', '.join(shorts)}[/]", highlight=False, soft_wrap=True)
    next_step = f"Next: cd {folder}, and autograder build {shorts[0]}; README.md there explains the rest."
    out.print(escape(next_step), highlight=False, soft_wrap=True)
