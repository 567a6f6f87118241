"""``autograder mark``: written answers, which a person marks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.console import err, note, out
from autograder.cli.options import GradedClass


def mark(
    folder: GradedClass,
    table: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="Import the marks.csv that the page saved.")
    ] = None,
) -> None:
    """Collect a class's written answers on one page, without names, for marking; and import the marks.

    Marks are kept like corrections: they appear in every output, and are kept when the class is graded again.
    """
    from autograder.classes.marking import Marking
    from autograder.classes.store import ClassStore
    from autograder.cli.class_files import write_outputs
    from autograder.reports.marking_page import marking_page

    with ClassStore(folder) as store:
        marking = Marking(store)
        if table is not None:
            read = marking.read(table)
            added = store.ledger.add(read.corrections)
            write_outputs(store, folder, note)
            err.print(f"{len(read.corrections)} marks, of which {len(added)} are new.", highlight=False)
            if read.outdated:
                err.print(
                    f"{read.outdated} more are about work that has been handed in again since: "
                    "mark it on the page again.",
                    highlight=False,
                )
        tasks = list(marking.tasks())
        page = folder / "written.html"
        page.write_text(marking_page(store.fact("title"), marking.key, tasks), encoding="utf-8")
    for task in tasks:
        marked = sum(answer.points is not None for answer in task.answers)
        err.print(f"{task.question.id}: {len(task.answers)} answers, {marked} of them marked", highlight=False)
    out.print(f"  {page}", highlight=False, soft_wrap=True)
