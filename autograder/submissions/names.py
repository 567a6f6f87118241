"""Who a notebook says that its writer is; its code is only read for that."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from autograder.submissions.notebook import Cell
from autograder.submissions.parsing import parsed_cell

_MENTIONED = re.compile(r"\bme\s*\(")
_MOST_PARSED = 300_000  # characters


def name_in(cells: Sequence[Cell]) -> str:
    """The name in the last ``lab.me("...")`` of a notebook; nothing where it is empty, or not there as a text."""
    room, found = _MOST_PARSED, ""
    for cell in cells:
        if _MENTIONED.search(cell.source) and (room := room - len(cell.source)) >= 0:
            tree = parsed_cell(cell.source)
            for name in _names(tree) if tree else ():
                found = name if name.strip() else found
    return found.encode("utf-8", "replace").decode()


def _names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="me") | ast.Name(id="me"), args=given, keywords=named):
                for value in (*given, *(keyword.value for keyword in named)):
                    if isinstance(value, ast.Constant) and isinstance(value.value, str):
                        yield value.value
