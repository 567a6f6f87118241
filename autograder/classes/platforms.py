"""How each platform lays out what a class handed in.

========== =====================================================================================
Gradescope ``submission_metadata.yml`` beside a folder ``submission_<number>`` each
Canvas     ``<name>_<LATE_><user>_<upload>_<file>``, all in one folder
Moodle     a folder ``<Full Name>_<participant>_assignsubmission_file_`` each, or files that start so
plain      a file or folder each, called like the student
========== =====================================================================================
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from autograder.classes.people import HandedIn, Student, number_attempts
from autograder.errors import AutograderError

METADATA = "submission_metadata.yml"
_MAX_METADATA_BYTES = 200_000_000
#: Endings of files that can be graded.
SUBMISSION = re.compile(r"\.(ipynb(\.txt|\.json)?|py|zip)$", re.I)
_CANVAS = re.compile(r"(?P<name>[^_]+)_(?:LATE_)?(?P<user>\d+)_(?P<upload>\d+)_(?P<file>.+)", re.I | re.S)
_MOODLE = re.compile(r"(?P<name>.+)_(?P<user>\d+)_assignsubmission_file_?(?P<file>.*)", re.S)
_ATTEMPT = re.compile(r"[ _-]*attempt[ _-]?(?P<number>\d+)$", re.I)
_OTTER_TIME = re.compile(r"_(?P<time>\d{4}_\d\d_\d\dT\d\d_\d\d_\d\d_\d+)$")
_NOT_A_STUDENTS = re.compile(r"[._]|results$|__")


class Platform(str, Enum):
    """Where a class export comes from."""

    GRADESCOPE = "Gradescope"
    CANVAS = "Canvas"
    MOODLE = "Moodle"
    PLAIN = "a folder of notebooks"


@dataclass(frozen=True)
class ClassExport:
    """What a folder holds.

    Attributes:
        platform: whose layout it has.
        handed_in: every attempt, sorted by name.
        remarks: for the instructor, about what was passed over.
    """

    platform: Platform
    handed_in: tuple[HandedIn, ...]
    remarks: tuple[str, ...] = ()


def platform_of(names: Iterable[str]) -> Platform:
    """Whose layout a folder or zip has, judged by the names in it (with ``/`` between folders)."""
    parts = [name.split("/") for name in names]
    parts = [part for part in parts if part[0] != "__MACOSX"]
    if any(part[-1] == METADATA and len(part) <= 2 for part in parts):
        return Platform.GRADESCOPE
    tops = {part[0] for part in parts} or {""}
    if len(tops) == 1 and all(len(part) > 1 for part in parts):  # one folder around everything
        tops = {part[1] for part in parts}
    tops = {top for top in tops if not top.startswith(".")}
    for platform, pattern in ((Platform.MOODLE, _MOODLE), (Platform.CANVAS, _CANVAS)):
        fitting = sum(pattern.fullmatch(top) is not None for top in tops)
        if fitting and 2 * fitting >= len(tops):
            return platform
    return Platform.PLAIN


def read_folder(folder: Path, expected: str) -> ClassExport:
    """What is in a class folder, whatever platform it comes from.

    Args:
        folder: of the class. Links in it are passed over.
        expected: the assignment's name; of several files of a student, those with this name count.

    Raises:
        AutograderError: it holds nothing, or its metadata cannot be read.
    """
    folder = _inner(folder)
    entries = sorted(entry for entry in folder.iterdir() if _is_real(entry) and entry.name[0] != ".")
    platform = platform_of([entry.name for entry in entries])
    readers: dict[Platform, Callable[[list[Path], str], ClassExport]] = {
        Platform.GRADESCOPE: _gradescope,
        Platform.CANVAS: _canvas,
        Platform.MOODLE: _moodle,
        Platform.PLAIN: _plain,
    }
    found = readers[platform](entries, expected)
    if not found.handed_in:
        raise AutograderError(
            f"No submissions were found in {folder}.",
            "Give a folder with a notebook for each student, or a class export from Gradescope, Canvas or Moodle.",
        )
    return found


def _is_real(entry: Path) -> bool:
    """Whether it is a file or a folder: a link may point at anything, and reading a pipe never ends."""
    return not entry.is_symlink() and (entry.is_dir() or entry.is_file())


def _inner(folder: Path) -> Path:
    """The folder itself, or the only one in it: many zips hold one folder around everything."""
    entries = [entry for entry in folder.iterdir() if entry.name[0] != "." and entry.name != "__MACOSX"]
    wrapped = len(entries) == 1 and entries[0].is_dir() and not entries[0].is_symlink()
    if wrapped and not _MOODLE.fullmatch(entries[0].name) and any(entries[0].iterdir()):
        return entries[0]
    return folder


def _gradescope(entries: list[Path], expected: str) -> ClassExport:
    import yaml

    path = next(entry for entry in entries if entry.name == METADATA)
    if path.stat().st_size > _MAX_METADATA_BYTES:
        raise AutograderError(f"{path} is too large to be Gradescope's.", "Download the export again.")
    try:
        # Every value as text: an id such as 00123 must not become a number.
        metadata = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as problem:
        raise AutograderError(f"{path} cannot be read as YAML.", "Download the export again.") from problem
    if not isinstance(metadata, dict):
        raise AutograderError(f"{path} lists no submissions.", "Download the export again.")
    found, remarks = [], []
    folders = {entry.name: entry for entry in entries if entry.is_dir()}
    for name, item in metadata.items():
        item = item if isinstance(item, dict) else {}
        if name not in folders:
            remarks.append(f"{name} is listed in {METADATA}, but has no folder.")
            continue
        people = tuple(_submitters(item)) or (Student(name),)
        found.append((HandedIn(people, folders.pop(name)), (str(item.get(":created_at", "")), name)))
    remarks += [f"The folder {name} is not listed in {METADATA}; it was passed over." for name in folders]
    return ClassExport(Platform.GRADESCOPE, tuple(number_attempts(found)), tuple(remarks))


def _submitters(item: dict[str, Any]) -> Iterator[Student]:
    submitters = item.get(":submitters")
    for person in submitters if isinstance(submitters, list) else ():
        if isinstance(person, dict):
            sid, name, email = (str(person.get(key) or "") for key in (":sid", ":name", ":email"))
            if sid or email or name:
                yield Student(sid or email or name, name, email)


def _canvas(entries: list[Path], expected: str) -> ClassExport:
    files: dict[str, list[tuple[re.Match[str], Path]]] = defaultdict(list)
    others = []
    for entry in entries:
        match = _CANVAS.fullmatch(entry.name)
        if match is None or entry.is_dir():
            others.append(entry.name)
        else:
            files[match["user"]].append((match, entry))
    found = []
    for user, pairs in files.items():
        for match, path in _those_meant(pairs, expected):
            found.append((HandedIn((Student(user, match["name"]),), path), (int(match["upload"]), path.name)))
    return ClassExport(Platform.CANVAS, tuple(number_attempts(found)), _passed_over(others))


def _those_meant(pairs: list[tuple[re.Match[str], Path]], expected: str) -> Sequence[tuple[re.Match[str], Path]]:
    """Of one student's files: those called like the assignment, or else notebooks and the like, or else all."""
    named = [pair for pair in pairs if pair[0]["file"].casefold().startswith(expected.casefold())]
    return named or [pair for pair in pairs if SUBMISSION.search(pair[1].name)] or pairs


