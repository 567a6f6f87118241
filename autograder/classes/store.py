"""What is known about a class: one SQLite file, written to after every submission.

A result belongs to a submission's content and to a grader, both known by their digests, so that the same notebook is
never graded twice by the same grader, whoever handed it in.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import TracebackType

from autograder.classes.people import HandedIn, Lateness, Student
from autograder.course.lateness import LatePolicy, in_words
from autograder.errors import AutograderError
from autograder.results import Report

FILE = "class.sqlite"
_VERSION = 1
_ADDED = {"late": "TEXT NOT NULL DEFAULT ''", "mark": "TEXT NOT NULL DEFAULT ''"}  # columns that older files lack
_LATE = "late"  # by how much, the platform does not say
_WHO = "students, path, attempt, latest, late, mark"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS handed_in (
    place INTEGER PRIMARY KEY, students TEXT NOT NULL, path TEXT NOT NULL,
    attempt INTEGER NOT NULL, latest INTEGER NOT NULL, digest TEXT NOT NULL,
    late TEXT NOT NULL DEFAULT '', mark TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS result (
    digest TEXT NOT NULL, grader TEXT NOT NULL, report TEXT NOT NULL, faults TEXT NOT NULL,
    crashed INTEGER NOT NULL, finished REAL NOT NULL, PRIMARY KEY (digest, grader)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS code (digest TEXT PRIMARY KEY, cells TEXT NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class Result:
    """How one submission went.

    Attributes:
        digest: of the submission.
        report: as graded; its ``submission`` is nobody's name.
        cells: the code cells, to compare submissions with each other.
        crashed: whether grading itself failed, twice; it is tried again in the next run.
    """

    digest: str
    report: Report
    cells: tuple[str, ...] = ()
    crashed: bool = False


@dataclass(frozen=True)
class GradedAttempt:
    """One attempt with its result; ``report`` is called like the student."""

    handed_in: HandedIn
    digest: str
    report: Report
    crashed: bool = field(default=False)


class ClassStore:
    """The file, opened; a context manager.

    Raises:
        AutograderError: it is not such a file, or is in use by another run.
    """

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        self.path = folder / FILE
        if not create and not self.path.is_file():
            raise AutograderError(
                f"{folder} holds no graded class.", "Run autograder grade DIR --assignment HW --out OUT first."
            )
        folder.mkdir(parents=True, exist_ok=True)
        try:
            # Locked as long as it is open: two runs in one folder would grade everything twice.
            self._connection = sqlite3.connect(self.path, timeout=2, isolation_level=None)
            self._connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("BEGIN EXCLUSIVE")
            for statement in _SCHEMA.split(";"):
                self._connection.execute(statement)
            self._add_columns()
            self._connection.execute("COMMIT")
        except sqlite3.DatabaseError as problem:
            busy = "locked" in str(problem)
            raise AutograderError(
                f"{self.path} {'is in use by another run' if busy else 'cannot be read'}: {problem}.",
                "Wait until the other run has ended." if busy else "Use another folder for --out.",
            ) from problem
        if self.fact("version", str(_VERSION)) != str(_VERSION):
            raise AutograderError(f"{self.path} was written by another version.", "Use another folder for --out.")
        self.set_fact("version", str(_VERSION))

    def _add_columns(self) -> None:
        there = {row[1] for row in self._connection.execute("PRAGMA table_info(handed_in)")}
        for name, kind in _ADDED.items():
            if name not in there:
                self._connection.execute(f"ALTER TABLE handed_in ADD COLUMN {name} {kind}")

    def fact(self, name: str, default: str = "") -> str:
        """A text kept by name: the assignment, the class's folder, the grader whose results are the official ones."""
        row = self._connection.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return row[0] if row else default

    def set_fact(self, name: str, value: str) -> None:
        """Keep a text."""
        self._connection.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, value))

    def set_class(self, handed_in: Iterable[tuple[HandedIn, str]]) -> None:
        """Replace the list of what was handed in, each with its digest; results stay."""
        self._connection.execute("BEGIN")
        self._connection.execute("DELETE FROM handed_in")
        for item, digest in handed_in:
            students = json.dumps([[student.id, student.name, student.email] for student in item.students])
            self._connection.execute(
                f"INSERT INTO handed_in ({_WHO}, digest) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (students, str(item.path), item.attempt, item.latest, _late_text(item.late), item.mark, digest),
            )
        self._connection.execute("COMMIT")

    def handed_in(self) -> list[tuple[HandedIn, str]]:
        """What was handed in, each with its digest, in the order of :meth:`set_class`."""
        rows = self._connection.execute(f"SELECT {_WHO}, digest FROM handed_in ORDER BY place").fetchall()
        return [(_handed_in(*row[:-1]), row[-1]) for row in rows]

    def finished(self, grader: str) -> set[str]:
        """Digests of the submissions that this grader has graded."""
        rows = self._connection.execute("SELECT digest FROM result WHERE grader = ? AND NOT crashed", (grader,))
        return {row[0] for row in rows}

    def keep(self, result: Result, grader: str) -> None:
        """Keep a result; it is on the disk when this returns."""
        report, faults = json.dumps(result.report.as_json()), json.dumps(result.report.faults)
        self._connection.execute("BEGIN")
        self._connection.execute(
            "INSERT OR REPLACE INTO result VALUES (?, ?, ?, ?, ?, ?)",
            (result.digest, grader, report, faults, result.crashed, time.time()),
        )
        self._connection.execute("INSERT OR REPLACE INTO code VALUES (?, ?)", (result.digest, json.dumps(result.cells)))
        self._connection.execute("COMMIT")

    def forget(self, grader: str) -> None:
        """Drop all results of one grader."""
        self._connection.execute("DELETE FROM result WHERE grader = ?", (grader,))

    def graded(self, grader: str) -> Iterator[GradedAttempt]:
        """Every attempt that has a result, one at a time, in the order of :meth:`set_class`.

        What was late has lost what the late policy takes; results themselves are kept without it.
        """
        policy = LatePolicy.model_validate_json(text) if (text := self.fact("late_policy")) else None
        rows = self._connection.execute(
            f"SELECT {_WHO}, digest, report, faults, crashed FROM handed_in "
            "JOIN result USING (digest) WHERE grader = ? ORDER BY place",
            (grader,),
        )
        for *who, digest, found, faults, crashed in rows:
            item = _handed_in(*who)
            report = Report.from_json({**json.loads(found), "submission": item.label})
            report.faults = json.loads(faults)
            _tell_late(report, item.late, policy)
            yield GradedAttempt(item, digest, report, bool(crashed))

    def cells(self, digest: str) -> tuple[str, ...]:
        """The code cells of a submission; none where it could not be read."""
        row = self._connection.execute("SELECT cells FROM code WHERE digest = ?", (digest,)).fetchone()
        return tuple(json.loads(row[0])) if row else ()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> ClassStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _tell_late(report: Report, late: Lateness | None, policy: LatePolicy | None) -> None:
    if late is None or report.error:
        return
    if policy is not None:
        report.deducted = policy.deduction(late.by, report.earned)
        report.late = policy.in_words(late.by, report.earned)
    else:
        by = "" if late.by is None else f" by {in_words(late.by)}"
        report.late = f"The platform says that this came late{by}. Nothing was deducted."


def _handed_in(students: str, path: str, attempt: int, latest: int, late: str, mark: str) -> HandedIn:
    people = tuple(Student(*fields) for fields in json.loads(students))
    lateness = Lateness(timedelta(seconds=float(late)) if late != _LATE else None) if late else None
    return HandedIn(people, Path(path), attempt, bool(latest), lateness, mark)


def _late_text(late: Lateness | None) -> str:
    if late is None:
        return ""
    return _LATE if late.by is None else str(late.by.total_seconds())
