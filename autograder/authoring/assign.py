"""Run otter assign, in a process of its own: importing otter takes about five seconds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from autograder.errors import CourseError

_SECONDS = 300


def otter_assign(master: Path, result: Path) -> None:
    """Split a master notebook into ``result/student`` and ``result/autograder``.

    Args:
        master: an ``.ipynb`` with otter-assign's markup.
        result: a folder to write to.

    Raises:
        CourseError: otter is not installed, refused the master, or took longer than five minutes.
    """
    command = [sys.executable, "-m", "otter", "assign", "--no-run-tests", "--no-pdfs", str(master), str(result)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, cwd=master.parent, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired as problem:
        raise CourseError(
            f"otter assign did not finish {master.name} within {_SECONDS} seconds.", "Build again on an idle machine."
        ) from problem
    if done.returncode != 0:
        raise CourseError(
            f"otter assign failed on {master.stem}: {_summary(done.stderr or done.stdout)}",
            f"Mend the markup in solutions/{master.stem}/notebook.py and build again.",
        )


def _summary(output: str) -> str:
    """The exception at the end of a traceback, or else the last lines."""
    lines = [line.strip() for line in output.splitlines() if line.strip(" ~^")]  # without the marks below code
    last_frame = max((number for number, line in enumerate(lines) if line.startswith("File ")), default=-1)
    text = " ".join(lines[last_frame + 2 :] if last_frame >= 0 else lines[-3:])
    return text[:500] or "it gave no reason."
