"""The written answers of a class: handed to a person without names, and marked."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.classes.corrections import Correction, Kind
from autograder.classes.official import GradedAttempt
from autograder.classes.people import Student
from autograder.classes.store import ClassStore
from autograder.classes.tables import parse_table
from autograder.classes.written_answers import UNSAID, answer_in
from autograder.classes.wrong_answers import anonymous
from autograder.course.concept_questions import WrittenQuestion
from autograder.errors import AutograderError

_SALT = "marking_salt"
_COLUMNS = ("task", "code", "points", "comment")


@dataclass(frozen=True)
class WrittenAnswer:
    """An answer without a name.

    Attributes:
        code: stands for what was handed in; it says nothing about whose it is.
        text: what they wrote.
        points: that it was given, or None where nobody has read it yet.
        comment: that it was given.
        changed: whether it was handed in anew since it was marked.
    """

    code: str
    text: str
    points: float | None = None
    comment: str = ""
    changed: bool = False


@dataclass(frozen=True)
class WrittenTask:
    """A question with all answers of a class, in an order that says nothing."""

    question: WrittenQuestion
    answers: tuple[WrittenAnswer, ...]
    unanswered: int


@dataclass(frozen=True)
class ReadMarks:
    """What a table of marks says.

    Attributes:
        corrections: to be kept with the class.
        outdated: how many marks are about something that has been handed in anew since the page was made.
    """

    corrections: tuple[Correction, ...]
    outdated: int


class Marking:
    """The answers of a class that a person marks.

    Args:
        store: of the class.

    Raises:
        AutograderError: no question of this class is marked by a person.
    """

    def __init__(self, store: ClassStore) -> None:
        self._store = store
        self.questions = store.written_questions()
        if not self.questions:
            raise AutograderError(
                f"Nothing of {store.fact('assignment')} is marked by hand.",
                "Give a question manual = true in questions.toml, and grade the class again.",
            )
        self._salt = store.fact(_SALT)
        if not self._salt:
            self._salt = secrets.token_hex(16)
            store.set_fact(_SALT, self._salt)

    @property
    def key(self) -> str:
        """Stands for the class in a browser."""
        return f"marks {self._digest('key')}"

    def tasks(self) -> Iterator[WrittenTask]:
        """Every question with its answers, of the attempts that count."""
        marks = {(item.student.id, item.check): item for item in self._store.ledger.standing()}
        attempts = self._attempts()
        for question in self.questions:
            answers: dict[str, WrittenAnswer] = {}
            unanswered = 0
            for attempt in attempts:
                text = answer_in(self._store.cells(attempt.digest), question.variable)
                if not text:
                    unanswered += 1
                    continue
                students = attempt.handed_in.students
                mark = marks.get((students[0].id, question.id))
                answer = _marked(self._code(question, attempt), anonymous(text, students), question, mark, attempt)
                answers.setdefault(answer.code, answer)
            in_order = sorted(answers.values(), key=lambda answer: answer.code)
            yield WrittenTask(question, tuple(in_order), unanswered)

    def read(self, table: Path) -> ReadMarks:
        """The marks in a table that the page has made.

        Raises:
            AutograderError: it is none, or a mark makes no sense; the message names its row.
        """
        questions = {question.id: question for question in self.questions}
        authors: dict[tuple[str, str], list[tuple[Student, str]]] = {}
        for attempt in self._attempts():
            for question in self.questions:
                whose = authors.setdefault((question.id, self._code(question, attempt)), [])
                whose += [(student, attempt.digest) for student in attempt.handed_in.students]
        found: list[Correction] = []
        outdated = 0
        for place, row in enumerate(_rows(table), 2):
            asked = questions.get(row["task"])
            if asked is None:
                known = ", ".join(questions)
                raise AutograderError(
                    f"{table.name}, row {place}: there is no written task {row['task']!r}.", f"Known: {known}."
                )
            points = _points(row["points"], asked, f"{table.name}, row {place}")
            why = " ".join(row["comment"].split()) or UNSAID
            whose = authors.get((asked.id, row["code"]), [])
            outdated += not whose
            found += [Correction(who, Kind.CHECK, why, points, asked.id, digest=digest) for who, digest in whose]
        return ReadMarks(tuple(found), outdated)

    def _attempts(self) -> list[GradedAttempt]:
        graded = self._store.graded(self._store.fact("grader"))
        return [attempt for attempt in graded if attempt.handed_in.counts and not attempt.report.error]

    def _code(self, question: WrittenQuestion, attempt: GradedAttempt) -> str:
        """Eight digits that cannot be traced back without the class's own file."""
        return self._digest(question.id, attempt.digest)

    def _digest(self, *parts: str) -> str:
        return hashlib.sha256(json.dumps([self._salt, *parts]).encode()).hexdigest()[:8]


def _marked(
    code: str, text: str, question: WrittenQuestion, mark: Correction | None, attempt: GradedAttempt
) -> WrittenAnswer:
    if mark is None:
        return WrittenAnswer(code, text)
    return WrittenAnswer(
        code,
        text,
        points=question.points if mark.value is None else mark.value,
        comment="" if mark.why == UNSAID else mark.why,
        changed=bool(mark.digest) and mark.digest != attempt.digest,
    )


def _rows(table: Path) -> Sequence[dict[str, str]]:
    again = "Download marks.csv from the page again."
    try:
        found = parse_table(table.name, table.read_bytes())
    except OSError as problem:
        raise AutograderError(f"{table} cannot be read: {problem}.", again) from problem
    rows = [
        {**dict.fromkeys(_COLUMNS, ""), **dict(zip(found.head, row, strict=False))} for row in found.rows[1:] if row
    ]
    if rows and (lacking := [name for name in _COLUMNS if name not in found.head]):
        raise AutograderError(f"{table.name} lacks the column {lacking[0]}.", again)
    return rows


def _points(text: str, question: WrittenQuestion, where: str) -> float:
    try:
        points = float(text.replace(",", "."))
    except ValueError:
        points = -1.0
    if not 0 <= points <= question.points:
        raise AutograderError(
            f"{where}: {text!r} is not a mark for task {question.id}.", f"Give 0 to {question.points:g} points."
        )
    return points