def _moodle(entries: list[Path], expected: str) -> ClassExport:
    found, others = [], []
    for entry in entries:
        match = _MOODLE.fullmatch(entry.name)
        if match is None:
            others.append(entry.name)
        else:
            found.append((HandedIn((Student(match["user"], match["name"]),), entry), entry.name))
    by_user: dict[str, int] = defaultdict(int)
    for item, _ in found:
        by_user[item.students[0].id] += 1
    # Without folders, a student's further files (pictures, data) lie beside the notebook.
    found = [pair for pair in found if by_user[pair[0].students[0].id] == 1 or _is_submission(pair[0].path)]
    return ClassExport(Platform.MOODLE, tuple(number_attempts(found)), _passed_over(others))


def _plain(entries: list[Path], expected: str) -> ClassExport:
    found, others = [], []
    for entry in entries:
        if _NOT_A_STUDENTS.match(entry.name) or not _is_submission(entry):
            others.append(entry.name)
            continue
        stem = entry.name if entry.is_dir() else SUBMISSION.sub("", entry.name)
        name, order = _without_attempt(stem)
        if name.casefold() == expected.casefold():  # the assignment's name says nothing about who it is
            name = stem
        found.append((HandedIn((Student(name),), entry), order))
    return ClassExport(Platform.PLAIN, tuple(number_attempts(found)), _passed_over(others))


def _without_attempt(stem: str) -> tuple[str, tuple[str, int, str]]:
    """A student's name, and what their attempts are sorted by: the time in it, then the number in it."""
    time = _OTTER_TIME.search(stem)
    name = stem[: time.start()] if time else stem
    number = _ATTEMPT.search(name)
    name = name[: number.start()] if number else name
    return name or stem, (time["time"] if time else "", int(number["number"]) if number else 0, stem)


def _is_submission(entry: Path) -> bool:
    if entry.is_dir():
        return any(SUBMISSION.search(path.name) for path in entry.rglob("*"))
    return SUBMISSION.search(entry.name) is not None


def _passed_over(names: list[str]) -> tuple[str, ...]:
    if not names:
        return ()
    shown = ", ".join(repr(name) for name in names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    return (f"Not taken for submissions: {shown}.",)
