"""Find the one file that a student means among what was handed in.

A notebook counts before a script, and what lies open before what lies in a zip. Copies with the same code are one. Of
several that differ, the one called like the assignment counts.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import stat
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Protocol

from autograder.errors import SubmissionError
from autograder.submissions.archive import MB, Archive, shown
from autograder.submissions.formats import refuse_format

MAX_FILE_BYTES = 100 * MB
#: Not every system has each of these.
_READ_NO_LINK = sum(getattr(os, flag, 0) for flag in ("O_RDONLY", "O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))
_MAX_LISTED = 20_000  # files of a folder that are looked at
_MAX_COMPARED = 20  # notebooks
_MAX_ZIPS = 20  # in zips
_ZIPS_DEEP = 3
_ANY = 3  # the rank of a name that says nothing about the assignment
_COMPARED_BY_CODE = MB  # bytes; a larger file is equal to another only where all of it is
# Browsers on phones append .txt or .json to what they download.
_NOTEBOOK = re.compile(r"\.ipynb(\.txt|\.json)?$", re.I)
_SCRIPT = re.compile(r"\.py$", re.I)
_ZIP = re.compile(r"\.zip$", re.I)
_NOT_THE_STUDENTS = re.compile(
    r"(^|/)(\.|__MACOSX/|__pycache__/|site-packages/|~\$|(thumbs\.db|desktop\.ini|icon\r)$)", re.I
)
_COPY_OF = re.compile(r"^(copy|kopie|copie|copia|c[oó]pia) (\(\d+\) )?(of|von|van|de|di|av|af) ", re.I)
_COPY = re.compile(r"( ?\(\d+\)|[-_ ]copy ?\d*|[-_ ]kopie ?\d*| - copy( \(\d+\))?|-\d{1,2})$", re.I)


@dataclass(frozen=True)
class ChosenFile:
    """The file that is to be graded, as bytes; ``name`` is the student's name for it."""

    name: str
    data: bytes
    notes: tuple[str, ...] = ()

    @property
    def is_script(self) -> bool:
        """Whether it is a Python file rather than a notebook."""
        return _SCRIPT.search(self.name) is not None


def find_source(path: Path, expected: str) -> ChosenFile:
    """The file to grade.

    Args:
        path: a notebook, a script, a zip, or a folder that holds one of these.
        expected: the assignment's name, which decides when there are several.

    Raises:
        SubmissionError: there is none, or more than one; or it is too large or cannot be read.
    """
    try:
        if path.is_dir():
            return _pick(Folder(path), expected)
        with path.open("rb") as file:
            start = file.read(8)
            file.seek(0)
            refuse_format(path.name, start, expected)
            if _ZIP.search(path.name) or (not _SCRIPT.search(path.name) and start.startswith(b"PK\3\4")):
                with Archive(file) as archive:
                    return _pick(archive, expected)
            return ChosenFile(path.name, _read(file, path.name))
    except FileNotFoundError as problem:
        raise SubmissionError(f"There is no file {shown(str(path))}.", f"Hand in {expected}.ipynb.") from problem
    except OSError as problem:
        raise SubmissionError(
            f"{shown(path.name)} cannot be read: {problem.strerror or problem}.", "Hand the file in again."
        ) from problem


def without_copy_marks(stem: str) -> str:
    """A file's name, without its ending, as it was before a browser, Jupyter or a drive made a copy of it."""
    stem = _COPY_OF.sub("", unicodedata.normalize("NFC", stem).strip())
    while (shorter := _COPY.sub("", stem).strip()) not in (stem, ""):
        stem = shorter
    return stem


def is_not_the_students(name: str) -> bool:
    """Whether a file was put there by a system or a program; ``/`` between folders."""
    return _NOT_THE_STUDENTS.search(name) is not None


class Holder(Protocol):
    """Something that holds files by name."""

    names: tuple[str, ...]

    def read(self, name: str) -> bytes:
        """The content of one."""
        ...


