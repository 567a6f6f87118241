"""The command line. Nothing heavy is imported here: every command imports what it needs when it runs."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from autograder import __version__
from autograder.cli import classes
from autograder.cli import mutate as mutating
from autograder.cli import watch as watching
from autograder.cli.init import init
from autograder.errors import AutograderError

if TYPE_CHECKING:
    from autograder.course import Assignment
    from autograder.datasets.photos.report import ImportReport
    from autograder.datasets.picture_profiles import Profile
    from autograder.results import Report

app = typer.Typer(
    name="autograder",
    help="A transfer-learning course that grades itself.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    add_completion=False,
)
data = typer.Typer(help="Photos to run the course on, and the drawn pictures.", no_args_is_help=True)
app.add_typer(data, name="data")
app.command()(classes.report)
app.command()(classes.regrade)
app.command()(init)
app.command()(watching.watch)
app.command()(mutating.mutate)
out = Console()
err = Console(stderr=True)

Names = Annotated[list[str] | None, typer.Argument(metavar="[HW]...", help="Assignments such as hw2; all by default.")]
ProfileName = Annotated[
    str | None,
    typer.Option("--profile", help="doodles, photos, or an imported data set; by default what course.toml says."),
]
DataName = Annotated[str | None, typer.Option("--data", help="For photos: which imported data set.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object a line instead of tables.")]


def main() -> None:
    """Run the command line; people see sentences, never our tracebacks."""
    try:
        app(standalone_mode=True)
    except AutograderError as problem:
        err.print(f"[bold red]Error:[/] {_escape(problem.message)}")
        if problem.next_step:
            err.print(f"[bold]Next step:[/] {_escape(problem.next_step)}")
        sys.exit(2)
    except KeyboardInterrupt:
        err.print("Interrupted; nothing that was finished is lost.")
        sys.exit(130)


@app.callback(invoke_without_command=True)
def _top(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        out.print(f"autograder {__version__}")
        raise typer.Exit


@app.command()
def build(
    names: Names = None,
    dist: Annotated[Path, typer.Option("--out", help="Folder for what is built.")] = Path("dist"),
    refresh: Annotated[bool, typer.Option(help="Also renew the committed notebooks in assignments/.")] = False,
    profile: ProfileName = None,
    data: Annotated[
        str | None, typer.Option("--data", help="For photos: an imported data set, or a folder to import.")
    ] = None,
) -> None:
    """Make the student zip, the solution notebook and the Gradescope zip.

    For photos that the assignment was not calibrated on yet, its grader's thresholds are placed first.
    """
    from autograder.authoring.release import release

    if data is not None and Path(data).is_dir():
        data = _imported(Path(data))
    chosen = _profile(profile, data)
    with _progress() as progress:
        for assignment in _assignments(names):
            _require_thresholds(assignment, chosen, progress)
            task = progress.add_task(assignment.short, total=6)

            def step(text: str, task=task, short=assignment.short) -> None:  # type: ignore[no-untyped-def]
                progress.update(task, description=f"{short}: {text}", advance=1)

            built = release(assignment, dist, profile=chosen, refresh=refresh, on_step=step)
            progress.update(task, description=f"{assignment.short}: done", completed=6)
            for path in built.files:
                progress.console.print(f"  {path}  [dim]{path.stat().st_size / 2**20:.1f} MB[/]", highlight=False)


@app.command()
def grade(
    submissions: Annotated[
        list[Path],
        typer.Argument(metavar="SUBMISSION...", help=".ipynb, .py or .zip; or one class", show_default=False),
    ],
    assignment: Annotated[str, typer.Option(help="Which assignment, e.g. hw2.")],
    folder: Annotated[Path | None, typer.Option("--out", help="Folder for results.json and a page each.")] = None,
    profile: ProfileName = None,
    data: DataName = None,
    jobs: classes.Jobs = None,
    dask: classes.Dask = None,
    again: Annotated[bool, typer.Option("--again", help="For a class: grade also what was graded before.")] = False,
    all_attempts: Annotated[bool, typer.Option("--all-attempts", help="For a class: not only the latest.")] = False,
    as_json: Json = False,
) -> None:
    """Grade submissions as Gradescope would: files, or a whole class.

    A class is a folder, or a zip from Gradescope, Canvas or Moodle. It can be interrupted and run again: what is
    finished is kept, and only what is new or changed is graded.
    """
    from autograder.classes.finding import is_class

    if len(submissions) == 1 and is_class(submissions[0]):
        if folder is None:
            raise AutograderError("A class needs a folder for its results.", "Add --out FOLDER.")
        crashed = classes.grade_folder(
            submissions[0],
            folder,
            _assignments([assignment])[0],
            _profile(profile, data),
            classes.Hands(jobs, dask),
            again=again,
            all_attempts=all_attempts,
            as_json=as_json,
        )
        raise typer.Exit(1 if crashed else 0)
    from autograder.authoring.kit import local_kit
    from autograder.engine.launch import Zygote
    from autograder.engine.supervisor import grade as grade_one
    from autograder.reports.files import write_report
    from autograder.reports.table import report_table

    kit = local_kit(_assignments([assignment])[0], _profile(profile, data))
    with _progress() as progress, Zygote() as zygote:
        for path in submissions:
            task = progress.add_task(path.name, total=1.0)

            def moved(now, task=task, name=path.name) -> None:  # type: ignore[no-untyped-def]
                progress.update(task, description=f"{name}: {now.phase}", completed=now.done)

            report = grade_one(path, kit, zygote=zygote, on_progress=moved)
            progress.remove_task(task)
            if folder is not None:
                write_report(report, folder / path.stem)
            if as_json:
                print(json.dumps(report.as_json()), flush=True)
            else:
                out.print(report_table(report))
            _warn_of_faults(report)


@app.command()
def verify(
    names: Names = None,
    profile: ProfileName = None,
    data: DataName = None,
    corpus: Annotated[
        bool, typer.Option("--corpus", help="Grade the submissions whose verdict is known beforehand instead.")
    ] = False,
    hostile: Annotated[
        bool, typer.Option("--hostile", help="Attack the grader instead, in every way of shutting submissions in.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Check each assignment: reference full marks, stub at most 10 %, no secret in the student zip."""
    if hostile:
        raise typer.Exit(0 if _verify_hostile(as_json) else 1)
    if corpus:
        raise typer.Exit(0 if _verify_corpus(names, as_json) else 1)
    from autograder.authoring.tables import verification_table
    from autograder.authoring.verify import verify_assignment

    fine = True
    chosen = _profile(profile, data)
    for assignment in _assignments(names):
        with _progress() as progress:
            task = progress.add_task(assignment.short, total=None)

            def step(text: str, task=task, short=assignment.short) -> None:  # type: ignore[no-untyped-def]
                progress.update(task, description=f"{short}: {text}")

            verdict = verify_assignment(assignment, chosen, on_step=step)
        fine = fine and verdict.fine
        if as_json:
            print(json.dumps(verdict.as_json()), flush=True)
        else:
            out.print(verification_table(verdict))
    raise typer.Exit(0 if fine else 1)


