"""``autograder mutate``: for whoever writes a grader."""

from __future__ import annotations

from typing import Annotated

import typer

from autograder.cli.console import counting_bar, err, out, print_json
from autograder.cli.options import CourseDir, Json, Name, work_on_drawn


def mutate(
    name: Name,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Only this many, drawn from all; the same ones each time.")
    ] = None,
    only: Annotated[list[str] | None, typer.Option("--only", help="An operator; may be given several times.")] = None,
    task: Annotated[
        list[str] | None, typer.Option(help="Only answers to this task, such as 2.2; may be given several times.")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="How many are graded at a time; by default one for each processor.")
    ] = None,
    as_json: Json = False,
    course: CourseDir = None,
) -> None:
    """Derive wrong submissions from the reference by typical mistakes, and show which ones the graders miss.

    A survivor is another right answer, or the grader lacks a check. Arguments for the former are in equivalents.toml
    beside the assignment's corpus. Fails if there is no argument for a survivor.
    """
    from autograder.assurance.mutation.judging import totals
    from autograder.assurance.mutation.run import find_operators
    from autograder.assurance.mutation.run import mutate as grade_mutants
    from autograder.assurance.mutation.table import mutation_table

    assignment = work_on_drawn(quiet=as_json).find(name)
    operators = find_operators(only or ())
    with counting_bar() as progress:
        grading = progress.add_task(f"{assignment.short}: deriving", total=None)

        def start(count: int) -> None:
            progress.update(grading, description=f"{assignment.short}: grading mutants", total=count)

        fates = []
        for fate in grade_mutants(
            assignment, operators=operators, tasks=task or (), limit=limit, jobs=jobs, on_start=start
        ):
            fates.append(fate)
            progress.advance(grading)
            if not err.is_terminal:  # a log has no bar
                became = f"killed by {fate.killer or 'its error'}" if fate.killed else "survived"
                err.print(f"{len(fates)}: task {fate.mutant.task}, {fate.mutant.operator}: {became}", highlight=False)
    found = totals(fates)
    (err if as_json else out).print(mutation_table(fates))
    if as_json:
        print_json(found)
    else:
        out.print("\n" + ", ".join(f"{count} {word}" for word, count in found.items()), highlight=False)
    raise typer.Exit(0 if found["survivors"] == found["explained"] else 1)
