"""What became of mutants: how many of each operator were noticed, and the diffs of those that were not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from autograder.assurance.mutation.judging import Fate
from autograder.assurance.mutation.operators import OPERATORS


def mutation_table(fates: Sequence[Fate]) -> RenderableType:
    """A row for each operator, then each survivor with its diff and, where there is one, its argument."""
    table = Table(padding=(0, 1, 0, 0))
    for heading in ("Operator", "Mutants", "Killed", "By", "It does"):
        table.add_column(heading, justify="right" if heading in ("Mutants", "Killed") else "left")
    for operator in OPERATORS:
        made = [fate for fate in fates if fate.mutant.operator == operator.name]
        if made:
            killed = [fate for fate in made if fate.killed]
            by = Counter(fate.killer or "not gradable" for fate in killed)
            style = "" if len(killed) == len(made) else "yellow"
            counted = ", ".join(f"{number} ({count})" if count > 1 else number for number, count in sorted(by.items()))
            what = operator.what.replace("``", "")
            table.add_row(operator.name, str(len(made)), str(len(killed)), Text(counted), Text(what), style=style)
    return Group(table, *(_survivor(fate) for fate in fates if not fate.killed))


def _survivor(fate: Fate) -> RenderableType:
    mutant = fate.mutant
    lines = [Text(f"\nTask {mutant.task}: {mutant.operator}", style="bold")]
    for line in mutant.change.splitlines():
        lines.append(Text(f"  {line}", style="red" if line.startswith("-") else "green"))
    if fate.faulty:
        lines.append(Text("  Fault in the grader: " + " ".join(fate.report.faults), style="magenta"))
    elif fate.argument:
        lines.append(Text(f"  A right answer: {fate.argument.reason}", style="dim"))
    else:
        lines.append(Text("  Survived, and no argument says that it is right.", style="yellow"))
    return Group(*lines)
