"""Grades as the platforms take them back, and every check of everyone for a spreadsheet.

Columns follow what each platform documents for importing: Gradescope's "Download Grades", Canvas's gradebook CSV,
Moodle's offline grading worksheet. Only the latest attempt of a student counts; each member of a group gets a row.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from enum import Enum
from pathlib import Path

from autograder.classes.people import Student
from autograder.classes.store import Graded
from autograder.reports.table import first_feedback

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_OUR_COLUMNS = ("id", "name", "email", "attempt", "score", "max_score", "status", "seconds", "first_thing_to_mend")
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


def write_gradebooks(graded: Iterable[Graded], folder: Path, *, title: str, max_score: float) -> list[Path]:
    """Write one file for each of :class:`Gradebook` and ``checks.csv``, in one pass over ``graded``.

    Args:
        graded: every attempt; one at a time is held in memory.
        folder: to write to.
        title: of the assignment, which Canvas uses as the column's name.
        max_score: points that could be reached.

    Returns:
        The files.
    """
    rows: dict[Gradebook, Callable[[Graded, Student], Row]] = {
        Gradebook.OURS: _our_row,
        Gradebook.GRADESCOPE: lambda item, student: _gradescope_row(item, student, max_score),
        Gradebook.CANVAS: _canvas_row,
        Gradebook.MOODLE: lambda item, student: _moodle_row(item, student, max_score),
    }
    heads: dict[Gradebook, list[Row]] = {
        Gradebook.OURS: [_OUR_COLUMNS],
        Gradebook.GRADESCOPE: [_GRADESCOPE_COLUMNS],
        Gradebook.CANVAS: [(*_CANVAS_COLUMNS, title), ("    Points Possible", "", "", "", "", _number(max_score))],
        Gradebook.MOODLE: [_MOODLE_COLUMNS],
    }
    files = [folder / book.value for book in Gradebook]
    with ExitStack() as stack:
        writers = {
            book: csv.writer(stack.enter_context(path.open("w", newline="", encoding="utf-8")))
            for book, path in zip(Gradebook, files, strict=True)
        }
        checks = csv.writer(stack.enter_context((folder / "checks.csv").open("w", newline="", encoding="utf-8")))
        checks.writerow(CHECK_COLUMNS)
        for book, writer in writers.items():
            writer.writerows(heads[book])
        for item in graded:
            checks.writerows(check_rows(item))
            for student in item.handed_in.students if item.handed_in.latest else ():
                for book, writer in writers.items():
                    writer.writerow(_safe(rows[book](item, student)))
    return [*files, folder / "checks.csv"]


def check_rows(item: Graded) -> Iterator[Row]:
    """A row for each check and student of one attempt."""
    for student in item.handed_in.students:
        for outcome in item.report.outcomes:
            check = outcome.check
            yield _safe(
                (
                    student.id,
                    student.name,
                    item.handed_in.attempt,
                    item.handed_in.latest,
                    check.number,
                    check.name,
                    _number(outcome.score),
                    _number(check.max_score),
                    outcome.status.value,
                    outcome.mistake,
                )
            )


def write_parquet(path: Path, checks: Path) -> bool:
    """Write the rows of ``checks.csv`` as Parquet where pyarrow is installed; returns whether it is."""
    try:
        from pyarrow import csv as arrow_csv
        from pyarrow import parquet
    except ImportError:
        return False
    parquet.write_table(arrow_csv.read_csv(checks), path)
    return True


def _our_row(item: Graded, student: Student) -> Row:
    report = item.report
    score = "" if report.error else _number(report.score)
    status = "crashed" if item.crashed else report.status
    return (
        student.id,
        student.name,
        student.email,
        item.handed_in.attempt,
        score,
        _number(report.max_score) if report.outcomes else "",
        status,
        round(report.seconds, 1),
        first_feedback(report),
    )


def _gradescope_row(item: Graded, student: Student, max_score: float) -> Row:
    first, _, last = student.name.rpartition(" ")
    status = "Ungraded" if item.report.error else "Graded"
    score = "" if item.report.error else _number(item.report.score)
    return first, last, student.id, student.email, score, _number(max_score), status


def _canvas_row(item: Graded, student: Student) -> Row:
    return student.name, student.id, "", student.email, "", "" if item.report.error else _number(item.report.score)


def _moodle_row(item: Graded, student: Student, max_score: float) -> Row:
    graded = not item.report.error
    return (
        f"Participant {student.id}",
        student.name,
        student.email,
        "Submitted for grading",
        _number(item.report.score) if graded else "",
        _number(max_score),
        "Yes",
        "",
        "",
        first_feedback(item.report),
    )


def _number(value: float) -> str:
    return f"{value:.6g}"


def _safe(row: Row) -> Row:
    """No text that a spreadsheet would take for a formula: names and messages come from students."""
    return tuple(f"'{value}" if isinstance(value, str) and _is_formula(value) else value for value in row)


def _is_formula(text: str) -> bool:
    return text.startswith(_FORMULA) and not text[1:].replace(".", "", 1).isdigit()
