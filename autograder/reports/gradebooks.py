"""Grades as the platforms take them back, and every check of everyone for a spreadsheet.

Columns follow what each platform documents for importing: Gradescope's "Download Grades", Canvas's gradebook CSV,
Moodle's offline grading worksheet. Only the latest attempt of a student counts; each member of a group gets a row.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from enum import Enum

from autograder.classes.people import Student
from autograder.classes.results import AttemptSummary, ClassResults
from autograder.classes.store import GradedAttempt
from autograder.course.lateness import in_words
from autograder.texts import clean

# A spreadsheet in a country with decimal commas splits lines at semicolons; some take wide letters as well.
_FORMULA = re.compile(r"(?P<before>^|[;\t\r\n])(?P<blank>[ \"']*)(?P<mark>[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])")
_NUMBER = re.compile(r"[+-]\d+(\.\d+)?")
_OUR_COLUMNS = (
    "id",
    "name",
    "email",
    "attempt",
    "score",
    "max_score",
    "status",
    "seconds",
    "first_thing_to_mend",
    "late",
    "deducted",
)
_GRADESCOPE_COLUMNS = ("First Name", "Last Name", "SID", "Email", "Total Score", "Max Points", "Status")
_CANVAS_COLUMNS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
_MOODLE_COLUMNS = (
    "Identifier",
    "Full name",
    "Email address",
    "Status",
    "Grade",
    "Maximum Grade",
    "Grade can be changed",
    "Last modified (submission)",
    "Last modified (grade)",
    "Feedback comments",
)
CHECK_COLUMNS = ("id", "name", "attempt", "latest", "number", "check", "score", "max_score", "status", "mistake")

Row = tuple[object, ...]


class Gradebook(str, Enum):
    """Whose columns; the value is the file's name."""

    OURS = "grades.csv"
    GRADESCOPE = "grades_gradescope.csv"
    CANVAS = "grades_canvas.csv"
    MOODLE = "grades_moodle.csv"


def gradebook(book: Gradebook, results: ClassResults) -> str:
    """The content of one file, a row for each student."""
    row = {
        Gradebook.OURS: _our_row,
        Gradebook.GRADESCOPE: _gradescope_row,
        Gradebook.CANVAS: _canvas_row,
        Gradebook.MOODLE: _moodle_row,
    }[book]
    rows = (
        _safe(row(attempt, student, results.max_score))
        for attempt in results.latest
        for student in attempt.handed_in.students
    )
    return _lines([*map(_safe, _heads(book, results)), *rows])


def checks_head() -> str:
    """The first line of the file with every check of everyone."""
    return _lines([CHECK_COLUMNS])


def check_lines(attempt: GradedAttempt) -> str:
    """The lines of one attempt in that file: one for each check and student."""
    return _lines(_check_rows(attempt))


def _lines(rows: Iterable[Row]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _heads(book: Gradebook, results: ClassResults) -> list[Row]:
    match book:
        case Gradebook.OURS:
            return [_OUR_COLUMNS]
        case Gradebook.GRADESCOPE:
            return [_GRADESCOPE_COLUMNS]
        case Gradebook.CANVAS:  # the assignment is the name of a column, with its points below
            return [
                (*_CANVAS_COLUMNS, results.title),
                ("    Points Possible", "", "", "", "", _number(results.max_score)),
            ]
        case Gradebook.MOODLE:
            return [_MOODLE_COLUMNS]


def _check_rows(attempt: GradedAttempt) -> Iterator[Row]:
    for student in attempt.handed_in.students:
        for outcome in attempt.report.outcomes:
            check = outcome.check
            yield _safe(
                (
                    student.id,
                    student.name,
                    attempt.handed_in.attempt,
                    attempt.handed_in.latest,
                    check.number,
                    check.name,
                    _number(outcome.score),
                    _number(check.max_score),
                    outcome.status.value,
                    outcome.mistake,
                )
            )


def _our_row(attempt: AttemptSummary, student: Student, max_score: float) -> Row:
    return (
        student.id,
        student.name,
        student.email,
        attempt.handed_in.attempt,
        _score(attempt),
        _number(attempt.max_score) if attempt.checks else "",
        "crashed" if attempt.crashed else "ungradable" if attempt.score is None else "graded",
        round(attempt.seconds, 1),
        attempt.first_feedback,
        _late(attempt),
        _number(attempt.deducted) if attempt.deducted else "",
    )


def _gradescope_row(attempt: AttemptSummary, student: Student, max_score: float) -> Row:
    first, _, last = student.name.rpartition(" ")
    status = "Ungraded" if attempt.score is None else "Graded"
    return first, last, student.id, student.email, _score(attempt), _number(max_score), status


def _canvas_row(attempt: AttemptSummary, student: Student, max_score: float) -> Row:
    return student.name, student.id, "", student.email, "", _score(attempt)


def _moodle_row(attempt: AttemptSummary, student: Student, max_score: float) -> Row:
    return (
        f"Participant {student.id}",
        student.name,
        student.email,
        "Submitted for grading",
        _score(attempt),
        _number(max_score),
        "Yes",
        "",
        "",
        attempt.first_feedback,
    )


def _late(attempt: AttemptSummary) -> str:
    late = attempt.handed_in.late
    if late is None:
        return ""
    return "late" if late.by is None else in_words(late.by)


def _score(attempt: AttemptSummary) -> str:
    return "" if attempt.score is None else _number(attempt.score)


def _number(value: float) -> str:
    return f"{value:.6g}"


def _safe(row: Row) -> Row:
    """No text that a spreadsheet would take for a formula: names and messages come from students."""
    return tuple(_harmless(value) if isinstance(value, str) else value for value in row)


def _harmless(text: str) -> str:
    text = clean(text)
    if _NUMBER.fullmatch(text):
        return text
    return _FORMULA.sub(lambda match: f"{match['before']}'{match['blank']}{match['mark']}", text)
