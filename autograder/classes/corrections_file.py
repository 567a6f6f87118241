"""Corrections in a table: one a row, to be written by hand or by a program, and as they are written for a class."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping

from autograder.classes.corrections import EVERYONE, Correction, Kind
from autograder.classes.people import Student
from autograder.classes.tables import parse_table
from autograder.errors import AutograderError

NAME = "corrections.csv"
COLUMNS = ("student", "name", "check", "points", "extra", "excuse", "forgive_days", "why")
_FULL = "full"
_NO = ("", "no", "false", "0")

Find = Callable[[str], Student]


def rows_of(corrections: Iterable[Correction]) -> list[tuple[str, ...]]:
    """A table that :func:`read_corrections` reads again, with its head."""
    return [COLUMNS, *map(_row, corrections)]


def _row(item: Correction) -> tuple[str, ...]:
    value = _FULL if item.value is None else f"{item.value:.6g}"
    cells = dict.fromkeys(COLUMNS, "")
    cells |= {"student": item.student.id, "name": item.student.name, "check": item.check, "why": item.why}
    column = {Kind.CHECK: "points", Kind.EXCUSE: "excuse"}.get(item.kind, item.kind.value)
    cells[column] = "yes" if item.kind is Kind.EXCUSE else value
    return tuple(cells[name] for name in COLUMNS)


def read_corrections(name: str, data: bytes, find: Find) -> list[Correction]:
    """Read a table of corrections, whole or not at all.

    Args:
        name: of the file.
        data: its content.
        find: tells who is meant; see :class:`autograder.classes.roll.Roll`.

    Raises:
        AutograderError: a row cannot be understood; the message names it.
    """
    table = parse_table(name, data)
    head = [cell.strip().casefold() for cell in table.head]
    if not {"student", "why"} <= set(head):
        raise AutograderError(f"{name} lacks the columns student and why.", f"Its columns are: {', '.join(COLUMNS)}.")
    found: list[Correction] = []
    for place, row in enumerate(table.rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        try:
            found += _corrections({key: cell.strip() for key, cell in zip(head, row, strict=False)}, find)
        except AutograderError as problem:
            raise AutograderError(f"{name}, row {place}: {problem.message}", problem.next_step) from problem
    return found


def _corrections(row: Mapping[str, str], find: Find) -> list[Correction]:
    def get(key: str) -> str:
        return row.get(key, "")

    student = EVERYONE if get("student") in (EVERYONE.id, EVERYONE.name) else find(get("student"))
    made = decided(
        student,
        get("why"),
        check=get("check"),
        points=None if get("points").casefold() in ("", _FULL) else _number(get("points")),
        extra=_number(get("extra")) if get("extra") else None,
        excuse=get("excuse").casefold() not in _NO,
        forgive_days=_number(get("forgive_days")) if get("forgive_days") else None,
    )
    if not made:
        raise AutograderError(
            "nothing is corrected.", "Fill in check and points, points, extra, excuse or forgive_days."
        )
    return made


def decided(
    student: Student,
    why: str,
    *,
    check: str = "",
    points: float | None = None,
    extra: float | None = None,
    excuse: bool = False,
    forgive_days: float | None = None,
) -> list[Correction]:
    """The corrections that were asked for.

    Args:
        student: whose.
        why: the reason, for the student.
        check: of which check the points are; without one they are of the whole submission.
        points: of the check or the submission; for a check, all by default.
        extra: points besides the checks.
        excuse: whether nothing is to be counted.
        forgive_days: days of being late that cost nothing.

    Raises:
        AutograderError: there is no reason, or a number makes no sense.
    """
    for name, value in (("points", points), ("extra", extra), ("forgive_days", forgive_days)):
        if value is not None and (not math.isfinite(value) or (value < 0 and name != "extra")):
            raise AutograderError(f"{name} cannot be {value:g}.", "Give a number of at least 0.")
    if forgive_days is not None and forgive_days > 999:
        raise AutograderError(f"forgive_days cannot be {forgive_days:g}.", "Give a number of at most 999.")
    why = " ".join(why.split())
    made = []
    if check:
        made.append(Correction(student, Kind.CHECK, why, points, check))
    elif points is not None:
        made.append(Correction(student, Kind.POINTS, why, points))
    if extra is not None:
        made.append(Correction(student, Kind.EXTRA, why, extra))
    if excuse:
        made.append(Correction(student, Kind.EXCUSE, why))
    if forgive_days is not None:
        made.append(Correction(student, Kind.LATE_DAYS, why, forgive_days))
    if made and not why:
        raise AutograderError("A correction needs a reason, which the student reads.", 'Add --why "…".')
    return made


def _number(text: str) -> float:
    try:
        return float(text.replace(",", ".").removeprefix("'"))
    except ValueError:
        raise AutograderError(f"{text!r} is not a number.", "Write points as 8 or 7.5.") from None
