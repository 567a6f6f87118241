"""What is known about a class: one SQLite file, written to after every submission.

A result belongs to a submission's content and to a grader, both known by their digests, so that the same notebook is
never graded twice by the same grader, whoever handed it in.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from types import TracebackType

from pydantic import TypeAdapter

from autograder.classes.corrections import Decisions
from autograder.classes.ledger import SCHEMA as _CORRECTIONS
from autograder.classes.ledger import Ledger
from autograder.classes.official import GradedAttempt, Rules
from autograder.classes.people import HandedIn, Lateness, Student
from autograder.classes.roster import Roster, parse_roster
from autograder.classes.written_answers import add_answers
from autograder.course import Assignment, Keep
from autograder.course.concept_questions import QuestionFile, WrittenQuestion
from autograder.course.curve import Curve
from autograder.course.identity import KnownAs
from autograder.course.lateness import LatePolicy
from autograder.errors import AutograderError
from autograder.results import Report
from autograder.submissions.check_log import Effort

FILE = "class.sqlite"
_VERSION = 2  # 1 knew no corrections, and must not write gradebooks without them
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
CREATE TABLE IF NOT EXISTS roster (place INTEGER PRIMARY KEY, name TEXT NOT NULL, content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS written (name TEXT PRIMARY KEY, digest TEXT NOT NULL, content BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS code (digest TEXT PRIMARY KEY, cells TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS effort (digest TEXT PRIMARY KEY, efforts TEXT NOT NULL) WITHOUT ROWID;
"""


_EFFORTS: TypeAdapter[tuple[Effort, ...]] = TypeAdapter(tuple[Effort, ...])


@dataclass(frozen=True)
class Result:
    """How one submission went.

    Attributes:
        digest: of the submission.
        report: as graded; its ``submission`` is nobody's name.
        cells: the code cells, to compare submissions with each other.
        efforts: what tasks took, where the log of checks was handed in.
        crashed: whether grading itself failed, twice; it is tried again in the next run.
    """

    digest: str
    report: Report
    cells: tuple[str, ...] = ()
    efforts: tuple[Effort, ...] = ()
    crashed: bool = False


