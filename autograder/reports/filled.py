"""A platform's own gradebook, as it was exported, with scores filled in: rows, order and columns stay.

Canvas finds a student by the column ID and an assignment by the number behind its name; a row "Points Possible" and
read-only columns belong to the file. Moodle finds a student by the identifier and takes no grade that is newer on the
platform than in the file. Brightspace and Blackboard find a column by its whole name, with what they write behind it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from autograder.classes.people import shown_with_id
from autograder.classes.platforms import Platform
from autograder.classes.results import AttemptSummary, ClassResults
from autograder.classes.roster import EXTENSIONS, Roster, column_key, letters_of
from autograder.classes.tables import Table
from autograder.classes.uploads import listed
from autograder.classes.worksheets import worksheet_in
from autograder.reports.gradebooks import EXCUSED, comment, harmless, number

_CANVAS = re.compile(r"(?P<title>.*)\s\((?P<id>\d+)\)", re.S)
_BRIGHTSPACE = re.compile(r"(?P<title>.*) Points Grade(?: <.*>)?", re.S)
_BLACKBOARD = re.compile(r"(?P<title>.*?) *\[Total Pts:.*\](?: *\|\d+)?", re.S)
_DECIMAL_COMMA = re.compile(r"\d+,\d+")


@dataclass(frozen=True)
class Filled:
    """A gradebook to be imported.

    Attributes:
        data: the file's content, or nothing where the column of the assignment was not found.
        remarks: for the instructor.
    """

    data: bytes | None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Columns:
    """Where scores and comments go; ``added`` is the name of a column that the export does not have."""

    score: int
    comments: int | None = None
    added: str = ""


def filled(platform: Platform, roster: Roster, results: ClassResults, canvas_id: str = "") -> Filled | None:
    """The platform's gradebook among the lists of students, filled in; None where there is none among them.

    Args:
        platform: where the class comes from.
        roster: the lists that were given.
        results: of the class.
        canvas_id: Canvas's number of the assignment.
    """
    remarks: list[str] = []
    for place, table in enumerate(roster.tables):
        if not _is_gradebook(platform, table):
            continue
        columns = _columns(platform, table, results, canvas_id, remarks)
        if columns is not None:
            canvas = platform is Platform.CANVAS
            return _fill(table, place, columns, roster, results, remarks, EXCUSED if canvas else "")
        return Filled(None, tuple(remarks))
    return None


def _is_gradebook(platform: Platform, table: Table) -> bool:
    keys = {column_key(name) for name in table.head}
    match platform:
        case Platform.CANVAS:
            return "id" in keys and "section" in keys and bool({"student", "lastname"} & keys)
        case Platform.MOODLE:
            return worksheet_in(table) is not None
        case Platform.GRADESCOPE:
            return {"sid", "totalscore"} <= keys
        case Platform.BRIGHTSPACE:
            return "endoflineindicator" in keys
        case Platform.BLACKBOARD:
            return "username" in keys
        case _:
            return False


def _columns(
    platform: Platform, table: Table, results: ClassResults, canvas_id: str, remarks: list[str]
) -> _Columns | None:
    if platform is Platform.MOODLE and (sheet := worksheet_in(table)):
        return _Columns(sheet.grade, sheet.comments)
    if platform is Platform.GRADESCOPE:
        return _Columns([column_key(name) for name in table.head].index("totalscore"))
    form = {Platform.CANVAS: _CANVAS, Platform.BRIGHTSPACE: _BRIGHTSPACE, Platform.BLACKBOARD: _BLACKBOARD}[platform]
    named = {place: match for place, name in enumerate(table.head) if (match := form.fullmatch(name))}
    if platform is Platform.CANVAS and canvas_id:
        same = [place for place, match in named.items() if match["id"] == canvas_id]
        return _Columns(same[0]) if same else _Columns(len(table.head), added=f"{results.title} ({canvas_id})")
    found = _called_like_it({place: match["title"] for place, match in named.items()}, results)
    if len(found) == 1:
        return _Columns(found[0])
    which = listed([table.head[place] for place in found or named])
    said = f"No column of {table.name} is called like this assignment{f': {which}' if named else ''}."
    if found:
        said = f"More than one column of {table.name} may be this assignment's: {which}."
    step = f"Call it {results.title!r} on {platform.value}, and export the gradebook again."
    if platform is Platform.CANVAS:
        step = "Give Canvas's number of it with --canvas-id."
    remarks.append(f"{said} {step}")
    return None


def _called_like_it(titles: dict[int, str], results: ClassResults) -> list[int]:
    """The columns that are called most like the assignment: by its title, or by its short name."""
    title, short = letters_of(results.title), letters_of(results.assignment.partition("_")[0])
    beginning = re.compile(rf"{re.escape(short)}(?!\d)")
    ways: tuple[Callable[[str], bool], ...] = (
        lambda name: name in (title, letters_of(results.assignment)),
        lambda name: title in name,
        lambda name: beginning.match(name) is not None,
    )
    for fits in ways:
        if found := [place for place, name in titles.items() if fits(letters_of(name))]:
            return found
    return []


def _fill(
    table: Table,
    place: int,
    columns: _Columns,
    roster: Roster,
    results: ClassResults,
    remarks: list[str],
    excused: str,
) -> Filled:
    rows = [list(row) + [""] * (len(table.head) - len(row)) if any(row) else list(row) for row in table.rows]
    if columns.added:
        for row in rows:
            row += [""] if row else []
        rows[0][-1] = columns.added
    comma = table.separator == ";" and any(_DECIMAL_COMMA.fullmatch(cell) for row in table.rows for cell in row)
    most = _most(table, columns)
    for row in rows[1:] if columns.added else ():
        if row and "Points Possible" in row[0]:
            row[columns.score] = number(results.max_score)
    missing = []
    for attempt in results.latest:
        score = excused if attempt.excused else _score(attempt)
        for student in attempt.handed_in.students:
            entry = roster.find(student)
            numbers = [row for number_of_table, row in entry.places if number_of_table == place] if entry else []
            if not numbers:
                missing.append(shown_with_id(student))
                continue
            row = rows[numbers[0]]
            if score:
                row[columns.score] = score.replace(".", ",") if comma else score
            if columns.comments is not None and not row[columns.comments].strip():  # what somebody wrote stays
                row[columns.comments] = harmless(comment(attempt))
    if missing:
        remarks.append(f"Not in {table.name}, and so in grades.csv only: {listed(sorted(missing))}.")
    if most is not None and results.max_score and most != results.max_score:
        remarks.append(
            f"{table.name} says that the maximum is {most:g} points, and the grader says {results.max_score:g}. "
            "Points were not converted."
        )
    above = [attempt.handed_in.label for attempt in results.latest if most is not None and (attempt.score or 0) > most]
    if above:
        remarks.append(f"More points than {table.name} allows, which the platform may refuse: {listed(sorted(above))}.")
    dropped = {number for number, name in enumerate(rows[0]) if column_key(name) in EXTENSIONS}
    return Filled(
        table.written([[cell for number, cell in enumerate(row) if number not in dropped] for row in rows]),
        tuple(remarks),
    )


def _score(attempt: AttemptSummary) -> str:
    return "" if attempt.score is None else number(attempt.score)


def _most(table: Table, columns: _Columns) -> float | None:
    """The points that the platform says can be reached, as far as the export says so."""
    if columns.added:
        return None
    rows: Sequence[Sequence[str]] = table.rows
    cells = [row[columns.score] for row in rows[1:] if row and "Points Possible" in row[0] and len(row) > columns.score]
    if sheet := worksheet_in(table):
        cells = [rows[1][sheet.most]]
    if match := re.search(r"(?:MaxPoints:|Total Pts: )(\d+(?:\.\d+)?)", table.head[columns.score]):
        cells = [match[1]]
    try:
        return float(cells[0].replace(",", ".")) if cells else None
    except ValueError:
        return None
