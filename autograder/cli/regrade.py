"""``autograder regrade``: what another grader changes."""

from __future__ import annotations

import json
import shlex
from typing import Annotated

import typer

from autograder.cli.class_run import Workers, asked, handed_out, start_grading
from autograder.cli.console import announce, class_bar, err, note, out, print_json
from autograder.cli.options import CourseDir, Dask, DaskTls, GradedClass, Insecure, Jobs, Json


def regrade(
    folder: GradedClass,
    write: Annotated[bool, typer.Option("--write", help="Make the new results the official ones.")] = False,
    jobs: Jobs = None,
    dask: Dask = None,
    dask_tls: DaskTls = None,
    insecure: Insecure = False,
    as_json: Json = False,
    course: CourseDir = None,
) -> None:
    """After you have changed a grader: grade a class again, and show whose points change before anything is written."""
    from autograder.authoring.kit import local_kit
    from autograder.classes.changes import changes
    from autograder.classes.digests import grader_digest
    from autograder.classes.run import grade_class
    from autograder.classes.store import ClassStore
    from autograder.cli.class_files import write_outputs
    from autograder.course import course_folder, load_course
    from autograder.datasets.picture_profiles import DOODLES, find_profile
    from autograder.reports.changes import changes_table

    with ClassStore(folder) as store:
        profile = find_profile(store.fact("profile", DOODLES))
        if not as_json:
            announce(course_folder(), profile)
        kit = local_kit(load_course().find(store.fact("assignment")), profile)
        old, new = store.fact("grader"), grader_digest(kit)
        if old == new:
            err.print("The grader has not changed since this class was graded.")
            return
        with start_grading(store, kit, Workers(jobs, dask, dask_tls, insecure), new) as grading, class_bar() as show:
            tally = grade_class(store, new, grading, kit.assignment.name, on_progress=show)
        found = changes(store, old, new)
        if as_json:
            for change in found:
                print_json(change.as_json())
        else:
            out.print(changes_table(found, len(store.handed_in())))
        if tally.crashed:
            err.print(f"[bold red]Grading failed for {tally.crashed} submissions; nothing was written.[/]")
            raise typer.Exit(1)
        if write:
            store.set_fact("handed_out", json.dumps(handed_out(kit)))
            store.set_questions(asked(kit))
            store.set_rules(kit.assignment)
            store.set_fact("grader", new)
            write_outputs(store, folder, note)
            err.print("Written.")
        else:
            again = shlex.join(["autograder", "regrade", str(folder), "--write"])
            err.print(f"Nothing was written. To adopt the new results: {again}", highlight=False)
