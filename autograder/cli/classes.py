"""Commands about a whole class: grade, report, regrade."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:
    from autograder.classes.pool import Grading
    from autograder.classes.run import Tally
    from autograder.classes.store import ClassStore
    from autograder.course import Assignment
    from autograder.datasets.picture_profiles import Profile
    from autograder.engine.kit import GradingKit

out = Console()
err = Console(stderr=True)

Graded = Annotated[Path, typer.Argument(metavar="DIR", help="The folder that autograder grade --out wrote.")]
Jobs = Annotated[int | None, typer.Option(min=1, help="Submissions at a time; by default what this machine bears.")]
Dask = Annotated[str | None, typer.Option("--dask", metavar="ADDRESS", help="Dask scheduler, e.g. tcp://HOST:8786.")]


@dataclass(frozen=True)
class Hands:
    """Who grades: processes here, or a cluster."""

    jobs: int | None = None
    dask: str | None = None


def grade_folder(
    path: Path,
    folder: Path,
    assignment: Assignment,
    profile: Profile,
    hands: Hands,
    *,
    again: bool = False,
    all_attempts: bool = False,
    as_json: bool = False,
) -> int:
    """Grade a class into ``folder``; returns for how many submissions grading itself failed."""
    from autograder.authoring.kit import local_kit
    from autograder.classes.digests import grader_digest
    from autograder.classes.finding import find_class
    from autograder.classes.run import chosen, enter_class, grade_class
    from autograder.classes.store import ClassStore
    from autograder.cli.class_files import write_outputs

    kit = local_kit(assignment, profile)
    with ClassStore(folder, create=True) as store:
        _claim(store, kit, profile)
        found = find_class(path, kit.assignment.name, folder / "submissions")
        handed_in = chosen(found, all_attempts=all_attempts)
        for remark in found.remarks:
            err.print(f"[yellow]Note:[/] {remark}", highlight=False)
        err.print(f"{len(handed_in)} submissions from {found.platform.value}", highlight=False)
        enter_class(store, handed_in)
        store.set_fact("platform", found.platform.value)
        store.set_fact("remarks", json.dumps(found.remarks))
        store.set_fact("handed_out", json.dumps(_handed_out(kit)))
        grader = grader_digest(kit)
        with _hands(store, kit, hands, grader) as grading, _progress() as show:
            tally = grade_class(store, grader, grading, kit.assignment.name, again=again, on_progress=show)
        store.set_fact("grader", grader)
        files = write_outputs(store, folder)
        faults = [fault for item in store.graded(grader) for fault in item.report.faults]
    _sum_up(tally, faults, as_json=as_json)
    if not as_json:
        for file in files:
            out.print(f"  {file}", highlight=False)
    return tally.crashed


def report(folder: Graded) -> None:
    """Write the report about a graded class again: one HTML file."""
    from autograder.classes.results import class_results
    from autograder.classes.store import ClassStore
    from autograder.cli.class_files import write_class_page

    with ClassStore(folder) as store:
        out.print(str(write_class_page(class_results(store), folder)), highlight=False)


def regrade(
    folder: Graded,
    write: Annotated[bool, typer.Option("--write", help="Make the new results the official ones.")] = False,
    jobs: Jobs = None,
    dask: Dask = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line instead of tables.")] = False,
) -> None:
    """After a grader has changed: grade a class again, and show who changes by how much before anything is written."""
    from autograder.authoring.kit import local_kit
    from autograder.classes.changes import changes
    from autograder.classes.digests import grader_digest
    from autograder.classes.run import grade_class
    from autograder.classes.store import ClassStore
    from autograder.cli.class_files import write_outputs
    from autograder.course import load_course
    from autograder.datasets.picture_profiles import DOODLES, find_profile
    from autograder.reports.changes import changes_table

    with ClassStore(folder) as store:
        profile = find_profile(store.fact("profile", DOODLES))
        kit = local_kit(load_course().find(store.fact("assignment")), profile)
        old, new = store.fact("grader"), grader_digest(kit)
        if old == new:
            err.print("The grader has not changed since this class was graded.")
            return
        with _hands(store, kit, Hands(jobs, dask), new) as grading, _progress() as show:
            tally = grade_class(store, new, grading, kit.assignment.name, on_progress=show)
        found = changes(store, old, new)
        if as_json:
            for change in found:
                print(json.dumps(change.as_json()))
        else:
            out.print(changes_table(found, len(store.handed_in())))
        if tally.crashed:
            err.print(f"[bold red]Grading failed for {tally.crashed} submissions; nothing was written.[/]")
            raise typer.Exit(1)
        if write:
            store.set_fact("handed_out", json.dumps(_handed_out(kit)))
            store.set_fact("grader", new)
            write_outputs(store, folder)
            err.print("Written.")
        else:
            again = shlex.join(["autograder", "regrade", str(folder), "--write"])
            err.print(f"Nothing was written. To take the new results over: {again}", highlight=False)


def _claim(store: ClassStore, kit: GradingKit, profile: Profile) -> None:
    """One folder holds one assignment on one set of pictures."""
    from autograder.errors import AutograderError

    for name, value in (("assignment", kit.assignment.name), ("profile", profile.name)):
        if (known := store.fact(name, value)) != value:
            raise AutograderError(f"{store.path.parent} holds results of {known}.", "Use another folder for --out.")
        store.set_fact(name, value)
    store.set_fact("title", kit.assignment.title)


def _handed_out(kit: GradingKit) -> list[str]:
    from autograder.submissions.notebook import load_submission

    if not kit.handed_out.is_file():
        return []
    return [cell.source for cell in load_submission(kit.handed_out, kit.assignment.name).cells]


@contextmanager
def _hands(store: ClassStore, kit: GradingKit, hands: Hands, grader: str) -> Iterator[Grading]:
    from autograder.classes.pool import LocalPool
    from autograder.classes.run import Scratch, default_jobs
    from autograder.engine.machine import processors

    if hands.dask:
        with _cluster(kit, hands.dask, grader) as cluster:
            yield cluster
        return
    jobs = hands.jobs or default_jobs(kit.assignment.limits.memory_mb)
    with Scratch(store) as scratch:
        yield LocalPool(kit, jobs, max(1, processors() // jobs), scratch)


@contextmanager
def _cluster(kit: GradingKit, address: str, grader: str) -> Iterator[Grading]:
    from autograder.errors import AutograderError

    try:
        from autograder.classes.cluster import DaskCluster
    except ImportError as problem:
        raise AutograderError(
            "Dask is not installed here.", "pip install 'transfer-learning-autograder[cluster]'"
        ) from problem
    with DaskCluster(kit, address, grader) as cluster:
        yield cluster


@contextmanager
def _progress() -> Iterator[Callable[[Tally], None]]:
    """A bar with the rate, the time left, and failures so far; lines instead where there is no terminal."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[rest]}"),
    )
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task("grading", total=None, rest="starting")

        def show(tally: Tally) -> None:
            progress.update(task, total=tally.total, completed=tally.done, rest=_rest(tally))
            if not err.is_terminal and (tally.graded % 25 == 0 or tally.done == tally.total):
                err.print(f"{tally.done} of {tally.total}, {_rest(tally)}", highlight=False)

        yield show


def _rest(tally: Tally) -> str:
    from autograder.reports.numbers import clock

    parts = [f"{tally.failures} failures"]
    if tally.seconds_left is not None:
        parts = [f"{tally.per_minute:.1f}/min", f"{clock(tally.seconds_left)} left", *parts]
    return ", ".join(parts)


def _sum_up(tally: Tally, faults: list[str], *, as_json: bool) -> None:
    summary = {
        "submissions": tally.total,
        "graded_before": tally.before,
        "graded_now": tally.graded,
        "ungradable": tally.ungradable,
        "crashed": tally.crashed,
        "retried": tally.retried,
    }
    if as_json:
        print(json.dumps(summary))
    else:
        out.print(", ".join(f"{name.replace('_', ' ')}: {count}" for name, count in summary.items()), highlight=False)
    for fault in faults[:3]:
        err.print("[bold magenta]Fault in the grader, not in the submission:[/]")
        err.print(fault, markup=False, highlight=False)
    if len(faults) > 3:
        err.print(f"… and {len(faults) - 3} more faults.")
