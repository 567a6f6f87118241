"""``autograder new``: one more assignment."""

from __future__ import annotations

from typing import Annotated

import typer

from autograder.cli.console import announce, bar, out
from autograder.cli.options import CourseDir


def new(
    name: Annotated[str, typer.Argument(help="Name of its files, such as hw6_my_task.", show_default=False)],
    title: Annotated[str | None, typer.Option(help="Title that people read; by default made from the name.")] = None,
    base: Annotated[
        str | None,
        typer.Option(metavar="NETWORK", help="Start from this network of keras.applications, such as EfficientNetB0."),
    ] = None,
    weights: Annotated[
        str | None,
        typer.Option(
            metavar="WEIGHTS",
            help="With --base: imagenet, or random for a file of random ones; by default imagenet if they can be "
            "fetched.",
        ),
    ] = None,
    course: CourseDir = None,
) -> None:
    """Make a new assignment, small but complete: you can build, verify and grade it straight away."""
    from autograder.authoring.base_model import choose_base
    from autograder.authoring.build import refresh_assignments
    from autograder.authoring.lab_files import refresh_lab_files
    from autograder.authoring.new import new_assignment
    from autograder.course import course_folder

    announce(course_folder())
    if weights not in (None, "imagenet", "random"):
        raise typer.BadParameter("Take imagenet or random.", param_hint="--weights")
    entry, told = choose_base(base, weights, course_folder()) if base else (None, "")
    made = new_assignment(name, title, base=entry)
    with bar() as progress:
        task = progress.add_task(f"{name}: making the students' notebook", total=None)
        built = [*refresh_lab_files(made.assignment), *refresh_assignments([made.assignment])]
        progress.remove_task(task)
    for path in (*made.files, *built):
        out.print(f"  {path}", highlight=False, soft_wrap=True)
    if told:
        out.print(told, highlight=False, soft_wrap=True)
    out.print(f"Next: autograder verify {made.assignment.short}; then change the master, and build --refresh.")