def _verify_hostile(as_json: bool) -> bool:
    """Try every attack in every setting; whether none succeeded and all could be tried."""
    from autograder.assurance.hostile.attacks import load_attacks
    from autograder.assurance.hostile.run import totals, try_attacks
    from autograder.assurance.hostile.settings import DEFENDED
    from autograder.assurance.hostile.table import hostile_table

    attacks = load_attacks()
    settings = [setting for setting in DEFENDED if not setting.why_not()]
    tried = []
    with _progress() as progress:
        task = progress.add_task("starting TensorFlow", total=len(attacks) * len(settings))
        for one in try_attacks(attacks, settings):
            tried.append(one)
            progress.update(task, description=f"{one.setting.value}: {one.attack.title}", advance=1)
    (err if as_json else out).print(hostile_table(tried))
    found = totals(tried)
    if as_json:
        print(json.dumps(found), flush=True)
    else:
        out.print(", ".join(f"{value} {name}" for name, value in found.items()), highlight=False)
    return found["succeeded"] == 0 and len(settings) > 0


def _verify_corpus(names: list[str] | None, as_json: bool) -> bool:
    """Grade the corpus; whether all verdicts are right."""
    from autograder.assurance.corpus.cases import load_cases
    from autograder.assurance.corpus.judging import totals
    from autograder.assurance.corpus.matrix import corpus_table
    from autograder.assurance.corpus.run import grade_corpus

    everything = []
    for assignment in _assignments(names):
        cases = load_cases(assignment.name)
        judged = []
        with _progress() as progress:
            task = progress.add_task(assignment.short, total=len(cases))
            for one in grade_corpus(assignment, cases=cases):
                judged.append(one)
                progress.update(task, description=f"{assignment.short}: {len(judged)} of {len(cases)}", advance=1)
                if not err.is_terminal:  # a log has no bar
                    verdict = one.complaint or "right"
                    err.print(_escape(f"{len(judged)} of {len(cases)}: {one.case.title}: {verdict}"), highlight=False)
        (err if as_json else out).print(corpus_table(judged))
        everything += judged
    found = totals(everything)
    if as_json:
        print(json.dumps(found), flush=True)
    else:
        out.print(", ".join(f"{value} {name.replace('_', ' ')}" for name, value in found.items()), highlight=False)
    return all(one.right for one in everything)


