"""Moodle's grading worksheet, whose columns are called differently in each language, and come in the same order.

That order is: identifier, name, other details of the student, status, grade, the highest grade, whether the grade can
be changed, the time of the submission, what was typed in, the time of the grade, and comments.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.classes.tables import Table

_IDENTIFIER = re.compile(r"(?P<word>\D*\D)(?P<number>\d+)")
_NUMBER = re.compile(r"\d+([.,]\d+)?")
_COMMENTS = re.compile(
    r"feedback|comm?ent|kommentar|comentario|coment[áà]rio|retroaliment|opmerking|palaute|отзыв", re.I
)


@dataclass(frozen=True)
class Worksheet:
    """Where things stand in a grading worksheet, as numbers of columns.

    Attributes:
        status: whether and when something was handed in, in the platform's words.
        grade: the points.
        most: the points that can be reached.
        submitted: when it was handed in, in the platform's words.
        email: if it is there.
        comments: if they are there.
    """

    status: int
    grade: int
    most: int
    submitted: int | None = None
    email: int | None = None
    comments: int | None = None

    @staticmethod
    def number_of(identifier: str) -> str:
        """The participant's number, without the word before it."""
        match = _IDENTIFIER.fullmatch(identifier.strip())
        return match["number"] if match else identifier.strip()


def worksheet_in(table: Table) -> Worksheet | None:
    """Where things stand in a table, if it is a grading worksheet."""
    rows = [row for row in table.rows[1:] if any(row)]
    width = len(table.head)
    if not rows or any(len(row) != width for row in rows):
        return None
    words = {match["word"] if (match := _IDENTIFIER.fullmatch(row[0].strip())) else None for row in rows}
    if len(words) != 1 or None in words:
        return None
    columns = [[row[place].strip() for row in rows] for place in range(width)]
    places = [place for place in range(3, width - 1) if _is_most(columns, place)]
    if not places:
        return None
    most = places[-1]
    later = range(most + 1, width)
    comments = width - 1 if _COMMENTS.search(table.head[-1]) and width - 1 > most + 1 else None
    return Worksheet(
        status=most - 2,
        grade=most - 1,
        most=most,
        submitted=next((place for place in later if _are_times(columns[place])), None),
        email=next((place for place in range(2, most - 1) if any("@" in cell for cell in columns[place])), None),
        comments=comments,
    )


def _is_most(columns: Sequence[Sequence[str]], place: int) -> bool:
    """Whether a column is that of the highest grade: the same for all, with grades or nothing before it."""
    same = len(set(columns[place])) == 1 and _NUMBER.fullmatch(columns[place][0])
    graded = all(cell in ("", "-") or _NUMBER.fullmatch(cell) for cell in columns[place - 1])
    changeable = all(cell and not _NUMBER.fullmatch(cell) for cell in columns[place + 1])
    return bool(same and graded and changeable)


def _are_times(cells: Sequence[str]) -> bool:
    """Whether cells hold times or nothing, and somewhere a time."""
    with_year = [bool(re.search(r"\b\d{4}\b", cell)) for cell in cells]
    return any(with_year) and all(found or cell in ("", "-") for found, cell in zip(with_year, cells, strict=True))
