"""The report about all assignments of a course as one self-contained HTML file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from autograder.classes.course_results import CourseResults
from autograder.reports.environment import page_environment

_CELL, _MARGIN = 20, 44  # of the picture of correlations, in its own units


@dataclass(frozen=True)
class Cell:
    """One pair of tasks in the picture."""

    x: float
    y: float
    strength: float  # 0 to 1
    negative: bool
    text: str


@dataclass(frozen=True)
class Heatmap:
    """How far tasks go together: a triangle, in the picture's own units."""

    cells: tuple[Cell, ...]
    rows: tuple[tuple[float, str], ...]  # middle of each row, and the task's number
    columns: tuple[tuple[float, str], ...]
    width: int
    height: int
    margin: int = _MARGIN
    cell: int = _CELL


def course_page(results: CourseResults, made: datetime, reports: Mapping[Path, str]) -> str:
    """HTML about a course.

    Args:
        results: of all its assignments.
        made: the time that it tells.
        reports: where the report about each class is, by its folder, as seen from this page.
    """
    return (
        page_environment()
        .get_template("course.html")
        .render(
            results=results,
            heatmap=heatmap(results),
            reports=reports,
            most=max((one.handed_in for one in results.assignments), default=0) or 1,
            stopped=sum(person.stopped for person in results.participants),
            made=made.strftime("%Y-%m-%d %H:%M"),
        )
    )


def heatmap(results: CourseResults) -> Heatmap:
    """The picture of all correlations between tasks; nothing is drawn where one is not defined."""
    tasks = [task for task in results.tasks if any(task in (pair.first, pair.second) for pair in results.pairs)]
    places = {task: place for place, task in enumerate(tasks)}
    cells = tuple(
        Cell(
            x=_MARGIN + places[pair.first] * _CELL,
            y=(places[pair.second] - 1) * _CELL,
            strength=round(abs(pair.correlation), 2),
            negative=pair.correlation < 0,
            text=f"{pair.first.number} and {pair.second.number}: {pair.correlation:.2f}, {pair.students} students",
        )
        for pair in results.pairs
    )
    side = max(0, len(tasks) - 1) * _CELL
    return Heatmap(
        cells,
        rows=tuple(((place - 0.5) * _CELL, task.number) for place, task in enumerate(tasks) if place),
        columns=tuple((_MARGIN + (place + 0.5) * _CELL, task.number) for place, task in enumerate(tasks[:-1])),
        width=_MARGIN + side,
        height=side + _MARGIN,
    )
