"""``autograder grade``: some submissions, or a class."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import TaskID

from autograder.cli.class_run import ClassOptions, Workers, grade_folder
from autograder.cli.console import bar, err, out, print_fault, print_json
from autograder.cli.options import CourseDir, Dask, DaskTls, DataName, Insecure, Jobs, Json, ProfileName, work_on
from autograder.errors import AutograderError
from autograder.portable import LINUX

if TYPE_CHECKING:
    from autograder.course import Assignment
    from autograder.datasets.picture_profiles import Profile
    from autograder.engine.supervisor import GradingProgress

NOT_ISOLATED = "This system cannot isolate submissions: grade what you trust, or see autograder container --help."


def grade(
    submissions: Annotated[
        list[Path],
        typer.Argument(metavar="SUBMISSION...", help=".ipynb, .py or .zip; or one class", show_default=False),
    ],
    assignment: Annotated[str, typer.Option(help="Which assignment, e.g. hw2.")],
    folder: Annotated[Path | None, typer.Option("--out", help="Folder for results.json and a page each.")] = None,
    profile: ProfileName = None,
    data: DataName = None,
    jobs: Jobs = None,
    dask: Dask = None,
    dask_tls: DaskTls = None,
    insecure: Insecure = False,
    again: Annotated[bool, typer.Option("--again", help="For a class: also grade what was graded before.")] = False,
    all_attempts: Annotated[bool, typer.Option("--all-attempts", help="For a class: not only the latest.")] = False,
    roster: Annotated[
        list[Path] | None,
        typer.Option(
            "--roster",
            metavar="FILE",
            help="For a class: the platform's own list of students or exported gradebook, as CSV; "
            "may be given several times.",
        ),
    ] = None,
    keep: Annotated[
        str | None,
        typer.Option(
            metavar="WHICH",
            help="For a class: the attempt that counts: latest, best or first; by default as in course.toml.",
        ),
    ] = None,
    deadline: Annotated[
        str | None,
        typer.Option(metavar="TIME", help='For a class: what comes later is late, e.g. "2026-11-20 23:59"; or none.'),
    ] = None,
    canvas_id: Annotated[
        str | None,
        typer.Option("--canvas-id", metavar="NUMBER", help="For a class: Canvas's number of the assignment."),
    ] = None,
    as_json: Json = False,
    course: CourseDir = None,
) -> None:
    """Grade submissions as Gradescope would: files, or a whole class.

    A class is a folder, or a zip from Gradescope, Canvas, Moodle, Blackboard or Brightspace. It can be interrupted and
    run again: what is finished is kept, and only what is new or changed is graded. The status is 1 where grading itself
    failed, or where somebody in the download may be missing in the gradebook. Lists of students, the deadline and
    which attempt counts are remembered for the next run.
    """
    from autograder.classes.finding import is_class

    found, pictures = work_on(profile, data, quiet=as_json)
    chosen = found.find(assignment)
    if not LINUX and not as_json:
        err.print(NOT_ISOLATED, highlight=False)
    of_class = len(submissions) == 1 and is_class(submissions[0], chosen.name)
    if of_class and folder is None:
        raise AutograderError("A class needs a folder for its results.", "Add --out FOLDER.")
    if of_class and folder is not None:
        fine = grade_folder(
            submissions[0],
            folder,
            chosen,
            pictures,
            Workers(jobs, dask, dask_tls, insecure),
            ClassOptions(again, all_attempts, tuple(roster or ()), keep, deadline, canvas_id),
            as_json=as_json,
        )
        raise typer.Exit(0 if fine else 1)
    _grade_files(submissions, folder, chosen, pictures, as_json=as_json)


def _grade_files(
    submissions: list[Path], folder: Path | None, assignment: Assignment, pictures: Profile, *, as_json: bool
) -> None:
    from autograder.authoring.kit import local_kit
    from autograder.classes.finding import file_keys
    from autograder.engine.launch import Zygote
    from autograder.engine.supervisor import grade as grade_one
    from autograder.reports.files import write_report
    from autograder.reports.table import report_table
    from autograder.results import UNGRADED, Report
    from autograder.texts import clean, one_line

    kit = local_kit(assignment, pictures)
    keys = file_keys(submissions)
    with bar() as progress, Zygote() as zygote:
        for path in submissions:
            task = progress.add_task(path.name, total=1.0)

            def moved(now: GradingProgress, task: TaskID = task, name: str = path.name) -> None:
                progress.update(task, description=f"{name}: {now.phase}", completed=now.done)

            try:
                report = grade_one(path, kit, zygote=zygote, on_progress=moved)
            except AutograderError:
                raise
            except Exception:  # whatever one submission brought about, the others are graded
                report = Report(one_line(str(path)), kit.assignment.name, error=UNGRADED)
                report.faults.append(clean(traceback.format_exc()[-4000:]))
            progress.remove_task(task)
            if folder is not None:
                write_report(report, folder / keys[path])
            if as_json:
                print_json(report.as_json())
            else:
                out.print(report_table(report))
            for fault in report.faults:
                print_fault(fault)
