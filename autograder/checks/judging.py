"""Say that a check fails, in the words of ``messages.toml``: here it is known which check runs, and what it states."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import NoReturn, ParamSpec, TypeVar

from autograder.checks.feedback import CheckFailed, Feedback, NotAnswered
from autograder.checks.messages import PARTS, Messages, messages_beside

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class _Place:
    """What is being judged: a check by its number, and in it a fact by its name."""

    messages: Messages
    check: str = ""
    fact: str = ""


_PLACE: ContextVar[_Place | None] = ContextVar("place", default=None)


@contextmanager
def running(check: str, messages: Messages) -> Iterator[None]:
    """Inside, the check of this number speaks."""
    token = _PLACE.set(_Place(messages, check))
    try:
        yield
    finally:
        _PLACE.reset(token)


def fact(statement: Callable[P, R]) -> Callable[P, R]:
    """Make a function a fact that several checks can state; its words stand under its name, in all of them.

    In a fixture, too, which runs before any check does.
    """
    name = statement.__name__.strip("_")

    @wraps(statement)
    def stated(*args: P.args, **kwargs: P.kwargs) -> R:
        around = _PLACE.get() or _Place(messages_beside(Path(statement.__code__.co_filename)))
        token = _PLACE.set(replace(around, fact=name))
        try:
            return statement(*args, **kwargs)
        finally:
            _PLACE.reset(token)

    return stated


def fail(mistake: str, /, *general: str, **fields: object) -> NoReturn:
    """Fail the check that runs now.

    Args:
        mistake: its key in ``messages.toml``, under the check or under the fact that is stated.
        general: keys of mistakes that this one is an example of, the narrowest first: where it has no words, the first
            of them that has some is named instead.
        fields: what the words name in braces.

    Raises:
        CheckFailed: always.
        CourseError: there are no words for it.
    """
    place = _place()
    known = (key for key in (mistake, *general) if place.messages.template(place.check, place.fact, key))
    raise CheckFailed(place.messages.feedback(place.check, place.fact, next(known, mistake), fields))


def require(condition: bool, mistake: str = "", /, **fields: object) -> None:
    """Fail the check that runs now unless ``condition`` holds.

    Args:
        condition: what has to hold.
        mistake: what was made otherwise: its key in ``messages.toml``.
        fields: what the words name in braces. A grader without that file gives the words themselves instead:
            ``expected``, ``observed``, ``why`` and ``next_step``, and a name for the ``mistake`` if it has one.

    Raises:
        CheckFailed: the condition does not hold.
        CourseError: it does not, and there are no words for it.
    """
    if condition:
        return
    if not mistake:
        raise CheckFailed(Feedback(**{part: str(fields.get(part, "")) for part in (*PARTS, "mistake")}))
    fail(mistake, **fields)


def if_right(ask: Callable[[], R]) -> R | None:
    """What another check asks for as well, and speaks of where it cannot be had; then it is None here."""
    try:
        return ask()
    except (CheckFailed, NotAnswered):
        return None


def noted(**fields: object) -> str:
    """The remark of the check that runs now, or of the fact that is stated, for the fixture ``remark``.

    Raises:
        CourseError: there are no words for it.
    """
    place = _place()
    return place.messages.remark(place.check, place.fact, fields)


def _place() -> _Place:
    place = _PLACE.get()
    if place is None:
        raise LookupError("Nothing is being judged: only checks and facts can fail.")
    return place
