"""Run otter assign, in a process of its own.

Importing otter takes about five seconds. So on Linux it is imported once, by a server from which each run is forked;
that server is started at the first run and ends with this process. Elsewhere each run imports it.
"""

from __future__ import annotations

import multiprocessing
import os
import runpy
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from multiprocessing.context import ForkServerContext, SpawnContext
from pathlib import Path

from autograder.errors import CourseError
from autograder.portable import LINUX

_SECONDS = 300


def otter_assign(master: Path, result: Path) -> None:
    """Split a master notebook into ``result/student`` and ``result/autograder``.

    Args:
        master: an ``.ipynb`` with otter-assign's markup.
        result: a folder to write to.

    Raises:
        CourseError: otter is not installed, refused the master, or took longer than five minutes.
    """
    arguments = ["assign", "--no-run-tests", "--no-pdfs", str(master), str(result)]
    with tempfile.TemporaryDirectory(prefix="autograder-otter-") as folder:
        log = Path(folder, "log.txt")
        process = _processes().Process(target=_run_otter, args=(arguments, master.parent, log), daemon=True)
        process.start()
        process.join(_SECONDS)
        if process.is_alive():
            process.kill()
            process.join()
            raise CourseError(
                f"otter assign did not finish {master.name} within {_SECONDS} seconds.",
                "Build again on an idle machine.",
            )
        said = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    if process.exitcode != 0:
        raise CourseError(
            f"otter assign failed on {master.stem}: {_summary(said)}",
            f"Fix the markup in solutions/{master.stem}/notebook.py and build again.",
        )


@cache
def _processes() -> ForkServerContext | SpawnContext:
    if not LINUX:
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["otter.cli", "otter.assign"])
    return context


def _run_otter(arguments: Sequence[str], folder: Path, log: Path) -> None:
    """Be ``python -m otter`` with these arguments; all that it prints goes to ``log``."""
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(descriptor, stream)
    os.chdir(folder)
    sys.argv = ["otter", *arguments]
    runpy.run_module("otter", run_name="__main__")


def _summary(output: str) -> str:
    """The exception at the end of a traceback, or else the last lines."""
    lines = [line.strip() for line in output.splitlines() if line.strip(" ~^")]  # without the marks below code
    last_frame = max((number for number, line in enumerate(lines) if line.startswith("File ")), default=-1)
    text = " ".join(lines[last_frame + 2 :] if last_frame >= 0 else lines[-3:])
    return text[:500] or "it gave no reason."
