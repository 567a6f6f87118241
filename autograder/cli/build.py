"""``autograder build``: what is handed out and uploaded."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress

from autograder.cli.console import TimeLeft, bar, err, share_bar, steps
from autograder.cli.data import print_import
from autograder.cli.options import CourseDir, Names, ProfileName, chosen_assignments, work_on

if TYPE_CHECKING:
    from autograder.course import Assignment
    from autograder.datasets.picture_profiles import Profile


def build(
    names: Names = None,
    dist: Annotated[Path, typer.Option("--out", help="Folder for what is built.")] = Path("dist"),
    refresh: Annotated[bool, typer.Option(help="Also update the committed notebooks in assignments/.")] = False,
    profile: ProfileName = None,
    data: Annotated[
        str | None, typer.Option("--data", help="For photos: an imported data set, or a folder to import.")
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(
            "--without",
            metavar="CHECK",
            help="For photos: a check that they cannot show, e.g. 1.1.5; may be given several times, or none. "
            "It is remembered.",
        ),
    ] = None,
    course: CourseDir = None,
) -> None:
    """Make the student zip, the solution notebook and the Gradescope zip.

    For photos that the assignment has not been calibrated on yet, its grader's thresholds are set first. A limit that
    means nothing on these photos stops the build.
    """
    from autograder.assurance.calibration.meaning import leave_out, left_out, require_meaning
    from autograder.assurance.calibration.table import effects_table, limits_table
    from autograder.authoring.release import release
    from autograder.authoring.requirements import require_ready
    from autograder.datasets.measured_effects import read_effects

    if data is not None and Path(data).is_dir():
        data = _imported(Path(data))
    found, pictures = work_on(profile, data)
    chosen = chosen_assignments(found, names)
    require_ready(chosen, pictures)
    if without is not None:
        without = [number for number in without if number != "none"]
        leave_out(chosen, pictures, without)
    tables = []
    with bar() as progress:
        for assignment in chosen:
            _require_thresholds(assignment, pictures, progress)
            if without is not None:
                leave_out(chosen, pictures, without)  # whatever a calibration has just left out
            limits = require_meaning(assignment, pictures)
            if limits:
                tables.append(limits_table(assignment.short, limits, left_out(assignment, pictures)))
            if pictures.data is not None and (shown := read_effects(pictures.effects_file(assignment.name))):
                tables.append(effects_table(assignment.short, shown))
            task = progress.add_task(assignment.short, total=6)
            on_step = steps(progress, task, assignment.short, advance=1)
            built = release(assignment, dist, profile=pictures, refresh=refresh, on_step=on_step)
            progress.update(task, description=f"{assignment.short}: done", completed=6)
            for path in built.files:
                progress.console.print(
                    f"  {path}  [dim]{path.stat().st_size / 2**20:.1f} MB[/]", highlight=False, soft_wrap=True
                )
    for table in tables:
        err.print(table)


def _imported(folder: Path) -> str:
    """The name of a data set made of ``folder``, now or earlier."""
    from autograder.datasets.photos.importing import import_photos
    from autograder.datasets.photos.store import imported_from

    known = imported_from(folder)
    if known is not None:
        err.print(
            f"Using {known.name}, imported from there earlier; autograder data import --replace imports it again."
        )
        return known.name
    with share_bar() as moved:
        made, report = import_photos(folder, on_progress=moved)
    print_import(report)
    return made.name


def _require_thresholds(assignment: Assignment, profile: Profile, progress: Progress) -> None:
    """Calibrate an assignment on photos that it has no thresholds for."""
    from autograder.authoring.kit import lacks_thresholds

    if not lacks_thresholds(assignment, profile):
        return
    from autograder.assurance.calibration.run import CalibrationProgress, calibrate, write_thresholds
    from autograder.engine.machine import processors

    task, left = progress.add_task(f"{assignment.short}: calibrating", total=1.0), TimeLeft()

    def moved(now: CalibrationProgress) -> None:
        doing = f"{assignment.short}: calibrating: {now.name}{left(now.share)}"
        progress.update(task, description=doing, completed=now.share)

    # Half of the usual runs: enough to place thresholds, and done while one waits.
    write_thresholds(
        calibrate(
            assignment.short,
            runs=5,
            profile=profile.name,
            on_progress=moved,
            essential=True,
            jobs=processors(),
        )
    )
    progress.remove_task(task)
