"""What the tasks of an assignment took, over those of a class who handed in their log of checks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from autograder.classes.statistics import Spread, in_order
from autograder.submissions.check_log import Effort


@dataclass(frozen=True)
class TaskEffort:
    """What one task took, over all who tried it.

    Attributes:
        task: its number.
        students: how many tried it, as far as logs tell.
        tries: until its check passed.
        minutes: likewise.
        open: for how many it did not pass.
    """

    task: str
    students: int
    tries: Spread
    minutes: Spread
    open: int


def task_efforts(logs: Iterable[Iterable[Effort]], tasks: Iterable[str]) -> tuple[TaskEffort, ...]:
    """The tasks of an assignment in order, as far as somebody tried them.

    Args:
        logs: of each student who handed in one.
        tasks: of the assignment; students can write any others into their logs.
    """
    found: dict[str, list[Effort]] = defaultdict(list)
    for log in logs:
        for effort in log:
            found[effort.task].append(effort)
    return tuple(
        TaskEffort(
            task,
            len(found[task]),
            Spread.of([effort.tries for effort in found[task]]),
            Spread.of([effort.minutes for effort in found[task]]),
            sum(not effort.passed for effort in found[task]),
        )
        for task in sorted(set(tasks), key=in_order)
        if task in found
    )
