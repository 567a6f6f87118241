"""``autograder demo``: everything at once, to be looked at."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.console import announce, bar, out
from autograder.cli.options import CourseDir


def demo(
    folder: Annotated[Path, typer.Option("--out", help="Folder for what the demo leaves.")] = Path("autograder-demo"),
    course: CourseDir = None,
) -> None:
    """Build hw2, lay it out as Gradescope does, and grade five submissions with it."""
    from autograder.authoring.demo import demo_course, run_demo
    from autograder.course import working_on
    from autograder.datasets.picture_profiles import DRAWN
    from autograder.reports.table import summary_table

    chosen = demo_course(folder)
    announce(chosen, DRAWN)
    with working_on(chosen), bar() as progress:
        task = progress.add_task("starting", total=7)
        result = run_demo(folder, lambda text: progress.update(task, description=text, advance=1))
    out.print(summary_table(result.reports))
    out.print(
        f"\nZip for Gradescope:  {result.zip}\nResults:             {folder}/*/results.json",
        highlight=False,
        soft_wrap=True,
    )
    out.print(f"Page to open:        {result.page}", highlight=False, soft_wrap=True)
    raise typer.Exit(0 if result.as_expected else 1)