@app.command()
def demo(
    folder: Annotated[Path, typer.Option("--out", help="Folder for what the demo leaves.")] = Path("autograder-demo"),
) -> None:
    """Build hw2, lay it out as Gradescope does, and grade five submissions with it."""
    from autograder.authoring.demo import run_demo
    from autograder.reports.table import summary_table

    with _progress() as progress:
        task = progress.add_task("starting", total=7)
        result = run_demo(folder, lambda text: progress.update(task, description=text, advance=1))
    out.print(summary_table(result.reports))
    out.print(f"\nZip for Gradescope:  {result.zip}\nResults:             {folder}/*/results.json", highlight=False)
    out.print(f"Page to open:        {result.page}", highlight=False)
    raise typer.Exit(0 if result.as_expected else 1)


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="Of its files, such as hw6_my_task.", show_default=False)],
    title: Annotated[str | None, typer.Option(help="For people; by default made from the name.")] = None,
) -> None:
    """Make a new assignment, small but complete: it builds, verifies and grades at once."""
    from autograder.authoring.build import refresh_assignments
    from autograder.authoring.lab_files import refresh_lab_files
    from autograder.authoring.new import new_assignment

    made = new_assignment(name, title)
    with _progress() as progress:
        task = progress.add_task(f"{name}: making the students' notebook", total=None)
        built = [*refresh_lab_files(made.assignment), *refresh_assignments([made.assignment])]
        progress.remove_task(task)
    for path in (*made.files, *built):
        out.print(f"  {path}", highlight=False, soft_wrap=True)
    out.print(f"Next: autograder verify {made.assignment.short}; then change the master, and build --refresh.")


@app.command()
def doctor(as_json: Json = False) -> None:
    """Say what this machine has: versions, isolation layers, weights and data."""
    from dataclasses import asdict

    from autograder.authoring.doctor import examine
    from autograder.authoring.tables import findings_table

    findings = list(examine())
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings]))
    else:
        out.print(findings_table(findings))


