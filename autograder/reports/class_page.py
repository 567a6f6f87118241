"""The report about a whole class as one self-contained HTML file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from autograder.classes.results import AttemptSummary, ClassResults
from autograder.reports.environment import page_environment
from autograder.results import Status
from autograder.submissions.check_log import LONGEST_GAP

#: The folder beside the report that it links to, with a folder for each attempt.
STUDENTS = "students"
BINS = 10
_WIDTH, _HEIGHT, _LEFT, _RIGHT, _BOTTOM, _TOP = 360, 190, 30, 12, 22, 12  # of the histogram, in its own units


@dataclass(frozen=True)
class Bar:
    """One bar of the histogram, in the picture's own units."""

    x: float
    y: float
    width: float
    height: float
    count: int
    label: str


@dataclass(frozen=True)
class Histogram:
    """Shares of the points, from 0 to 1, in equal bins; full marks are in the last one."""

    bars: tuple[Bar, ...]
    grid: tuple[tuple[float, int], ...]  # heights of lines, and what they stand for
    width: int = _WIDTH
    height: int = _HEIGHT
    left: int = _LEFT
    right: int = _WIDTH - _RIGHT
    base: int = _HEIGHT - _BOTTOM


def class_page(results: ClassResults, made: datetime) -> str:
    """HTML about a class; ``made`` is the time that it tells."""
    return (
        page_environment()
        .get_template("class.html")
        .render(
            title=results.title,
            platform=results.platform,
            pictures=results.pictures,
            remarks=results.remarks,
            grader=results.grader,
            made=made.strftime("%Y-%m-%d %H:%M"),
            numbers=results.statistics,
            histogram=histogram(results.statistics.scores),
            rows=results.latest,
            students=STUDENTS,
            ungradable=[row for row in results.latest if row.score is None and not row.excused],
            corrections=results.corrections,
            curved=any(row.curve for row in results.latest),
            pairs=results.pairs,
            efforts=results.efforts,
            logs=results.logs,
            most_minutes=max((task.minutes.median for task in results.efforts), default=0) or 1,
            longest_gap=LONGEST_GAP.total_seconds() / 60,
            status=Status,
            status_of=_status,
        )
    )


def histogram(shares: Sequence[float]) -> Histogram:
    """How many students reached how much."""
    counts = [0] * BINS
    for share in shares:
        counts[min(BINS - 1, max(0, int(share * BINS + 1e-9)))] += 1
    step = _nice_step(max(counts, default=0))
    top = step * max(1, -(-max(counts, default=0) // step))
    base, width = _HEIGHT - _BOTTOM, (_WIDTH - _LEFT - _RIGHT) / BINS
    scale = (base - _TOP) / top
    bars = tuple(
        Bar(
            x=round(_LEFT + place * width + 1.5, 2),
            y=round(base - count * scale, 2),
            width=round(width - 3, 2),
            height=round(count * scale, 2),
            count=count,
            label=f"{100 * place // BINS} to {100 * (place + 1) // BINS} %",
        )
        for place, count in enumerate(counts)
    )
    grid = tuple((round(base - value * scale, 2), value) for value in range(0, top + 1, step))
    return Histogram(bars, grid)


def _nice_step(largest: int) -> int:
    step = 1
    while largest / step > 5:
        step = step * 2 if str(step)[0] in "15" else step * 5 // 2
    return step


def _status(attempt: AttemptSummary) -> str:
    return "grading failed" if attempt.status == "crashed" else attempt.status
