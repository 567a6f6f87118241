"""A calibration for a terminal."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from autograder.assurance.calibration.effects import JudgedEffect
from autograder.assurance.calibration.meaning import PlacedLimit
from autograder.assurance.calibration.plan import Limit
from autograder.assurance.calibration.run import Calibration
from autograder.assurance.calibration.thresholds import Scale, percent
from autograder.datasets.measured_effects import MeasuredEffects, Presence
from autograder.errors import AutograderError

_VERDICTS = {
    Presence.THERE: ("there", "green"),
    Presence.WEAK: ("weak: on average, but not in each training", "yellow"),
    Presence.ABSENT: ("absent", "red"),
}
_BY_VALUE = frozenset(scale.value for scale in Scale)


def calibration_table(calibration: Calibration) -> RenderableType:
    """The effects with their targets, then each limit with its margins both ways."""
    parts: list[RenderableType] = []
    if calibration.judged:
        parts.append(_effects(calibration.judged, calibration.runs))
    if calibration.shown:
        parts.append(effects_table(calibration.assignment.short, calibration.shown))
    for limit in calibration.plan.limits:
        try:
            parts.append(_limit(calibration, limit))
        except AutograderError as problem:
            parts.append(Text(str(problem), style="yellow"))
    return Group(*parts)


def _effects(rows: tuple[JudgedEffect, ...], runs: int) -> Table:
    table = Table(title=f"Effects, {runs} seeds each", title_justify="left", title_style="bold")
    for heading in ("", "Effect", "Value", "Target", "Measured", "Margin"):
        table.add_column(heading, justify="right" if heading in ("Measured", "Margin") else "left")
    for row in rows:
        for finding in row.findings:
            symbol, colour = ("✓", "green") if finding.met else ("✗", "red")
            title = row.effect.title if finding is row.findings[0] else ""
            numbers = (f"{finding.measured:.3f}", f"{finding.margin:+.3f}")
            table.add_row(Text(symbol, style=colour), title, finding.goal.label, finding.goal.text, *numbers)
    return table


def _limit(calibration: Calibration, limit: Limit) -> RenderableType:
    threshold = calibration.threshold(limit)
    passed, tried = calibration.passes(limit)
    sign = -1 if limit.most else 1
    text = limit.scale.text
    title = (
        f"{limit.name}: {'at most' if limit.most else 'at least'} {text(sign * threshold.value)}; room of "
        f"{text(threshold.highest - threshold.value)} to right ways, of {text(threshold.value - threshold.lowest)} to "
        f"wrong ones; the reference passed in {passed} of {tried} runs"
    )
    table = Table(title=title, title_justify="left", title_style="bold")
    for heading in ("Strategy", "Runs", "Mean", "Chance of a wrong verdict", "Decided by"):
        table.add_column(heading, justify="left" if heading in ("Strategy", "Decided by") else "right")
    for contender in threshold.contenders:
        forecast = contender.forecast
        table.add_row(
            contender.name + (" (right)" if contender.right else ""),
            str(forecast.runs),
            f"{sign * forecast.mean_value:.3f}",
            percent(threshold.chance_of_error(contender)),
            threshold.decided_by(contender),
        )
    notes = [Text(f"No check tells {name} from a right solution.", style="bold red") for name in threshold.unseen]
    return Group(table, *notes)


def effects_table(name: str, effects: MeasuredEffects) -> RenderableType:
    """Which of the effects that a notebook claims show on these photos.

    Args:
        name: of the assignment.
        effects: as they were measured.
    """
    table = Table(title=f"{name}: what these photos show", title_justify="left", title_style="bold")
    for heading in ("Effect", "Mean", "95 % interval", "Trainings", "Verdict"):
        table.add_column(heading, justify="right" if heading == "Trainings" else "left", overflow="fold")
    for one in effects.values():
        verdict, colour = _VERDICTS[one.presence]
        if one.check and one.presence is Presence.ABSENT:
            verdict += f", so {one.check} is not asked for"
        table.add_row(one.title, one.size, one.interval, str(one.runs), Text(verdict, style=colour))
    return table


def limits_table(name: str, limits: Sequence[PlacedLimit], left_out: Collection[str] = ()) -> RenderableType:
    """What each calibrated check asks for, how far the reference is from it, and how often wrong strategies pass.

    Args:
        name: of the assignment.
        limits: as they were placed.
        left_out: numbers of checks that are not asked for.
    """
    table = Table(title=f"{name}: limits", title_justify="left", title_style="bold")
    for heading in ("Check", "Limit", "Reference", "It fails in", "Wrong strategies pass in"):
        table.add_column(heading, overflow="fold")
    for placed in limits:
        limit, text = placed.limit, placed.limit.scale.text
        mean, failing = placed.reference
        room = (placed.value - mean) if limit.most else (mean - placed.value)
        wrong = [
            f"{strategy}: {percent(chance)}" if decides in _BY_VALUE else f"{strategy}: found by {decides}"
            for strategy, (chance, decides) in placed.wrong.items()
        ]
        table.add_row(
            limit.check or "\u2013",
            f"{limit.name}: {'at most' if limit.most else 'at least'} {text(placed.value)}",
            f"{text(mean)}, room {text(room)}",
            percent(failing),
            "\n".join(wrong),
        )
    told = f"Not asked for: {', '.join(sorted(left_out))}; other checks of the same task get the points."
    return Group(table, *([Text(told)] if left_out else []))
