"""Read what a student handed in: the code cells, from whatever file they came in."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from autograder.errors import SubmissionError
from autograder.submissions.archive import MB, shown
from autograder.submissions.choosing import ChosenFile, find_source
from autograder.submissions.scripts import script_pieces

MAX_CODE_CHARACTERS = 5_000_000
MAX_CELLS = 5_000
MAX_VALUES = 2_000_000  # of a notebook's JSON; each takes some 100 bytes of memory once read
MAX_TEXT_BYTES = 256 * MB  # in memory, where one emoji makes every character of a text take 4 bytes
_LARGE = 8 * MB
_SAVE_AGAIN = "Open the notebook, save it, wait until saving is done, and hand it in again."
_NOTEBOOK_ITSELF = "Hand in the notebook itself, the file that ends in .ipynb."
_CLEAR = "Clear all outputs of the notebook, save it, and hand it in again."
_OTTER_FILE = re.compile(r"""otter\.Notebook\(\s*["']([\w.-]+?)(?:\.ipynb)?["']""")
_JSON_NAMES: dict[type, str] = {list: "list", int: "number", float: "number", str: "text"}
_NO_MARK = bytes(set(range(256)) - set(b'",[{'))
_STRING_MARKS = re.compile(rb'"[^"]*"')
_PICTURE = re.compile(rb'"[A-Za-z0-9+/=\\]{20000,}"')  # base64, with \\n at the ends of lines


@dataclass(frozen=True)
class Cell:
    """One code cell.

    Attributes:
        index: its place among the code cells that are not empty, from 0.
        source: its text.
        cell_id: the notebook's own id for it, or ``""``.
        tags: its tags.
        locked: whether it says that it cannot be edited.
        restored: what to call it if it is none of the submission's own, but was put back.
        line: where it begins, if it is a statement of a script without cells.
        keeps: further names that its task asks for, as the master says.
        goes_on_with: names of earlier tasks that its task goes on with, as the master says.
    """

    index: int
    source: str
    cell_id: str = ""
    tags: tuple[str, ...] = ()
    locked: bool = False
    restored: str = ""
    line: int = 0
    keeps: tuple[str, ...] = ()
    goes_on_with: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """What to call it in a sentence, e.g. ``"cell 7"``."""
        return self.restored or (f"line {self.line}" if self.line else f"cell {self.index + 1}")


@dataclass(frozen=True)
class StudentNotebook:
    """What a student handed in.

    Attributes:
        path: where it came from.
        cells: code cells in order, at least one.
        notes: remarks for the student about the file, which cost nothing.
    """

    path: Path
    cells: tuple[Cell, ...]
    notes: tuple[str, ...] = ()


def load_submission(path: Path, expected: str) -> StudentNotebook:
    """Read a notebook (of any format version), a Python script, a zip or a folder that holds one.

    Nothing of it is run, and outputs are dropped while reading.

    Args:
        path: what was handed in.
        expected: the assignment's name, e.g. ``"hw9_my_task"``.

    Raises:
        SubmissionError: nothing can be graded; the message is for the student.
    """
    document = _document(find_source(path, expected))
    notes = list(document.notes)
    marks: tuple[object, ...] = ()
    if document.is_script:
        drafts = [Cell(0, piece.source, line=piece.line) for piece in script_pieces(_with_newlines(document.text))]
    else:
        notebook = _notebook(document)
        marks = _marks(notebook)
        drafts = list(_notebook_cells(notebook, notes))
    drafts = [cell for cell in drafts if cell.source.strip()]
    _refuse_other_assignment(marks, drafts, expected)
    _refuse_odd_size(drafts, document.name)
    cells = tuple(replace(cell, index=index) for index, cell in enumerate(drafts))
    return StudentNotebook(path, cells, tuple(notes))


@dataclass(frozen=True)
class _Document:
    """The handed-in file as text; ``name`` is fit to be printed."""

    name: str
    is_script: bool
    text: str
    notes: tuple[str, ...]


def _document(source: ChosenFile) -> _Document:
    name, data = shown(source.name), source.data
    if not data.strip():
        raise SubmissionError(f"{name} is empty.", _SAVE_AGAIN)
    if data.startswith(b"%PDF"):
        raise SubmissionError(f"{name} is a PDF.", _NOTEBOOK_ITSELF)
    if len(data) > _LARGE:
        data = _PICTURE.sub(b'""', data)
    if _values_at_most(data) > MAX_VALUES:
        raise SubmissionError(f"{name} holds too much output to be read.", _CLEAR)
    # Other programs may save as UTF-16; JSON's rule for telling encodings apart fits scripts too.
    text = data.decode(json.detect_encoding(data), "replace")
    if sys.getsizeof(text) > MAX_TEXT_BYTES:
        raise SubmissionError(f"{name} holds too much output to be read.", _CLEAR)
    if "\0" in text:
        raise SubmissionError(f"{name} is not a text file.", _NOTEBOOK_ITSELF)
    damaged = "\ufffd" in text and "\ufffd".encode() not in data
    note = "Some characters of the file could not be read, because it is not UTF-8 text."
    return _Document(name, source.is_script, text, (*source.notes, note) if damaged else source.notes)


def _notebook(document: _Document) -> dict[str, Any]:
    name = document.name
    try:
        notebook = json.loads(document.text, object_hook=_without_outputs)
    except json.JSONDecodeError as problem:
        raise _not_json(document, problem) from problem
    except (RecursionError, ValueError, MemoryError) as problem:  # too deep, or a number of 5,000 digits
        raise SubmissionError(f"{name} cannot be read as a notebook.", _CLEAR) from problem
    if not isinstance(notebook, dict):
        raise SubmissionError(
            f"{name} is not a notebook: it holds a {_JSON_NAMES.get(type(notebook), 'value')} and no cells.",
            "Download your notebook again and hand in the file that ends in .ipynb.",
        )
    return notebook


def _values_at_most(data: bytes) -> int:
    """A bound on the number of JSON values: marks that start or separate one, outside strings."""
    without_escapes = data.replace(rb"\\", b"").replace(rb"\"", b"")
    marks = without_escapes.translate(None, delete=_NO_MARK)
    return len(_STRING_MARKS.sub(b"", marks))


def _without_outputs(item: dict[str, Any]) -> dict[str, Any]:
    """Let go of outputs and pasted images as soon as a cell is read; they can be nearly all of a file."""
    item.pop("outputs", None)
    item.pop("attachments", None)
    return item


def _not_json(document: _Document, problem: json.JSONDecodeError) -> SubmissionError:
    name, text = document.name, document.text
    start = text.lstrip()[:200].casefold()
    if start.startswith(("<!doctype html", "<html")):
        return SubmissionError(
            f"{name} is a web page, not a notebook.",
            "Download the notebook itself (in Jupyter or Colab: File, Download .ipynb) and hand that in.",
        )
    if re.search(r"^<{7} ", text, re.M):
        return SubmissionError(
            f"{name} contains the conflict markers of an unfinished git merge.",
            "Resolve the merge and hand it in again.",
        )
    at_the_end = problem.pos >= len(text.rstrip()) - 10 or problem.msg.startswith("Unterminated string")
    if start.startswith("{") and at_the_end:
        return SubmissionError(
            f"{name} ends in the middle: it was probably still being saved or uploaded.", _SAVE_AGAIN
        )
    return SubmissionError(f"{name} is not a notebook: it cannot be read as JSON (line {problem.lineno}).", _SAVE_AGAIN)


def _notebook_cells(notebook: dict[str, Any], notes: list[str]) -> Iterator[Cell]:
    """Code cells, empty ones too; formats before 4 keep them in worksheets, under other names."""
    worksheets = [_mapping(sheet) for sheet in _sequence(notebook.get("worksheets"))]
    raw = [_mapping(cell) for holder in (notebook, *worksheets) for cell in _sequence(holder.get("cells"))]
    if worksheets:
        notes.append("The notebook is in an old format; it was read all the same.")
    for number, cell in enumerate((cell for cell in raw if cell.get("cell_type") == "code"), start=1):
        found = next((cell[key] for key in ("source", "input", "code") if key in cell), None)
        lines = [found] if isinstance(found, str) else _sequence(found)
        if not isinstance(found, str | list) or not all(isinstance(line, str) for line in lines):
            notes.append(f"Parts of code cell {number} are not text and were left out.")
        source = "".join(line for line in lines if isinstance(line, str))
        metadata = _mapping(cell.get("metadata"))
        own = _mapping(metadata.get("autograder"))
        cell_id = cell.get("id")
        yield Cell(
            0,
            _sound(_with_newlines(source)),
            _sound(cell_id)[:64] if isinstance(cell_id, str) else "",
            _words(metadata.get("tags")),
            locked=metadata.get("editable") is False,
            keeps=_words(own.get("keeps")),
            goes_on_with=_words(own.get("goes_on_with")),
        )


def _words(value: object) -> tuple[str, ...]:
    return tuple(_sound(word)[:64] for word in _sequence(value)[:32] if isinstance(word, str))


def _marks(notebook: dict[str, Any]) -> tuple[object, ...]:
    """Which assignment the notebook's metadata say it is: ours, and otter's."""
    metadata = _mapping(notebook.get("metadata"))
    return _mapping(metadata.get("autograder")).get("assignment"), _mapping(metadata.get("otter")).get(
        "assignment_name"
    )


def _refuse_other_assignment(marks: Sequence[object], cells: Sequence[Cell], expected: str) -> None:
    """Refuse a notebook that says it is another assignment's; one that says nothing may be a fresh copy."""
    named = [mark for mark in marks if isinstance(mark, str)]
    named += [found for cell in cells for found in _OTTER_FILE.findall(cell.source)]
    others = [name for name in named if re.match(r"hw\d+", name)]
    if others and not any(_short(name) == _short(expected) for name in others):
        raise SubmissionError(
            f"This is the notebook of another assignment ({shown(others[0])}).",
            f"Hand in {expected}.ipynb here.",
        )


def _refuse_odd_size(cells: Sequence[Cell], name: str) -> None:
    if not cells:
        raise SubmissionError(
            f"{name} holds no code.", "Open the notebook you worked in, save it, and hand that file in."
        )
    if len(cells) > MAX_CELLS:
        raise SubmissionError(
            f"{name} has more than {MAX_CELLS} code cells.", "Remove the cells that the task does not need."
        )
    if sum(len(cell.source) for cell in cells) > MAX_CODE_CHARACTERS:
        raise SubmissionError(
            f"{name} holds more than {MAX_CODE_CHARACTERS / MB:.0f} MB of code.",
            "Remove data that was pasted into code cells, save the notebook, and hand it in again.",
        )


def _short(name: str) -> str:
    """``"hw9"`` for ``"hw9_my_task"``."""
    return re.split(r"[^a-z0-9]", name.casefold(), maxsplit=1)[0]


def _sound(text: str) -> str:
    """``text`` without halves of surrogate pairs, which JSON can hold and UTF-8 cannot."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _with_newlines(text: str) -> str:
    """``text`` with ``\\n`` alone between lines: a magic would take a ``\\r`` for its own."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _sequence(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
