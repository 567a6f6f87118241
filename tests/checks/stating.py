"""State a fact outside a grader."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.checks import CheckFailed, Feedback
from autograder.checks.judging import running
from autograder.checks.messages import messages_beside


def stated(statement: Callable[..., object], *arguments: Any) -> Feedback | None:
    """What a check that states a fact says, in the words that all graders share; None where the fact holds."""
    try:
        with running("1.1", messages_beside(Path("grader.py"))):
            statement(*arguments)
    except CheckFailed as problem:
        return problem.feedback
    return None
