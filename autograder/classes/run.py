"""Grade a class: what is not graded yet, once, keeping each result as it comes."""

from __future__ import annotations

import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from autograder.classes.finding import digest_of
from autograder.classes.people import HandedIn
from autograder.classes.platforms import ClassExport
from autograder.classes.pool import GradedTask, Grading
from autograder.classes.store import ClassStore, Result
from autograder.classes.worker import GradingTask
from autograder.course import Keep
from autograder.engine.machine import memory_limit_mb, processors
from autograder.errors import AutograderError
from autograder.results import Report
from autograder.sandbox.box import remove_tree

HOPELESS = 5  # submissions at which grading failed for one cause, without one that went well: the grader is suspected
_DETAIL = re.compile(r"/\S+|\d+")
_WORKER_MB = 900  # a zygote and a grader process, besides the student's


@dataclass
class Tally:
    """Where a run is.

    Attributes:
        handed_in: submissions, also those with the same content.
        total: submissions with different content.
        before: of those, graded by an earlier run.
        graded: by this one.
        ungradable: of these, submissions from which nothing could be graded.
        crashed: of these, submissions at which grading itself failed.
        retried: of these, submissions that a second worker graded.
        problem: what was wrong at the latest crash.
        causes: of crashes, without what differs from one to the next.
    """

    handed_in: int = 0
    total: int = 0
    before: int = 0
    graded: int = 0
    ungradable: int = 0
    crashed: int = 0
    retried: int = 0
    problem: str = ""
    causes: Counter[str] = field(default_factory=Counter)
    started: float = field(default_factory=time.monotonic)

    @property
    def copies(self) -> int:
        """Submissions that are, byte for byte, what another one is."""
        return self.handed_in - self.total

    @property
    def failures(self) -> int:
        """Submissions without a score, for whatever reason."""
        return self.ungradable + self.crashed

    @property
    def done(self) -> int:
        """Submissions that have a result."""
        return self.before + self.graded

    @property
    def per_minute(self) -> float:
        """Submissions graded in a minute, so far."""
        return 60 * self.graded / max(1e-9, time.monotonic() - self.started)

    @property
    def seconds_left(self) -> float | None:
        """How long the rest will take at the same rate."""
        return 60 * (self.total - self.done) / self.per_minute if self.graded else None

    def add(self, done: GradedTask) -> None:
        """Count one."""
        self.graded += 1
        self.retried += done.tries > 1 and not done.result.crashed
        self.crashed += done.result.crashed
        self.ungradable += bool(done.result.report.error) and not done.result.crashed
        if done.result.crashed:
            self.problem = done.result.report.faults[-1]
            self.causes[_DETAIL.sub("…", self.problem)[:200]] += 1

    @property
    def suspicion(self) -> str:
        """What seems to be wrong with the grader itself, or nothing.

        A few submissions that each bring down a worker are no reason: the others are graded all the same.
        """
        alike = len(self.causes) == 1 and self.crashed == self.graded >= HOPELESS
        return f"Grading failed for each of the {self.graded} submissions: {self.problem}" if alike else ""


OnProgress = Callable[[Tally], None]


def default_jobs(memory_mb: int) -> int:
    """How many submissions this machine can grade at once, each with up to ``memory_mb``."""
    available = min(memory_limit_mb(), psutil.virtual_memory().available / 2**20)
    return max(1, min(processors(), int(available // (memory_mb + _WORKER_MB))))


def chosen(found: ClassExport, *, all_attempts: bool, keep: Keep = Keep.LATEST) -> list[HandedIn]:
    """What is to be graded of what was found: each student's attempt that counts, or every one.

    Which one is the best is known when all are graded.
    """
    if all_attempts or keep is Keep.BEST:
        return list(found.handed_in)
    return [item for item in found.handed_in if (item.attempt == 1 if keep is Keep.FIRST else item.latest)]


def enter_class(store: ClassStore, handed_in: Iterable[HandedIn]) -> None:
    """Take a class into the store: every file is read once, for its digest."""
    store.set_class([(item, _digest(item.path)) for item in handed_in])


def grade_class(
    store: ClassStore,
    grader: str,
    grading: Grading,
    assignment: str,
    *,
    again: bool = False,
    on_progress: OnProgress = lambda tally: None,
) -> Tally:
    """Grade everything in the store that this grader has not graded yet.

    Args:
        store: holds the class; each result is kept before the next is waited for.
        grader: digest of the grader.
        grading: who does the work.
        assignment: its name.
        again: also grade what was graded before.
        on_progress: called after each submission.

    Raises:
        AutograderError: grading has failed for every submission, always for the same cause.
    """
    if again:
        store.forget(grader)
    finished = store.finished(grader)
    handed_in = store.handed_in()
    paths = {digest: item.path for item, digest in handed_in}
    tally = Tally(handed_in=len(handed_in), total=len(paths), before=len(finished & paths.keys()))
    on_progress(tally)
    unreadable: list[GradedTask] = []
    tasks = _tasks({digest: path for digest, path in paths.items() if digest not in finished}, unreadable, assignment)
    for done in _all(grading.run(tasks), unreadable):
        store.keep(done.result, grader)
        tally.add(done)
        on_progress(tally)
    if tally.suspicion:
        raise AutograderError(tally.suspicion, "Run autograder verify and autograder doctor to see why.")
    return tally


def _tasks(paths: dict[str, Path], unreadable: list[GradedTask], assignment: str) -> Iterator[GradingTask]:
    """Tasks, checked at the moment when they are given out: a run takes hours, and files may have changed by then."""
    for digest, path in paths.items():
        if _digest(path) == digest and not digest.startswith("unreadable"):
            yield GradingTask(digest, path)
        else:
            report = Report(digest, assignment, error="The file could not be read. Please hand it in again.")
            report.faults = [f"{path} is missing, cannot be read, or has changed since this run began."]
            unreadable.append(GradedTask(Result(digest, report, crashed=True)))


def _all(graded: Iterator[GradedTask], unreadable: list[GradedTask]) -> Iterator[GradedTask]:
    for done in graded:
        yield done
        while unreadable:
            yield unreadable.pop()
    yield from unreadable


def _digest(path: Path) -> str:
    try:
        return digest_of(path)
    except OSError as problem:
        return f"unreadable: {path} ({problem.strerror})"


def _remove_for_good(folder: Path, patience_s: float = 10) -> None:
    """Remove a folder into which the workers of a killed run may still be writing: they end a moment after it."""
    end = time.monotonic() + patience_s
    remove_tree(folder)
    while folder.exists() and time.monotonic() < end:
        time.sleep(0.1)
        remove_tree(folder)


class Scratch:
    """A folder for temporary files of a run; one that a killed run has left behind is removed first."""

    def __init__(self, store: ClassStore) -> None:
        self._store = store

    def __enter__(self) -> Path:
        left = self._store.fact("scratch")
        if left and Path(left).name.startswith("autograder-class-"):
            _remove_for_good(Path(left))
        self.path = Path(tempfile.mkdtemp(prefix="autograder-class-"))
        self.path.chmod(0o711)  # a submission's own user goes through it
        self._store.set_fact("scratch", str(self.path))
        return self.path

    def __exit__(self, *_: object) -> None:
        remove_tree(self.path)
        self._store.set_fact("scratch", "")
