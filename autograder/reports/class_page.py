"""The report about a whole class as one self-contained HTML file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, PackageLoader, select_autoescape

from autograder.classes.people import HandedIn
from autograder.classes.similarity import Pair, alike
from autograder.classes.statistics import class_statistics
from autograder.classes.store import Graded, Store
from autograder.reports.table import first_feedback
from autograder.results import Status

FILE = "report.html"
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


@dataclass(frozen=True)
class Row:
    """One student (or group) in the table."""

    handed_in: HandedIn
    status: str
    score: float | None
    passed: int
    checks: int
    first: str
    seconds: float
    memory_mb: float


def write_class_report(store: Store, folder: Path) -> Path:
    """Write the report about the official results in ``store`` to ``folder``.

    Returns:
        Its path.
    """
    grader = store.fact("grader")
    path = folder / FILE
    numbers = class_statistics(item for item in store.graded(grader) if item.handed_in.latest)
    rows = [_row(item) for item in store.graded(grader) if item.handed_in.latest]
    pages = {item.key: f"students/{item.key}/index.html" for item, _ in store.handed_in()}
    environment = Environment(
        loader=PackageLoader("autograder.reports"), autoescape=select_autoescape(), trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["percent"] = lambda share: f"{100 * share:.0f} %"
    environment.filters["clock"] = clock
    template = environment.get_template("class.html")
    text = template.render(
        assignment=store.fact("assignment"),
        title=store.fact("title") or store.fact("assignment"),
        platform=store.fact("platform"),
        remarks=json.loads(store.fact("remarks", "[]")),
        grader=grader,
        made=datetime.now().astimezone().strftime("%Y-%m-%d %H:%M"),
        numbers=numbers,
        histogram=histogram(numbers.scores),
        rows=rows,
        pages=pages,
        ungradable=[row for row in rows if row.score is None],
        pairs=similar_pairs(store, grader),
        status=Status,
    )
    path.write_text(text, encoding="utf-8")
    return path


def similar_pairs(store: Store, grader: str) -> list[Pair]:
    """Pairs of latest attempts that are suspiciously alike."""
    handed_out = json.loads(store.fact("handed_out", "[]"))
    latest = [(item.label, digest) for item, digest in store.handed_in() if item.latest]
    names = _told_apart([label for label, _ in latest])
    return alike(names, lambda place: store.cells(latest[place][1]), handed_out)


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


def clock(seconds: float) -> str:
    """``"1 h 05 min"``, ``"3 min 20 s"`` or ``"12 s"``."""
    whole = round(seconds)
    if whole >= 3600:
        return f"{whole // 3600} h {whole % 3600 // 60:02d} min"
    return f"{whole // 60} min {whole % 60:02d} s" if whole >= 60 else f"{whole} s"


def _nice_step(largest: int) -> int:
    step = 1
    while largest / step > 5:
        step = step * 2 if str(step)[0] in "15" else step * 5 // 2
    return step


def _row(item: Graded) -> Row:
    report = item.report
    return Row(
        handed_in=item.handed_in,
        status="grading failed" if item.crashed else report.status,
        score=None if report.error else report.score,
        passed=sum(outcome.status is Status.PASSED for outcome in report.outcomes),
        checks=len(report.outcomes),
        first=first_feedback(report),
        seconds=report.seconds,
        memory_mb=report.peak_memory_mb,
    )


def _told_apart(labels: Sequence[str]) -> list[str]:
    """The same labels, numbered where two students have the same name."""
    seen: dict[str, int] = {}
    result = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        result.append(label if seen[label] == 1 else f"{label} #{seen[label]}")
    return result
