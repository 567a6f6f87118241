"""Master notebooks: one Python file per assignment, with the solutions in otter-assign's markup."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.course import Assignment, CourseFolder, course_folder
from autograder.errors import CourseError
from autograder.submissions.skipping import TAG

if TYPE_CHECKING:
    from nbformat import NotebookNode

_BLOCK = re.compile(r"^#\s*(BEGIN|END)\s+(QUESTION|SOLUTION)", re.IGNORECASE)
_NAME = re.compile(r"""^name:\s*["']?(?P<name>[\w.-]+)["']?\s*$""", re.MULTILINE)
_NAMES = re.compile(r"^(?P<key>keeps|goes_on_with):(?P<value>.*)\n?", re.MULTILINE)
_LIST = re.compile(r"\s*\[\s*(?P<names>[^\W\d]\w*(\s*,\s*[^\W\d]\w*)*)\s*\]\s*")
_TASK = re.compile(r"^#+ Task (?P<number>[\d.]+):.*?\*\*(?P<points>\d+(?:\.\d+)?) points", re.MULTILINE | re.DOTALL)

#: The key in a cell's and in a notebook's metadata under which this package keeps its own.
METADATA_KEY = "autograder"


def master_path(assignment: Assignment, course: CourseFolder | None = None) -> Path:
    """Where the master of ``assignment`` is; ``course`` is by default the one that we work on.

    Raises:
        CourseError: there is none.
    """
    path = (course or course_folder()).files(assignment.name).notebook
    if not path.is_file():
        raise CourseError(
            f"The master notebook {path} is missing.",
            "Restore it from git, or make a new assignment with autograder new.",
        )
    return path


def read_master(path: Path) -> NotebookNode:
    """Read a master as a notebook whose answer cells know their task.

    Every code cell of a solution block gets ``metadata.autograder.task``, the name of its question, and what the
    question says of names under ``keeps`` and ``goes_on_with``; it survives ``otter assign``.

    Raises:
        CourseError: the file cannot be read, or a question has no name.
    """
    import jupytext

    try:
        notebook = jupytext.read(path, fmt="py:percent")
    except (OSError, ValueError, SyntaxError) as problem:
        raise CourseError(
            f"The master notebook {path} cannot be read: {problem}.", "Fix it and build again."
        ) from problem
    notebook.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    _stamp_tasks(notebook, path)
    return notebook


def _stamp_tasks(notebook: NotebookNode, path: Path) -> None:
    question = ""
    names: dict[str, list[str]] = {}
    in_solution = False
    for cell in notebook.cells:
        block = _BLOCK.match(cell.source) if cell.cell_type == "raw" else None
        if block is None:
            if in_solution and cell.cell_type == "code":
                if TAG in cell.metadata.get("tags", ()):
                    raise CourseError(
                        f"The answer cell of question {question} in {path} has the tag {TAG}.",
                        "Remove the tag: what students answer has to run when it is graded.",
                    )
                cell.metadata[METADATA_KEY] = {"task": question, **names}
            continue
        begins, kind = block[1].upper() == "BEGIN", block[2].upper()
        if kind == "SOLUTION":
            in_solution = begins
        elif begins:
            name = _NAME.search(cell.source)
            if name is None:
                raise CourseError(
                    f"A question in {path} has no name: {' / '.join(cell.source.splitlines())}",
                    'Add a line such as name: "2.1" below BEGIN QUESTION.',
                )
            question = name["name"]
            names = _take_names(cell, question, path)


def _take_names(cell: NotebookNode, question: str, path: Path) -> dict[str, list[str]]:
    """What a question says of names; otter-assign does not know these lines, so they are taken out."""
    found = {}
    for line in _NAMES.finditer(cell.source):
        listed = _LIST.fullmatch(line["value"])
        if listed is None:
            raise CourseError(
                f"Question {question} in {path} lists no names in its line {line[0].strip()}",
                f"Write them in brackets, such as {line['key']}: [model, history].",
            )
        found[line["key"]] = [name.strip() for name in listed["names"].split(",")]
    cell.source = _NAMES.sub("", cell.source).rstrip("\n")
    return found


def task_points(notebook: NotebookNode) -> dict[str, float]:
    """The points that a notebook promises, by task, read off its task headings.

    A task's text starts with ``## Task 2.1: ...`` and holds ``**15 points``.
    """
    found = (_TASK.search(cell.source) for cell in notebook.cells if cell.cell_type == "markdown")
    return {match["number"]: float(match["points"]) for match in found if match}
