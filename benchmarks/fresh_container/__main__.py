"""The command line."""

from __future__ import annotations

import argparse
import fcntl
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import platformdirs
from rich.console import Console

from autograder.authoring.release import Release, release
from autograder.course import Assignment, load_course
from autograder.results import Report
from benchmarks import fresh_container
from benchmarks.fresh_container import container
from benchmarks.fresh_container.comparison import Run, problems, table
from benchmarks.fresh_container.gradescope import Failure, Limits, Packages, Platform
from benchmarks.fresh_container.package_index import Handover
from benchmarks.run_in_container_limits import new_group

CHEAPEST = "hw4"
CANNOT = 77  # what test runners take for "skipped"

note = Console(stderr=True, highlight=False, markup=False)


def main(arguments: list[str] | None = None) -> int:
    """The status, see the package."""
    options = _options(arguments)
    options.cache.mkdir(parents=True, exist_ok=True)
    if lacking := container.missing(options.cache) or _without_limits(options):
        note.print(f"Skipped: {lacking}")
        return CANNOT
    course = load_course()
    chosen = course.assignments if options.all else [course.find(name) for name in options.assignments]
    with _alone(options.cache), tempfile.TemporaryDirectory(prefix=".work-", dir=options.cache) as work:
        try:
            runs = list(_runs(list(chosen), options, Path(work)))
        except (Failure, OSError) as problem:
            note.print(f"Failed: {problem}")
            return 1
    if options.json:
        print(json.dumps([asdict(one) for one in runs]))
    else:
        Console(highlight=False).print(table(runs))
    return 1 if any(one.problems for one in runs) else 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.fresh_container",
        description=fresh_container.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("assignments", nargs="*", default=[CHEAPEST], metavar="HW", help=f"by default {CHEAPEST}")
    parser.add_argument("--all", action="store_true", help="all assignments of the course")
    parser.add_argument("--fresh", action="store_true", help="use nothing that was kept from earlier runs")
    parser.add_argument("--suite", default="bookworm", help="of Debian, or of Ubuntu on Ubuntu (default bookworm)")
    parser.add_argument("--cpus", type=float, default=0.5)
    parser.add_argument("--memory-mb", type=int, default=768)
    parser.add_argument("--cache", type=Path, help="folder for what is kept")
    parser.add_argument("--json", action="store_true", help="print one JSON array instead of a table")
    options = parser.parse_args(arguments)
    options.cache = options.cache or platformdirs.user_cache_path("transfer-learning-autograder") / "containers"
    return options


def _without_limits(options: argparse.Namespace) -> str | None:
    try:
        with new_group(options.cpus, options.memory_mb):
            return None
    except OSError as problem:
        return f"This machine lets nobody limit processors and memory: {problem}."


@contextmanager
def _alone(cache: Path) -> Iterator[None]:
    """Wait until no other run uses what is kept."""
    with (cache / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _runs(chosen: list[Assignment], options: argparse.Namespace, work: Path) -> Iterator[Run]:
    """Grade everything in both ways.

    Raises:
        Failure: a set-up or the ordinary path failed.
        OSError: debootstrap failed.
    """
    cache = work if options.fresh else options.cache
    started = time.monotonic()
    base = container.base_image(options.suite, cache)
    note.print(f"{options.suite}: {base.megabytes():.0f} MB, {time.monotonic() - started:.0f} s")
    platform = Platform(base, cache, work, Handover.of_this_machine(), Limits(options.cpus, options.memory_mb))
    packages: Packages | None = None
    for assignment in chosen:
        note.print(f"{assignment.short}: building the zip")
        built = release(assignment, work / "dist")
        if packages is None:
            packages = platform.packages(built.gradescope_zip)
            note.print(
                f"set-up from nothing: {packages.seconds:.0f} s{' (in an earlier run)' if packages.kept else ''}, "
                f"{packages.image.megabytes():.0f} MB"
            )
        image, set_up_seconds = platform.image(packages, built.gradescope_zip, assignment.short)
        note.print(
            f"{assignment.short}: set-up {set_up_seconds:.0f} s on top of that, image {image.megabytes():.0f} MB"
        )
        notebooks = submissions(built, work / "submissions" / assignment.short)
        note.print(f"{assignment.short}: grading here")
        reports = ordinary(notebooks, assignment)
        for notebook, here in zip(notebooks, reports, strict=True):
            note.print(f"{assignment.short}: grading the {notebook.stem} in the container")
            graded = platform.grade(image, notebook, assignment)
            there = graded.report
            run = Run(
                assignment=assignment.short,
                submission=notebook.stem,
                set_up_seconds=round(set_up_seconds, 1),
                image_mb=round(image.megabytes(), 1),
                usage=graded.usage,
                score=there.score if there else 0.0,
                max_score=here.max_score,
                isolation=str(there.isolation) if there else "",
                checks=len(there.outcomes) if there else 0,
                problems=problems(graded.usage, graded.results, there, here),
            )
            if run.problems:
                note.print("\n".join([*run.problems, "The end of what it printed:", *graded.log.splitlines()[-20:]]))
            yield run
        shutil.rmtree(image.layers[-1])


def submissions(built: Release, folder: Path) -> list[Path]:
    """The reference solution and the stub, named for what they are."""
    folder.mkdir(parents=True)
    reference = Path(shutil.copyfile(built.solution, folder / "reference.ipynb"))
    return [reference, built.stub(folder).rename(folder / "stub.ipynb")]


def ordinary(notebooks: list[Path], assignment: Assignment) -> list[Report]:
    """What ``autograder grade`` says.

    Raises:
        Failure: it failed.
    """
    files = [str(notebook) for notebook in notebooks]
    command = [sys.executable, "-m", "autograder", "grade", *files, "--assignment", assignment.short, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode != 0 or len(lines) != len(notebooks):
        raise Failure(f"autograder grade ended with status {done.returncode}:\n{done.stderr.strip()[-500:]}")
    return [Report.from_json(json.loads(line)) for line in lines]


if __name__ == "__main__":
    sys.exit(main())
