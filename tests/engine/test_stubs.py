"""Whether a function is still the stub is told from what it would run."""

from __future__ import annotations

import functools
from typing import Any

import pytest

from autograder.engine.stubs import is_stub


def with_docstring(x: Any) -> Any:
    """What the task says."""


def with_gaps(x: Any) -> Any:
    first = ...  # noqa: F841
    second: Any = ...  # noqa: F841
    return ...


def with_pass(x: Any) -> Any:
    pass


def with_number(x: Any) -> Any:
    return 3


def with_effect(x: Any) -> Any:
    x.append(1)


def with_expression(x: Any) -> Any:
    x * 2


def with_yield(x: Any) -> Any:
    yield


async def waiting(x: Any) -> Any: ...


def with_loop(x: Any) -> Any:
    while True:
        pass


def wrapping(x: Any) -> Any:
    return with_pass(x)


class WithCall:
    def __call__(self, x: Any) -> Any: ...

    def method(self, x: Any) -> Any: ...


@pytest.mark.parametrize(
    "target",
    [
        with_docstring,
        with_gaps,
        with_pass,
        lambda x: ...,
        functools.partial(with_gaps, 1),
        functools.lru_cache(with_docstring),
        WithCall().method,
    ],
)
def test_what_does_nothing_is_the_stub(target: Any) -> None:
    assert is_stub(target)


@pytest.mark.parametrize(
    "target",
    [
        with_number,
        with_effect,
        with_expression,
        with_yield,
        waiting,
        with_loop,
        functools.wraps(with_docstring)(wrapping),
        WithCall,
        WithCall(),
        len,
        None,
        3,
        ...,
    ],
)
def test_what_does_anything_is_not(target: Any) -> None:
    assert not is_stub(target)
