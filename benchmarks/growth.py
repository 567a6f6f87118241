#!/usr/bin/env python3
"""How seconds and memory grow with the number of submissions and with the size of the hidden set.

    sudo python -m benchmarks.growth [--submissions 10 100 1000] [--hidden 250 500 1000 2000] [--out FILE.json]

The submissions are those of the toy assignment of the engine's tests, whose "training" takes no time, so that what is
seen is the cost of grading itself. The hidden set is that of hw2, drawn larger or smaller, and graded with its
reference trained for one epoch. Both should be straight lines: slope, intercept and the share of the variance that a
line explains are printed. Needs root, for cgroups.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from autograder.assurance.corpus.cases import load_cases
from autograder.assurance.corpus.run import grade_notebooks
from autograder.authoring.build import build_notebooks
from autograder.authoring.kit import local_kit
from autograder.course import load_course
from autograder.engine.kit import GradingKit
from autograder.submissions.patching import patch_notebook
from benchmarks.run_in_container_limits import run

PLENTY_MB = 16_000
JOBS = 2


@dataclass(frozen=True)
class Point:
    """One run: how many of what, and what it took (the peak is of the whole process tree)."""

    count: int
    seconds: float
    peak_mb: float


@dataclass(frozen=True)
class Line:
    """Least squares through points: ``value = intercept + slope * count``; ``explained`` is R squared."""

    slope: float
    intercept: float
    explained: float


def fit(counts: list[float], values: list[float]) -> Line:
    """The straight line closest to some points."""
    slope, intercept = np.polyfit(counts, values, 1)
    left = np.asarray(values) - (intercept + slope * np.asarray(counts))
    spread = float(np.sum((np.asarray(values) - np.mean(values)) ** 2))
    return Line(float(slope), float(intercept), 1 - float(np.sum(left**2)) / spread if spread else 1.0)


def main() -> int:
    """The command line; with ``--one`` a single run, which is measured from outside."""
    parser = argparse.ArgumentParser(description="Seconds and memory against submissions and hidden pictures.")
    parser.add_argument("--submissions", type=int, nargs="*", default=[10, 100, 1000])
    parser.add_argument("--hidden", type=int, nargs="*", default=[250, 500, 1000, 2000])
    parser.add_argument("--out", type=Path, help="JSON for docs/performance.md")
    parser.add_argument("--one", nargs=3, metavar=("KIND", "COUNT", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        kind, count, folder = options.one
        {"submissions": grade_toys, "hidden": grade_with_hidden}[kind](int(count), Path(folder))
        return 0
    console = Console()
    found: dict[str, list[Point]] = {}
    for kind, counts in (("submissions", options.submissions), ("hidden", options.hidden)):
        found[kind] = []
        for count in counts:
            with console.status(f"{kind}: {count}"):
                found[kind].append(measured(kind, count))
        if len(counts) > 1:
            console.print(table(kind, found[kind]))
    if options.out:
        content = {kind: [asdict(point) for point in points] for kind, points in found.items()}
        options.out.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return 0


def measured(kind: str, count: int) -> Point:
    """One run in a process of its own.

    Raises:
        SystemExit: it failed.
    """
    with tempfile.TemporaryDirectory(prefix="autograder-growth-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        log = folder / "log"
        command = [sys.executable, "-m", "benchmarks.growth", "--one", kind, str(count), str(folder)]
        usage = run(command, 2.0, PLENTY_MB, log=log)
        if usage.status:
            raise SystemExit(log.read_text(errors="replace")[-2000:])
        return Point(count, usage.wall_seconds, usage.peak_anonymous_mb)


def table(kind: str, points: list[Point]) -> Table:
    """The points and, below them, the lines through them."""
    shown = Table(kind, "seconds", "peak MB", title=f"Growth with {kind}")
    for point in points:
        shown.add_row(str(point.count), f"{point.seconds:.1f}", f"{point.peak_mb:.0f}")
    counts = [float(point.count) for point in points]
    seconds, memory = (fit(counts, [getattr(p, name) for p in points]) for name in ("seconds", "peak_mb"))
    shown.add_row("each", f"{seconds.slope:.4f}", f"{memory.slope:.4f}", style="bold")
    shown.add_row("none", f"{seconds.intercept:.1f}", f"{memory.intercept:.0f}", style="bold")
    shown.add_row("R²", f"{seconds.explained:.4f}", f"{memory.explained:.4f}", style="bold")
    return shown


def grade_toys(count: int, folder: Path) -> None:
    """So many different submissions of the toy assignment, warm, two at a time."""
    from tests.engine.toy import CELLS, toy_kit, write_notebook

    (folder / "kit").mkdir(mode=0o755)
    kit = toy_kit(folder / "kit", cell_seconds=6, call_seconds=4, submission_seconds=90)
    for number in range(count):
        write_notebook(folder / f"{number}.ipynb", [*CELLS, f"owner = {number}"])
    grade(kit, [folder / f"{number}.ipynb" for number in range(count)], folder)


def grade_with_hidden(count: int, folder: Path) -> None:
    """hw2's reference, trained for one epoch, with so many hidden pictures."""
    assignment = load_course().find("hw2")
    kit = local_kit(assignment)
    with np.load(kit.hidden, allow_pickle=False) as arrays:
        chosen = np.arange(count) % len(arrays["y"])
        np.savez(folder / "hidden.npz", x=arrays["x"][chosen], y=arrays["y"][chosen], class_names=arrays["class_names"])
    (folder / "hidden.npz").chmod(0o600)
    reference = build_notebooks(assignment, folder / "reference").solution
    quick = next(case for case in load_cases(assignment.name) if case.valid and case.left_out)
    notebook = patch_notebook(reference, quick.patch, folder / "submission.ipynb")
    grade(replace(kit, hidden=folder / "hidden.npz"), [notebook], folder)


def grade(kit: GradingKit, notebooks: list[Path], folder: Path) -> None:
    """Grade them with warm workers.

    Raises:
        SystemExit: one could not be graded.
    """
    for key, report in grade_notebooks(kit, {path.stem: path for path in notebooks}, folder, jobs=JOBS):
        if report.error or report.faults:
            raise SystemExit(f"{key}: {report.error or report.faults}")


if __name__ == "__main__":
    sys.exit(main())
