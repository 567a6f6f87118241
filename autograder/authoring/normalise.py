"""Make notebooks byte-stable: the same master gives the same bytes on every machine and every day."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.authoring.master import METADATA_KEY

if TYPE_CHECKING:
    from nbformat import NotebookNode

_CHECK = re.compile(r"""grader\.check\(["'](?P<task>[\w.-]+)["']\)\s*$""")
_KEPT = (METADATA_KEY, "deletable", "editable", "tags")
_MARKERS = re.compile(r"^\s*#\s*(BEGIN SOLUTION( NO PROMPT)?|END SOLUTION)\s*$")
_SUFFIX = re.compile(r"\s*#\s*SOLUTION( NO PROMPT)?\s*$")


def normalise(notebook: NotebookNode, assignment: str) -> NotebookNode:
    """A copy of ``notebook`` with fixed metadata and cell ids, and without outputs.

    An answer cell is called ``task-2-1`` and its check ``check-2-1``, so that a deleted one can be found and restored
    later; another cell's id is made from its text. Answer cells can be edited but not deleted. The notebook's
    metadata says which assignment it is: ``metadata.autograder.assignment``.
    """
    import nbformat

    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        METADATA_KEY: {"assignment": assignment},
    }
    if "otter" in notebook.metadata:
        metadata["otter"] = notebook.metadata.otter
    used: Counter[str] = Counter()
    cells = []
    for cell in notebook.cells:
        source = "\n".join(line.rstrip() for line in cell.source.splitlines()).strip("\n")
        kept = {key: cell.metadata[key] for key in _KEPT if key in cell.metadata}
        if METADATA_KEY in kept:
            kept |= {"deletable": False, "editable": True}
        name = _name(cell.cell_type, source, kept.get(METADATA_KEY, {}).get("task"))
        used[name] += 1
        make = getattr(nbformat.v4, f"new_{cell.cell_type}_cell")
        cells.append(make(source, id=name if used[name] == 1 else f"{name}-{used[name]}", metadata=kept))
    return nbformat.v4.new_notebook(cells=cells, metadata=metadata)


def _name(kind: str, source: str, task: str | None) -> str:
    if task:
        return f"task-{_slug(task)}"
    if check := _CHECK.match(source):
        return f"check-{_slug(check['task'])}"
    return f"{'text' if kind == 'markdown' else kind}-{hashlib.sha256(source.encode()).hexdigest()[:8]}"


def _slug(task: str) -> str:
    return task.replace(".", "-")


def tidy_solution(source: str) -> str:
    """The source of a solution cell without otter-assign's markers and without the prompts for students."""
    kept = []
    in_prompt = False
    for line in source.splitlines():
        if line.rstrip().endswith("# BEGIN PROMPT"):
            in_prompt = True
        elif line.rstrip().endswith("# END PROMPT"):
            in_prompt = False
        elif not in_prompt and not _MARKERS.match(line):
            kept.append(_SUFFIX.sub("", line))
    return "\n".join(kept)


def write_notebook(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook as nbformat does, with a newline at the end."""
    import nbformat

    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nbformat.writes(notebook).rstrip("\n") + "\n", encoding="utf-8", newline="\n")
