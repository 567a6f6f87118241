"""What the public checks say to an answer."""

from __future__ import annotations

from collections.abc import Callable


def told_by(check: Callable[..., None], *answers: object) -> str:
    """The kind and the words of what a check says; empty when it passes."""
    from lab.answers import NotAnsweredYet, TryAgain

    try:
        check(*answers)
    except (NotAnsweredYet, TryAgain) as message:
        return f"{type(message).__name__}: {' '.join(str(message).split())}"
    return ""
