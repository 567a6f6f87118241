"""``autograder mutate``: for whoever writes a grader."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

out = Console()
err = Console(stderr=True)


def mutate(
    name: Annotated[str, typer.Argument(metavar="HW", help="Assignment such as hw2.")],
    limit: Annotated[int | None, typer.Option(min=1, help="Only so many, drawn from all; the same each time.")] = None,
    only: Annotated[list[str] | None, typer.Option("--only", help="An operator; may be given several times.")] = None,
    task: Annotated[
        list[str] | None, typer.Option(help="Only answers to this task, such as 2.2; may be given several times.")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="How many are graded at a time; by default one for each processor.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line instead of tables.")] = False,
) -> None:
    """Derive wrong submissions from the reference by typical mistakes, and show which the graders do not notice.

    Survivors are right answers, too, or the grader lacks a check. Arguments for the former stand in equivalent.toml
    beside the assignment's corpus. Fails when a survivor is not argued for.
    """
    from autograder.assurance.mutation.judging import totals
    from autograder.assurance.mutation.run import find_operators
    from autograder.assurance.mutation.run import mutate as grade_mutants
    from autograder.assurance.mutation.table import mutation_table
    from autograder.course import load_course

    assignment = load_course().find(name)
    operators = find_operators(only or ())
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=err, transient=True) as progress:
        bar = progress.add_task(f"{assignment.short}: deriving", total=None)

        def start(count: int) -> None:
            progress.update(bar, description=f"{assignment.short}: grading mutants", total=count)

        fates = []
        for fate in grade_mutants(
            assignment, operators=operators, tasks=task or (), limit=limit, jobs=jobs, on_start=start
        ):
            fates.append(fate)
            progress.advance(bar)
            if not err.is_terminal:  # a log has no bar
                became = f"killed by {fate.killer or 'its error'}" if fate.killed else "survived"
                err.print(f"{len(fates)}: task {fate.mutant.task}, {fate.mutant.operator}: {became}", highlight=False)
    found = totals(fates)
    (err if as_json else out).print(mutation_table(fates))
    if as_json:
        print(json.dumps(found), flush=True)
    else:
        out.print("\n" + ", ".join(f"{count} {word}" for word, count in found.items()), highlight=False)
    raise typer.Exit(0 if found["survivors"] == found["explained"] else 1)