@dataclass(frozen=True)
class WrittenFile:
    """A file as it was written: its digest, and its content where that may have to be compared."""

    name: str
    digest: str
    content: bytes | None = None


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
            for statement in (*_SCHEMA.split(";"), _CORRECTIONS):
                self._connection.execute(statement)
            self._add_columns()
            self._upgrade()
            self._connection.execute("COMMIT")
        except sqlite3.DatabaseError as problem:
            busy = "locked" in str(problem)
            raise AutograderError(
                f"{self.path} {'is in use by another run' if busy else 'cannot be read'}: {problem}.",
                "Wait until the other run has ended." if busy else "Use another folder for --out.",
            ) from problem
        self.ledger = Ledger(self._connection)

    def _upgrade(self) -> None:
        """Take over what an older version wrote, whole or not at all: the caller's transaction sees to that."""
        found = self.fact("version", str(_VERSION))
        if not found.isdecimal() or int(found) > _VERSION:
            self._connection.execute("ROLLBACK")
            self.close()
            raise AutograderError(
                f"{self.path} was written by a newer version of this program.",
                "Install that version, or use another folder for --out.",
            )
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

    def set_roster(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Keep the platform's lists of students: gradebooks are made in their form."""
        self._connection.execute("BEGIN")
        self._connection.execute("DELETE FROM roster")
        self._connection.executemany("INSERT INTO roster (name, content) VALUES (?, ?)", list(files))
        self._connection.execute("COMMIT")

    def roster(self) -> Roster | None:
        """The lists of students, if there are any."""
        files = self._connection.execute("SELECT name, content FROM roster ORDER BY place").fetchall()
        return parse_roster(files) if files else None

    def set_written(self, files: Iterable[WrittenFile]) -> None:
        """Remember which files were written, and what was in them."""
        self._connection.execute("BEGIN")
        self._connection.execute("DELETE FROM written")
        rows = [(file.name, file.digest, file.content) for file in files]
        self._connection.executemany("INSERT INTO written VALUES (?, ?, ?)", rows)
        self._connection.execute("COMMIT")

    def written(self) -> dict[str, WrittenFile]:
        """The files that were written last, by name."""
        rows = self._connection.execute("SELECT name, digest, content FROM written").fetchall()
        return {row[0]: WrittenFile(*row) for row in rows}

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
        efforts = _EFFORTS.dump_json(result.efforts).decode()
        self._connection.execute("INSERT OR REPLACE INTO effort VALUES (?, ?)", (result.digest, efforts))
        self._connection.execute("COMMIT")

    def forget(self, grader: str) -> None:
        """Drop all results of one grader."""
        self._connection.execute("DELETE FROM result WHERE grader = ?", (grader,))

    def set_rules(self, assignment: Assignment) -> None:
        """Keep what is applied to results each time when they are read.

        Args:
            assignment: says what lateness costs, has the curve, and says which attempt counts unless an instructor
                chose another one for this class.
        """
        self.set_fact("late_policy", assignment.late.model_dump_json() if assignment.late else "")
        self.set_fact("curve", assignment.curve.model_dump_json() if assignment.curve else "")
        self.set_fact("keep", self.fact("keep_chosen") or assignment.keep.value)

    def set_questions(self, asked: QuestionFile) -> None:
        """Keep the questions that a person marks."""
        self.set_fact("written_questions", json.dumps([one.model_dump(mode="json") for one in asked.written]))

    def written_questions(self) -> tuple[WrittenQuestion, ...]:
        """The questions that a person marks."""
        return tuple(WrittenQuestion.model_validate(one) for one in json.loads(self.fact("written_questions", "[]")))

    def rules(self) -> Rules:
        """What is applied to results each time when they are read."""
        late, curve = self.fact("late_policy"), self.fact("curve")
        return Rules(
            late=LatePolicy.model_validate_json(late) if late else None,
            curve=Curve.model_validate_json(curve) if curve else None,
            keep=Keep(self.fact("keep", Keep.LATEST.value)),
            decisions=Decisions(self.ledger.standing()),
        )

    def graded(self, grader: str) -> Iterator[GradedAttempt]:
        """Every attempt that has a result, one at a time, in the order of :meth:`set_class`.

        Corrections, lateness and the curve are in it; results themselves are kept without them.
        """
        rules, assignment = self.rules(), self.fact("assignment")
        counting = None
        if rules.keep is not Keep.LATEST:
            counting = rules.chosen(rules.apply(self._found(grader), assignment))
        for attempt in rules.apply(self._found(grader), assignment):
            if counting is None:
                yield attempt
                continue
            item = attempt.handed_in
            item = replace(item, kept=counting[item.who] == item.attempt)
            attempt.report.submission = item.label
            yield replace(attempt, handed_in=item)

    def _found(self, grader: str) -> Iterator[GradedAttempt]:
        """Attempts as they were graded."""
        rows = self._connection.execute(
            f"SELECT {_WHO}, digest, report, faults, crashed FROM handed_in "
            "JOIN result USING (digest) WHERE grader = ? ORDER BY place",
            (grader,),
        )
        asked = self.written_questions()
        for *who, digest, found, faults, crashed in rows:
            item = _handed_in(*who)
            report = Report.from_json({**json.loads(found), "submission": item.label})
            report.faults = json.loads(faults)
            if remark := KnownAs([student.email for student in item.students if student.email]).remark(report.me):
                report.notes.append(remark)
            if asked:
                add_answers(report, asked, self.cells(digest))
            yield GradedAttempt(item, digest, report, bool(crashed))

    def cells(self, digest: str) -> tuple[str, ...]:
        """The code cells of a submission; none where it could not be read."""
        row = self._connection.execute("SELECT cells FROM code WHERE digest = ?", (digest,)).fetchone()
        return tuple(json.loads(row[0])) if row else ()

    def efforts(self, digest: str) -> tuple[Effort, ...]:
        """What tasks took in a submission; nothing where its log of checks was not handed in."""
        row = self._connection.execute("SELECT efforts FROM effort WHERE digest = ?", (digest,)).fetchone()
        return _EFFORTS.validate_json(row[0]) if row else ()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> ClassStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _handed_in(students: str, path: str, attempt: int, latest: int, late: str, mark: str) -> HandedIn:
    people = tuple(Student(*fields) for fields in json.loads(students))
    lateness = Lateness(timedelta(seconds=float(late)) if late != _LATE else None) if late else None
    return HandedIn(people, Path(path), attempt, bool(latest), lateness, mark)


def _late_text(late: Lateness | None) -> str:
    if late is None:
        return ""
    return _LATE if late.by is None else str(late.by.total_seconds())
