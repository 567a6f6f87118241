"""Telling "not answered yet" from an answer, and saying what to try next."""

from __future__ import annotations

import textwrap

_WIDTH = 88  # otter alone would show messages unwrapped


class _Message(Exception):
    def __str__(self) -> str:
        return textwrap.fill(" ".join(super().__str__().split()), _WIDTH)


class NotAnsweredYet(_Message):
    """The task still contains its ``...``: nothing is wrong, something is missing."""


class TryAgain(_Message):
    """There is an answer, and it does not do what the task asks."""


def answered(*values: object) -> bool:
    """Whether none of the values is still ``...`` or None; prints a message if one is.

    Use it before code that needs an answer, so that an unfinished notebook still runs from top to bottom.
    """
    if all(value is not None and value is not ... for value in values):
        return True
    print("Not answered yet.")
    print("Answer the tasks above first: this cell needs their results.")
    return False


def needed(value: object, what: str) -> None:
    """Insist on an answer.

    Args:
        value: what the student's code gave; None also stands for a name that does not exist yet.
        what: the name to mention, e.g. ``"load_base"``.

    Raises:
        NotAnsweredYet: it is still ``...`` or None.
    """
    if value is ...:
        raise NotAnsweredYet(f"Replace the ... of `{what}` in its cell, run that cell, then this one.")
    if value is None:
        raise NotAnsweredYet(
            f"`{what}` returns nothing, or does not exist yet. Run the cell that defines it. If you have: does it end "
            "with `return`?"
        )


def expect(condition: bool, message: str) -> None:
    """Insist on a property of the answer.

    Raises:
        TryAgain: ``condition`` does not hold; carries ``message``.
    """
    if not condition:
        raise TryAgain(message)
