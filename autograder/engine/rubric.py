"""The checks of a hidden grader as they count: some may be left out, and others of their task get their points."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from autograder.course.folder import LEFT_OUT
from autograder.results import Check


def left_out_beside(grader: Path) -> frozenset[str]:
    """Numbers of the checks that an instructor has left out, because the pictures cannot show what they ask for.

    Raises:
        OSError, ValueError: the file beside the grader is damaged.
    """
    file = grader.with_name(LEFT_OUT)
    return frozenset(map(str, json.loads(file.read_text(encoding="utf-8")))) if file.is_file() else frozenset()


def counted(checks: Sequence[Check], left_out: Collection[str]) -> dict[str, Check]:
    """The checks that count, by their numbers; each task is worth as much as before.

    Args:
        checks: all that the grader has.
        left_out: numbers of those that are not asked for; where they are all that a task has, they stay.
    """
    by_task: dict[str, list[Check]] = {}
    for check in checks:
        by_task.setdefault(check.task, []).append(check)
    found = {}
    for own in by_task.values():
        kept = [check for check in own if check.number not in left_out] or own
        share = sum(check.max_score for check in own) / (sum(check.max_score for check in kept) or 1.0)
        found.update({check.number: replace(check, max_score=check.max_score * share) for check in kept})
    return {check.number: found[check.number] for check in checks if check.number in found}