class Folder:
    """A folder from outside. Links in it are neither listed nor followed: they may point at anything."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.names = tuple(sorted(islice(self._walk(), _MAX_LISTED)))

    def _walk(self) -> Iterator[str]:
        for where, folders, files in os.walk(self._path):
            folders.sort()
            for name in files:
                path = Path(where, name)
                if stat.S_ISREG(path.lstat().st_mode):
                    yield path.relative_to(self._path).as_posix()

    def open(self, name: str) -> BinaryIO:
        """Open one file."""
        descriptor = os.open(self._path / name, _READ_NO_LINK)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise OSError(errno.EINVAL, "not a file", name)
        return os.fdopen(descriptor, "rb")

    def read(self, name: str) -> bytes:
        """The content of one file."""
        with self.open(name) as file:
            return _read(file, name)


@dataclass(frozen=True)
class _Member:
    """A file somewhere in what was handed in; ``name`` begins with the zips that it lies in, as with folders."""

    holder: Holder
    key: str
    name: str

    @property
    def base(self) -> str:
        return self.name.rpartition("/")[2]

    def read(self) -> bytes:
        return self.holder.read(self.key)


def _pick(holder: Holder, expected: str) -> ChosenFile:
    with ExitStack() as stack:
        level = _members(holder, "")
        everything = list(level)
        scripts: list[_Member] = []
        problems: list[SubmissionError] = []
        zips = _MAX_ZIPS
        for _ in range(_ZIPS_DEEP + 1):
            if notebooks := [member for member in level if _NOTEBOOK.search(member.name)]:
                return _chosen(notebooks, expected)
            scripts = scripts or _scripts(level)
            packed = [member for member in level if _ZIP.search(member.name)][:zips]
            zips -= len(packed)
            level = [inner for member in packed for inner in _unpacked(member, stack, problems)]
            everything += level
        if scripts:
            return _chosen(scripts, expected)
    if problems:
        raise problems[0]
    for member in everything:
        refuse_format(member.base, b"", expected)
    listed = f" It holds: {_listed(everything)}." if everything else ""
    what = "The submission holds no notebook." if listed else "No file was handed in."
    raise SubmissionError(f"{what}{listed}", f"Save your notebook and hand in {expected}.ipynb.")


def _members(holder: Holder, where: str) -> list[_Member]:
    return [_Member(holder, name, f"{where}{name}") for name in holder.names if not is_not_the_students(name)]


def _scripts(members: Sequence[_Member]) -> list[_Member]:
    """Scripts of the uppermost folder that has any: those below are copies of ``lab`` and the like."""
    scripts = [member for member in members if _SCRIPT.search(member.name)]
    top = min((member.name.count("/") for member in scripts), default=0)
    return [member for member in scripts if member.name.count("/") == top]


def _unpacked(member: _Member, stack: ExitStack, problems: list[SubmissionError]) -> list[_Member]:
    """What a zip holds; a damaged one may be of pictures, so it only matters where nothing else is found."""
    try:
        data = member.read()
        if not data:
            raise SubmissionError(f"{shown(member.base)} is empty.", "Make the zip again.")
        file = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - the stack closes it
        file.write(data)
        file.flush()
        archive = stack.enter_context(Archive(file))
    except SubmissionError as problem:
        problems.append(problem)
        return []
    return _members(archive, f"{member.name}/")


def _chosen(candidates: Sequence[_Member], expected: str) -> ChosenFile:
    """The one file among several of a kind, with a note if there was a choice.

    Raises:
        SubmissionError: they differ, and not exactly one is called as expected.
    """
    if len(candidates) == 1:
        return ChosenFile(candidates[0].base, candidates[0].read())
    ordered = sorted(candidates, key=lambda member: (*_order(member, expected), member.name))
    different, blank = _told_apart(ordered)
    best = different[0]
    if len(different) == 1 and not blank:
        return ChosenFile(best.base, best.read())
    rank, depth = _order(best, expected)
    if len(different) > 1 and (rank == _ANY or _order(different[1], expected) == (rank, depth)):
        raise SubmissionError(
            f"{len(different)} notebooks were handed in, and only one can count: {_listed(different)}.",
            f"Hand in only one, called {expected}.ipynb.",
        )
    others = _listed([member for member in (*different, *blank) if member is not best])
    note = f"Several notebooks were handed in; {shown(best.name)} was graded, and these were not: {others}."
    return ChosenFile(best.base, best.read(), (note,))


def _order(member: _Member, expected: str) -> tuple[int, int]:
    """How well the name says that this is the one, and how deep it lies; the smallest counts."""
    base = unicodedata.normalize("NFC", member.base).casefold()
    stem = _SCRIPT.sub("", _NOTEBOOK.sub("", base))
    name = expected.casefold()
    if stem == name:
        rank = 0
    elif base.startswith(f"{name}.") or without_copy_marks(stem) == name:
        rank = 1
    elif stem == name.partition("_")[0]:  # hw2 for hw2_build_head
        rank = 2
    else:
        rank = _ANY
    return rank, member.name.count("/")


def _told_apart(ordered: Sequence[_Member]) -> tuple[list[_Member], list[_Member]]:
    """The first of each content, and those without any; so many that nobody compares them count as different."""
    if len(ordered) > _MAX_COMPARED:
        return list(ordered), []
    first: dict[bytes, _Member] = {}
    blank = []
    for member in ordered:
        data = member.read()
        if data.strip():
            first.setdefault(_essence(member, data), member)
        else:
            blank.append(member)
    return (list(first.values()), blank) if first else (blank[:1], blank[1:])


def _essence(member: _Member, data: bytes) -> bytes:
    """What decides about the verdict: a notebook's code, or else all of a file."""
    if _NOTEBOOK.search(member.name) and len(data) <= _COMPARED_BY_CODE:
        try:
            cells = json.loads(data)["cells"]
            code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
            return hashlib.sha256(json.dumps(code).encode()).digest()
        except (ValueError, LookupError, TypeError, RecursionError):
            pass
    return hashlib.sha256(data).digest()


def _listed(members: Sequence[_Member]) -> str:
    more = f" and {len(members) - 5} more" if len(members) > 5 else ""
    return ", ".join(shown(member.name) for member in members[:5]) + more


def _read(file: BinaryIO, name: str) -> bytes:
    size = os.fstat(file.fileno()).st_size
    if size > MAX_FILE_BYTES:
        raise SubmissionError(
            f"{shown(name)} is {size / MB:.0f} MB large, and {MAX_FILE_BYTES // MB} MB are accepted.",
            "Clear all outputs of the notebook, save it, and hand it in again.",
        )
    return file.read(MAX_FILE_BYTES)
