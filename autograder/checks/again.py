"""Functions that leave their arguments as they are answer alike when they are asked again."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.grading.expect import describe
from autograder.grading.feedback import require
from autograder.grading.submission import Submission


def require_unchanged(
    submission: Submission, name: str, arguments: tuple[Any, ...], right: Any, *, argument: str
) -> None:
    """Ask twice with the very same objects: a function that changes one of them says another thing.

    Args:
        submission: whose function it is.
        name: of a function whose answers are right when it is asked once.
        arguments: what it is called with; a changed one has to change the answer.
        right: the answer, a number or an array of numbers. An answer that is the argument itself is no other one the
            second time, and yet no longer right.
        argument: the one that could be changed, as the task calls it.

    Raises:
        CheckFailed: one of the answers is wrong.
    """
    found = submission.call_each(name, [arguments, arguments])
    shown = [describe(answer) for answer in found]
    answers = f"{shown[0]} and then {shown[1]}" if shown[0] != shown[1] else "other answers than for a new one"
    require(
        all(_is(answer, right) for answer in found),
        expected=f"`{name}` leaves `{argument}` as it was, and answers alike when it is asked again.",
        observed=f"Asked twice with the same `{argument}`, it gives {answers}.",
        why="Later cells read it again. A function that changes what it is handed spoils what they find.",
        next_step=f"Change nothing in `{argument}`: no `pop`, no `append`, no `sort`, no assignment into it. Where you "
        "need another version, make a copy.",
        mistake="argument changed",
    )


def _is(answer: Any, right: Any) -> bool:
    try:
        return np.allclose(np.asarray(answer, dtype="float64"), right, atol=1e-4)
    except (TypeError, ValueError):
        return False
