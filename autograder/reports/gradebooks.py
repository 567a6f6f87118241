"""Grades as the platforms take them back, and every check of everyone for a spreadsheet.

Where the platform's own export was given as the list of students, it is filled in (:mod:`autograder.reports.filled`).
Otherwise columns follow what each platform documents for importing: Gradescope's "Download Grades", Canvas's gradebook
CSV, Moodle's offline grading worksheet. One attempt of a student counts; each member of a group gets a row.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from enum import Enum

from autograder.classes.official import GradedAttempt
from autograder.classes.people import Student
from autograder.classes.platforms import Platform
from autograder.classes.results import AttemptSummary, ClassResults
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
    "corrections",
    "curve",
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
CHECK_COLUMNS = (
    *("id", "name", "attempt", "latest", "number", "check", "score", "max_score", "status", "mistake"),
    *("counts", "corrected"),
)
#: What Canvas takes for a score that is not to be counted.
EXCUSED = "EX"

Row = tuple[object, ...]


class Gradebook(str, Enum):
    """Whose columns; the value is the file's name."""

    OURS = "grades.csv"
    GRADESCOPE = "grades_gradescope.csv"
    CANVAS = "grades_canvas.csv"
    MOODLE = "grades_moodle.csv"
    BLACKBOARD = "grades_blackboard.csv"
    BRIGHTSPACE = "grades_brightspace.csv"


#: The gradebook of the platform that a class comes from.
OF_PLATFORM = {
    Platform.GRADESCOPE: Gradebook.GRADESCOPE,
    Platform.CANVAS: Gradebook.CANVAS,
    Platform.MOODLE: Gradebook.MOODLE,
    Platform.BLACKBOARD: Gradebook.BLACKBOARD,
    Platform.BRIGHTSPACE: Gradebook.BRIGHTSPACE,
}
#: Those whose columns are known without an export of the platform's: what a download calls students, these take back.
WITHOUT_EXPORT = (Gradebook.OURS, Gradebook.GRADESCOPE, Gradebook.CANVAS, Gradebook.MOODLE)


def gradebook(book: Gradebook, results: ClassResults, canvas_id: str = "") -> str:
    """The content of one file of those that need no export, a row for each student.

    Args:
        book: whose columns.
        results: of the class.
        canvas_id: Canvas's number of the assignment; without one, Canvas makes a new assignment of it.
    """
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
    return _lines([*map(_safe, _heads(book, results, canvas_id)), *rows])


def checks_head() -> str:
    """The first line of the file with every check of everyone."""
    return _lines([CHECK_COLUMNS])


def check_lines(attempt: GradedAttempt) -> str:
    """The lines of one attempt in that file: one for each check and student."""
    return _lines(_check_rows(attempt))


def safe_lines(rows: Iterable[Row]) -> str:
    """Rows of a table, without formulas."""
    return _lines(map(_safe, rows))


def _lines(rows: Iterable[Row]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _heads(book: Gradebook, results: ClassResults, canvas_id: str) -> list[Row]:
    match book:
        case Gradebook.GRADESCOPE:
            return [_GRADESCOPE_COLUMNS]
        case Gradebook.CANVAS:  # the assignment is the name of a column, with its points below
            return [
                (*_CANVAS_COLUMNS, f"{results.title} ({canvas_id})" if canvas_id else results.title),
                ("    Points Possible", "", "", "", "", number(results.max_score)),
            ]
        case Gradebook.MOODLE:
            return [_MOODLE_COLUMNS]
        case _:
            return [_OUR_COLUMNS]


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
                    number(outcome.score),
                    number(check.max_score),
                    outcome.status.value,
                    outcome.mistake,
                    attempt.handed_in.counts,
                    outcome.corrected,
                )
            )


def _our_row(attempt: AttemptSummary, student: Student, max_score: float) -> Row:
    return (
        student.id,
        student.name,
        student.email,
        attempt.handed_in.attempt or "",
        _score(attempt),
        number(attempt.max_score) if attempt.checks else "",
        attempt.status,
        round(attempt.seconds, 1),
        attempt.first_feedback,
        _late(attempt),
        number(attempt.deducted) if attempt.deducted else "",
        " ".join(attempt.corrections),
        attempt.curve.replace("**", ""),
    )


def _gradescope_row(attempt: AttemptSummary, student: Student, max_score: float) -> Row:
    first, _, last = student.name.rpartition(" ")
    status = "Ungraded" if attempt.score is None else "Graded"
    return first, last, student.id, student.email, _score(attempt), number(max_score), status


def _canvas_row(attempt: AttemptSummary, student: Student, max_score: float) -> Row:
    return student.name, student.id, "", student.email, "", EXCUSED if attempt.excused else _score(attempt)


def _moodle_row(attempt: AttemptSummary, student: Student, max_score: float) -> Row:
    return (
        f"Participant {student.id}",
        student.name,
        student.email,
        "Submitted for grading",
        _score(attempt),
        number(max_score),
        "Yes",
        "",
        "",
        comment(attempt),
    )


def comment(attempt: AttemptSummary) -> str:
    """What a student reads in a gradebook: what was decided about them, and the first thing to fix."""
    return " ".join((*attempt.corrections, attempt.first_feedback))


def _late(attempt: AttemptSummary) -> str:
    late = attempt.handed_in.late
    if late is None:
        return ""
    return "late" if late.by is None else in_words(late.by)


def _score(attempt: AttemptSummary) -> str:
    return "" if attempt.score is None else number(attempt.score)


def number(value: float) -> str:
    """Points as platforms read them."""
    return f"{value:.6g}"


def _safe(row: Row) -> Row:
    """No text that a spreadsheet would take for a formula: names and messages come from students."""
    return tuple(harmless(value) if isinstance(value, str) else value for value in row)


def harmless(text: str) -> str:
    """The same text, or one that no spreadsheet takes for a formula."""
    text = clean(text)
    if _NUMBER.fullmatch(text):
        return text
    return _FORMULA.sub(lambda match: f"{match['before']}'{match['blank']}{match['mark']}", text)
