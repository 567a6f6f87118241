"""``autograder calibrate``: are the assignments' claims true, and where do thresholds belong."""

from __future__ import annotations

from typing import Annotated

import typer

from autograder.cli.console import TimeLeft, bar, err, out, print_json
from autograder.cli.options import CourseDir, DataName, Json, Name, ProfileName, work_on


def calibrate(
    name: Name,
    runs: Annotated[int, typer.Option(help="Seeds for each effect; cheap strategies run three times as often.")] = 10,
    profile: ProfileName = None,
    data: DataName = None,
    check: Annotated[
        bool,
        typer.Option(
            "--check",
            help="Only report: measure and write nothing. Fails if a target is missed or a measurement missing.",
        ),
    ] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Measure again what is already known.")] = False,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Seeds measured at a time; by default one for each processor.")
    ] = None,
    as_json: Json = False,
    course: CourseDir = None,
) -> None:
    """Measure what an assignment claims, over many seeds, and set its grader's thresholds.

    What is already known is not measured again; an interrupted run resumes where it stopped.
    """
    from autograder.assurance.calibration.plot import plot, plot_path
    from autograder.assurance.calibration.run import CalibrationProgress, write_results, write_thresholds
    from autograder.assurance.calibration.run import calibrate as measure
    from autograder.assurance.calibration.table import calibration_table
    from autograder.engine.machine import processors

    _, pictures = work_on(profile, data, quiet=as_json)
    with bar() as progress:
        task, left = progress.add_task("looking for what is known", total=1.0), TimeLeft()

        def moved(now: CalibrationProgress) -> None:
            progress.update(task, description=f"{now.name}, seed {now.seed}{left(now.share)}", completed=now.share)

        found = measure(
            name,
            runs=runs,
            profile=pictures.name,
            on_progress=moved,
            fresh=fresh and not check,
            jobs=jobs or processors(),
            only_known=check,
        )
    if as_json:
        print_json(found.summary())
    else:
        out.print(calibration_table(found))
    if not check:
        for path in (write_results(found), *write_thresholds(found), plot(found, plot_path(found))):
            err.print(f"  wrote {path}", highlight=False)
    raise typer.Exit(1 if check and found.outside else 0)
