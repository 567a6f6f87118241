"""TOML files that people write: validated on load, and what is wrong is named with its key and its line."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from autograder.errors import CourseError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

M = TypeVar("M", bound=BaseModel)
Location = tuple[str | int, ...]

_IN_PLAIN_WORDS = {"extra_forbidden": "there is no such key", "missing": "this key is missing"}
_NAME = r"""(?:"[^"]*"|'[^']*'|[\w\-]+)"""
_HEADER = re.compile(rf"^\s*(\[\[?)\s*({_NAME}(?:\.{_NAME})*)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"""^\s*(?:"([^"]+)"|'([^']+)'|([\w\-]+))\s*=\s*(\"{3}|'{3})?""")


class Misplaced(ValueError):
    """Raised by a model's validator: what is wrong, and at which key below the model it is.

    Args:
        message: what is wrong.
        where: the path of the key.
    """

    def __init__(self, message: str, *where: str | int) -> None:
        super().__init__(message)
        self.where = where


def load_toml(path: Path, model: type[M]) -> M:
    """Read a TOML file as a model.

    Args:
        path: the file.
        model: what it holds; its field names are the file's keys.

    Raises:
        CourseError: the file is missing, is not TOML, or does not fit the model; the message names key and line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as problem:
        raise CourseError(
            f"The file {path} cannot be read: {problem.strerror}.",
            "Restore it from git, or make a new course with autograder init DIR.",
        ) from problem
    except UnicodeDecodeError as problem:
        raise CourseError(f"{path} is not text in UTF-8: {problem.reason}.", "Save it as UTF-8.") from problem
    return parse_toml(text, path, model)


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file that was validated before.

    Raises:
        OSError, ValueError: it cannot be read, or is not TOML.
    """
    return tomllib.loads(path.read_text(encoding="utf-8"))


def parse_toml(text: str, path: Path, model: type[M]) -> M:
    """The same with the text of a file; ``path`` is only told.

    Raises:
        CourseError: see :func:`load_toml`.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise CourseError(f"{path} is not valid TOML: {problem}.", "Fix that line and run again.") from problem
    try:
        return model.model_validate(raw)
    except ValidationError as problem:
        first = problem.errors()[0]
        cause = first.get("ctx", {}).get("error")
        place: Location = (*first["loc"], *(cause.where if isinstance(cause, Misplaced) else ()))
        line = line_of(text, place)
        where = f"{path}, line {line}" if line else str(path)
        keys = ".".join(str(part) for part in place)
        message = _IN_PLAIN_WORDS.get(first["type"], first["msg"].removeprefix("Value error, ").rstrip("."))
        raise CourseError(f"{where}: {f'{keys}: ' if keys else ''}{message}.", "Fix it and run again.") from problem


def line_of(text: str, location: Location) -> int | None:
    """The line of the key at ``location``, or else of the table that should hold it, counted from 1."""
    lines = _lines(text)
    found = (lines[location[:end]] for end in range(len(location), 0, -1) if location[:end] in lines)
    return next(found, None)


def _lines(text: str) -> dict[Location, int]:
    """The line of each table and key; keys of inline tables are not told apart."""
    found: dict[Location, int] = {}
    counts: dict[Location, int] = {}
    table: Location = ()
    fence = ""  # of the string over several lines that we are in
    for number, line in enumerate(text.splitlines(), start=1):
        if fence:
            fence = "" if fence in line else fence
        elif header := _HEADER.match(line):
            names = [name.strip("\"'") for name in re.findall(_NAME, header[2])]
            table = _table(names, header[1] == "[[", counts)
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            found[(*table, key[1] or key[2] or key[3])] = number
            fence = key[4] if key[4] and key[4] not in line[key.end() :] else ""
    return found


def _table(names: list[str], is_array: bool, counts: dict[Location, int]) -> Location:
    """Where a header leads: below the newest entry of each array of tables on the way."""
    place: Location = ()
    for depth, name in enumerate(names, start=1):
        place = (*place, name)
        if is_array and depth == len(names):
            counts[place] = counts.get(place, 0) + 1
        if place in counts:
            place = (*place, counts[place] - 1)
    return place