@app.command()
def calibrate(
    name: Annotated[str, typer.Argument(metavar="HW", help="Assignment such as hw2.")],
    runs: Annotated[int, typer.Option(help="Seeds for each effect; cheap strategies run three times as often.")] = 10,
    profile: ProfileName = None,
    data: DataName = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only tell; write nothing. Fails when a target is missed.")
    ] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Measure again what is known already.")] = False,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Seeds measured at a time; by default one for each processor.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Measure what an assignment claims, over many seeds, and place its grader's thresholds.

    What is known already is not measured again; an interrupted run goes on where it stopped.
    """
    from autograder.assurance.calibration.plot import plot, plot_path
    from autograder.assurance.calibration.run import calibrate as measure
    from autograder.assurance.calibration.run import write_results, write_thresholds
    from autograder.assurance.calibration.table import calibration_table
    from autograder.engine.machine import processors

    with _progress() as progress:
        task = progress.add_task("looking for what is known", total=1.0)

        def moved(now, task=task) -> None:  # type: ignore[no-untyped-def]
            progress.update(task, description=f"{now.name}, seed {now.seed}", completed=now.share)

        found = measure(
            name,
            runs=runs,
            profile=_profile(profile, data).name,
            on_progress=moved,
            fresh=fresh,
            jobs=jobs or processors(),
        )
    if as_json:
        print(json.dumps(found.summary()), flush=True)
    else:
        out.print(calibration_table(found))
    if not check:
        for path in (write_results(found), *write_thresholds(found), plot(found, plot_path(found))):
            err.print(f"  wrote {path}", highlight=False)
    raise typer.Exit(1 if check and found.outside else 0)


@app.command()
def pretrain(
    out_file: Annotated[Path, typer.Argument(metavar="OUT", help="The weights file; its name ends in .weights.h5.")],
    steps: Annotated[int, typer.Option(help="Batches of 64 drawings.")] = 9_000,
    seed: Annotated[int, typer.Option(help="Of drawings, batches and initial weights.")] = 1,
    resume: Annotated[bool, typer.Option(help="Go on where an interrupted run left off.")] = True,
    workers: Annotated[int, typer.Option(min=1, help="Processes that draw; a GPU wants several.")] = 1,
) -> None:
    """Train the base model of the default profile on drawn source classes (an hour; may be interrupted)."""
    from autograder.datasets.pretraining import pretrain as run

    run(out_file, steps=steps, seed=seed, resume=resume, workers=workers)


@data.command("import")
def import_folder(
    folder: Annotated[Path, typer.Argument(help="It has one sub-folder of photos for each class.", show_default=False)],
    name: Annotated[str | None, typer.Option("--out", help="What to call the data set; else as the folder.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace a data set of that name.")] = False,
    as_json: Json = False,
) -> None:
    """Read a folder of photos, report what is odd in it, and make training, validation and hidden sets."""
    from autograder.datasets.photos.importing import import_photos

    with _sharing() as moved:
        _, report = import_photos(folder, name, replace=replace, on_progress=moved)
    _tell_import(report, as_json)


@data.command("fetch")
def fetch_known(
    name: Annotated[str, typer.Argument(help="cats_vs_dogs", show_default=False)],
    replace: Annotated[bool, typer.Option("--replace", help="Replace a data set of that name.")] = False,
    sha256: Annotated[str | None, typer.Option(help="What the archive must have.")] = None,
    as_json: Json = False,
) -> None:
    """Fetch a known data set through Keras, and import it."""
    from autograder.datasets.photos.fetching import fetch

    with _sharing() as moved:
        _, report = fetch(name, replace=replace, sha256=sha256, on_progress=moved)
    _tell_import(report, as_json)


@data.command()
def sheet(
    folder: Annotated[Path, typer.Option("--out", help="Folder for the pictures.")] = Path("sheets"),
    seed: Annotated[int, typer.Option(help="Which drawings.")] = 0,
) -> None:
    """Draw a contact sheet of each class, to be looked at."""
    from autograder.datasets.doodles import SOURCE_CLASSES, TARGET_CLASSES, contact_sheet

    names = (*TARGET_CLASSES, *SOURCE_CLASSES)
    with _progress() as progress:
        task = progress.add_task("drawing", total=len(names))
        for name in names:
            progress.update(task, description=f"drawing: {name}", advance=1)
            contact_sheet([name], folder / f"{name}.png", rows=4, seed=seed)
    out.print(f"{len(names)} sheets in {folder}", highlight=False)


def _profile(name: str | None, data: str | None) -> Profile:
    from autograder.course import load_course
    from autograder.datasets.picture_profiles import chosen_profile

    return chosen_profile(load_course(), name, data)


def _imported(folder: Path) -> str:
    """The name of a data set made of ``folder``, now or earlier."""
    from autograder.datasets.photos.importing import import_photos
    from autograder.datasets.photos.store import imported_from

    known = imported_from(folder)
    if known is not None:
        err.print(f"Using {known.name}, imported from there earlier; autograder data import --replace imports it anew.")
        return known.name
    with _sharing() as moved:
        made, report = import_photos(folder, on_progress=moved)
    _tell_import(report)
    return made.name


def _tell_import(report: ImportReport, as_json: bool = False) -> None:
    from autograder.datasets.photos.table import import_table

    if as_json:
        print(json.dumps(report.as_json()), flush=True)
    else:
        out.print(import_table(report))


def _require_thresholds(assignment: Assignment, profile: Profile, progress: Progress) -> None:
    """Calibrate an assignment on photos that it has no thresholds for."""
    from autograder.authoring.kit import lacks_thresholds

    if not lacks_thresholds(assignment, profile):
        return
    from autograder.assurance.calibration.run import calibrate as measure
    from autograder.assurance.calibration.run import write_thresholds
    from autograder.engine.machine import processors

    task = progress.add_task(f"{assignment.short}: calibrating", total=1.0)

    def moved(now) -> None:  # type: ignore[no-untyped-def]
        progress.update(task, description=f"{assignment.short}: calibrating: {now.name}", completed=now.share)

    # Half of the usual runs: enough to place thresholds, and done while one waits.
    write_thresholds(
        measure(
            assignment.short,
            runs=5,
            profile=profile.name,
            on_progress=moved,
            essential=True,
            jobs=processors(),
        )
    )
    progress.remove_task(task)


def _assignments(names: list[str] | None) -> list[Assignment]:
    from autograder.course import load_course

    course = load_course()
    return [course.find(name) for name in names] if names else list(course.assignments)


def _warn_of_faults(report: Report) -> None:
    for fault in report.faults:
        err.print("[bold magenta]Fault in the grader, not in the submission:[/]")
        err.print(fault, markup=False, highlight=False)


@contextmanager
def _sharing() -> Iterator[Callable[[str, float], None]]:
    """A bar that is moved with a text and the share that is done."""
    with _progress() as progress:
        task = progress.add_task("starting", total=1.0)
        yield lambda text, share: progress.update(task, description=text, completed=share)


@contextmanager
def _progress() -> Iterator[Progress]:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=30), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        yield progress


def _escape(text: str) -> str:
    from rich.markup import escape

    return escape(text)
