"""Call a student's function once for each row of arguments, and see what it has made of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from typing import Any

from autograder.engine.keeping import replaced
from autograder.exchange.frames import encode


def called_each(
    target: Callable[..., Any],
    rows: Sequence[list[Any]],
    instead: Mapping[str, Sequence[Any]],
    namespace: MutableMapping[str, Any],
) -> dict[str, Any]:
    """What a function gives for each row, and the rows that it has changed.

    Args:
        target: the function.
        rows: its arguments in each call.
        instead: what other functions give meanwhile, by their names: a value for each row.
        namespace: in which the function finds the others.

    Returns:
        The fields of :class:`autograder.exchange.messages.EachGiven`. Whatever a call raises passes through.
    """
    results: list[Any] = []
    changed: list[tuple[int, list[Any]]] = []
    for place, row in enumerate(rows):
        others = {name: _giving(values[place]) for name, values in instead.items()}
        before = _written(row)
        with replaced(namespace, others):
            results.append(target(*row))
        if _written(row) != before:
            changed.append((place, row))
    return {"results": results, "changed": changed}


def _written(row: list[Any]) -> bytes:
    return encode({"": row}).to_bytes()


def _giving(value: Any) -> Callable[..., Any]:
    return lambda *args, **kwargs: value
