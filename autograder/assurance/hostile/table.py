"""Attacks and what stopped them: a row for each attack, a column for each setting."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from autograder.assurance.hostile.run import Tried
from autograder.assurance.hostile.settings import DEFENDED


def hostile_table(tried: Sequence[Tried]) -> RenderableType:
    """What stopped each attack in each setting, or what came of it; settings that cannot be had here are told below."""
    settings = tuple(dict.fromkeys(one.setting for one in tried))
    cells = {(one.attack.name, one.setting): one for one in tried}
    table = Table(title_justify="left", padding=(0, 1, 0, 0))
    table.add_column("Attack")
    for setting in settings:
        table.add_column(setting.value)
    for name in sorted({one.attack.name for one in tried}):
        row = [cells.get((name, setting)) for setting in settings]
        title = next(one.attack.title for one in row if one)
        table.add_row(Text(title), *(_cell(one) for one in row))
    complaints = [
        Text(f"{one.attack.title} ({one.setting.value}): {one.verdict.told.strip()}", style="red")
        for one in tried
        if one.succeeded
    ]
    missing = [
        Text(f"Not tried, because this machine cannot do it: {setting.value} ({reason}).", style="yellow")
        for setting in DEFENDED
        if (reason := setting.why_not())
    ]
    return Group(table, *complaints, *missing)


def _cell(one: Tried | None) -> Text:
    if one is None:
        return Text("·", style="dim")
    if one.succeeded:
        return Text("✗ " + ", ".join(harm.value for harm in one.verdict.harms), style="red")
    return Text("✓ " + ", ".join(one.verdict.stopped_by), style="green")
