"""The log of checks that a student may have handed in beside the notebook: what can be read of it, and what it says.

It is a stranger's file and never counts for points. Of any file, a bounded part is read; lines that are not as
``lab`` writes them are passed over.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from autograder.errors import SubmissionError
from autograder.submissions.archive import Archive
from autograder.submissions.choosing import Folder, is_not_the_students

#: Its name, as ``lab`` gives it.
NAME = "check_log.txt"
#: The most that the time between two checks counts: who was away longer was not at work all the time.
LONGEST_GAP = timedelta(minutes=10)
_MOST_BYTES = 300_000  # of one log; ``lab`` stops before
_MOST_LOGS = 5  # of one submission, such as those in the zips of several days
_MOST_ZIPS = 20
_MOST_TASKS = 100
_RUN = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)Z (\w{1,4}\.\d{1,3}) (passed|failed|unanswered)\s*", re.ASCII)


@dataclass(frozen=True, order=True)
class CheckRun:
    """One line: when the check of a task was run, and how it went."""

    at: datetime
    task: str
    state: str


@dataclass(frozen=True)
class Effort:
    """What a task took until its check passed for the first time, or until the end of the log.

    Attributes:
        task: its number.
        tries: how often its check was run on an answer.
        minutes: that lie before these tries, since the check before; of each gap at most :data:`LONGEST_GAP` counts.
        passed: whether its check passed.
    """

    task: str
    tries: int
    minutes: float
    passed: bool


def read_efforts(path: Path) -> tuple[Effort, ...]:
    """What the log in a submission says; nothing where there is none, or none that can be read.

    Args:
        path: a notebook, zip or folder.
    """
    try:
        runs = {run for text in islice(_logs(path), _MOST_LOGS) for run in runs_in(text)}
    except (OSError, SubmissionError):
        return ()
    return efforts(runs)


def runs_in(data: bytes) -> Iterator[CheckRun]:
    """The checks that a log names."""
    for line in data.decode("ascii", "replace").splitlines():
        if match := _RUN.fullmatch(line):
            try:
                yield CheckRun(datetime.fromisoformat(match[1]), match[2], match[3])
            except ValueError:  # no day of the calendar
                continue


def efforts(runs: Iterable[CheckRun]) -> tuple[Effort, ...]:
    """What each task took, in the order in which tasks were first tried; what came after a pass does not count."""
    tries: dict[str, int] = {}
    spent: dict[str, timedelta] = {}
    passed: set[str] = set()
    before: datetime | None = None
    for run in sorted(runs):
        if run.task in passed:
            continue
        if run.state != "unanswered" and (run.task in tries or len(tries) < _MOST_TASKS):
            tries[run.task] = tries.get(run.task, 0) + 1
            gap = min(run.at - before, LONGEST_GAP) if before else timedelta()
            spent[run.task] = spent.get(run.task, timedelta()) + gap
            if run.state == "passed":
                passed.add(run.task)
        before = run.at
    return tuple(
        Effort(task, count, spent[task] / timedelta(minutes=1), task in passed) for task, count in tries.items()
    )


def _logs(path: Path) -> Iterator[bytes]:
    if path.is_dir():
        folder = Folder(path)
        for name in filter(_is_log, folder.names):
            with folder.open(name) as file:
                yield file.read(_MOST_BYTES)
        for name in islice(filter(_is_zip, folder.names), _MOST_ZIPS):
            with folder.open(name) as file:
                yield from _in_zip(file)
    elif zipfile.is_zipfile(path):
        with path.open("rb") as file:
            yield from _in_zip(file)


def _in_zip(file: BinaryIO) -> Iterator[bytes]:
    with suppress(SubmissionError), Archive(file) as archive:
        for name in filter(_is_log, archive.names):
            yield archive.read(name, _MOST_BYTES)


def _is_log(name: str) -> bool:
    return name.rpartition("/")[2].casefold() == NAME and not is_not_the_students(name)


def _is_zip(name: str) -> bool:
    return name.casefold().endswith(".zip") and not is_not_the_students(name)
