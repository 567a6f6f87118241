#!/usr/bin/env python3
"""Where the time of one submission goes: the student's own cells, calls into the student's process, and the rest.

    python -m benchmarks.profile_submission [hw2 hw3] [--out FILE.json]

Grades the reference twice in one process: the first time TensorFlow is imported, the second time it is there already,
as for every further submission of a class. The phases are those of ``autograder.engine.supervisor``.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

from rich.console import Console
from rich.table import Table

from autograder.authoring.build import build_notebooks
from autograder.authoring.kit import local_kit
from autograder.course import load_course
from autograder.engine import supervisor
from autograder.engine.launch import Zygote
from autograder.engine.student_process import StudentProcess

CELLS, CALLS, CHECKS = "the notebook's cells", "calls of checks into the student's process", "the checks themselves"
IMPORT, BOX, READING, REST = "importing TensorFlow, once", "isolation", "reading the submission", "the rest"
#: What is timed, and as what. ``_check`` holds the calls, which are taken off again.
TIMED: tuple[tuple[Any, str, str], ...] = (
    (supervisor, "load_submission", READING),
    (Zygote, "wait", IMPORT),
    (supervisor.sandbox, "make_plan", BOX),
    (StudentProcess, "start", CELLS),
    (StudentProcess, "ask", CALLS),
    (supervisor.Grading, "_check", CHECKS),
    (StudentProcess, "end", BOX),
)


@contextlib.contextmanager
def timed(spent: dict[str, float]) -> Iterator[None]:
    """Add up the seconds in each phase while this is open."""

    def wrap(function: Callable[..., Any], phase: str) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            started = time.monotonic()
            try:
                return function(*args, **options)
            finally:
                spent[phase] = spent.get(phase, 0.0) + time.monotonic() - started

        return call

    with contextlib.ExitStack() as stack:
        for place, name, phase in TIMED:
            stack.enter_context(patch.object(place, name, wrap(getattr(place, name), phase)))
        yield


def profile(short: str) -> list[dict[str, float]]:
    """Seconds by phase of the first and of the second submission.

    Raises:
        SystemExit: a reference did not get full marks.
    """
    assignment = load_course().find(short)
    kit = local_kit(assignment)
    found = []
    with tempfile.TemporaryDirectory(prefix="autograder-profile-") as folder:
        notebook = build_notebooks(assignment, Path(folder)).solution
        with Zygote() as zygote:
            for _ in range(2):
                spent: dict[str, float] = {}
                with timed(spent):
                    report = supervisor.grade(notebook, kit, zygote=zygote)
                if report.error or report.score != report.max_score:
                    raise SystemExit(f"{short}: {report.error or report.score}")
                spent[CHECKS] -= spent[CALLS]
                spent[REST] = report.seconds - sum(spent.values())
                found.append(spent)
    return found


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Where the time of one submission goes.")
    parser.add_argument("assignments", nargs="*", default=["hw2", "hw3"])
    parser.add_argument("--out", type=Path, help="JSON for docs/performance.md")
    options = parser.parse_args()
    found = {short: profile(short) for short in options.assignments}
    for short, (cold, warm) in found.items():
        shown = Table("phase", "first, s", "next, s", "share of next", title=short)
        whole = sum(warm.values())
        for phase in (IMPORT, READING, BOX, CELLS, CALLS, CHECKS, REST):
            shown.add_row(phase, f"{cold[phase]:.2f}", f"{warm[phase]:.2f}", f"{warm[phase] / whole:.1%}")
        shown.add_row("all", f"{sum(cold.values()):.2f}", f"{whole:.2f}", "", style="bold")
        Console().print(shown)
    if options.out:
        options.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
