"""Code cells as Python, within bounds: they are read by the trusted process."""

from __future__ import annotations

import ast
import warnings

#: Characters; what is longer was not written by hand, and would take much memory.
LONGEST_PARSED = 50_000


def parsed(source: str) -> ast.Module | None:
    """A cell as Python, or None for what is none, or too long."""
    if len(source) > LONGEST_PARSED:
        return None
    try:
        with warnings.catch_warnings():  # of odd escapes and the like, in code that is not ours
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
