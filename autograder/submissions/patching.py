"""Other submissions made from a reference notebook by replacing single cells.

A patch is a percent-format script. Each of its cells replaces the reference cell that binds the same name (the
first function or variable of the patch cell that the reference knows); a cell that binds no known name goes to the
end, or with ``# %% first`` to the start, and ``# %% delete NAME`` removes the cell that binds NAME.
"""

from __future__ import annotations

import ast
import copy
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat

_HEADER = re.compile(r"^# %%(.*)$", re.M)


def patch_notebook(reference: Path, patch: str, out: Path) -> Path:
    """Write ``reference`` with ``patch`` applied to ``out``; the same input gives the same bytes.

    Raises:
        ValueError: a ``delete`` names nothing that is there.
    """
    notebook = copy.deepcopy(nbformat.read(reference, as_version=4))
    for number, (command, source) in enumerate(_cells(patch)):
        words = command.split()
        names = [words[1]] if words[:1] == ["delete"] else _bound(source)
        index = next((found for name in names if (found := _index_of(notebook, name)) is not None), None)
        if words[:1] == ["delete"]:
            if index is None:
                raise ValueError(f"The reference has no cell that binds {words[1]}.")
            del notebook.cells[index]
        elif index is not None and words[:1] != ["first"]:
            notebook.cells[index].source = source
        else:
            position = 0 if words[:1] == ["first"] else len(notebook.cells)
            notebook.cells.insert(position, nbformat.v4.new_code_cell(source, id=_id(number, source)))
    out.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, out)
    return out


def _id(number: int, source: str) -> str:
    """For a new cell; the same patch gives the same bytes."""
    return f"new-{number}-{hashlib.sha256(source.encode()).hexdigest()[:12]}"


def _cells(patch: str) -> Iterator[tuple[str, str]]:
    """``(words after # %%, source)`` of each cell; what stands before the first header describes the patch."""
    pieces = _HEADER.split(patch)[1:]
    yield from ((command.strip(), source.strip()) for command, source in zip(pieces[::2], pieces[1::2], strict=True))


def _index_of(notebook: Any, name: str) -> int | None:
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "code" and name in _bound(cell.source):
            return index
    return None


def _bound(source: str) -> list[str]:
    """Names that a cell binds at its top level, in order."""
    try:
        tree = ast.parse(re.sub(r"^\s*[%!].*$", "pass", source, flags=re.M))
    except SyntaxError:
        return re.findall(r"^(?:def\s+)?(\w+)", source, re.M)[:1]
    names = []
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                names.append(name)
            case ast.Assign(targets=targets):
                names += [sub.id for target in targets for sub in ast.walk(target) if isinstance(sub, ast.Name)]
            case ast.AnnAssign(target=ast.Name(id=name)):
                names.append(name)
    return names
