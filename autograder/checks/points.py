"""The marker that turns a pytest function into a graded check."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest

from autograder.results import Check

T = TypeVar("T", bound=Callable[..., object])


def points(
    max_score: float, title: str, *, after: str = "", explained_by: tuple[str, ...] = (), passed: str = ""
) -> Callable[[T], T]:
    """Make a pytest function a check worth ``max_score`` points.

    Args:
        max_score: points for passing.
        title: number and name, e.g. ``"2.3 The head matches its loss"``.
        after: number of the check that has to pass first; when it does not, this one is skipped and says so, so
            that one cause yields one message.
        explained_by: numbers of earlier checks whose failing would explain this one's. It is run all the same; when
            it fails, too, it points at the first of those instead of at itself.
        passed: what to tell a student who passes.
    """
    number, _, name = title.partition(" ")
    return pytest.mark.check(Check(number, name, max_score), after=after, explained_by=explained_by, passed=passed)
