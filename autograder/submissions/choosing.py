"""Find the one file that a student means among what was handed in."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Protocol

from autograder.errors import SubmissionError
from autograder.submissions.archive import MB, Archive, shown

MAX_FILE_BYTES = 100 * MB
_MAX_LISTED = 20_000  # files of a folder that are looked at
# Browsers on phones append .txt or .json to what they download.
_NOTEBOOK = re.compile(r"\.ipynb(\.txt|\.json)?$", re.I)
_SCRIPT = re.compile(r"\.py$", re.I)
_ZIP = re.compile(r"\.zip$", re.I)
_NOT_THE_STUDENTS = re.compile(r"(^|/)(\.|__MACOSX/|__pycache__/|site-packages/)")


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
            return _from_folder(Folder(path), expected)
        with path.open("rb") as file:
            if _ZIP.search(path.name) or (not _SCRIPT.search(path.name) and _is_zip(file)):
                return _from_zip(file, expected)
            return ChosenFile(path.name, _read(file, path.name))
    except FileNotFoundError as problem:
        raise SubmissionError(f"There is no file {shown(str(path))}.", f"Hand in {expected}.ipynb.") from problem
    except OSError as problem:
        raise SubmissionError(
            f"{shown(path.name)} cannot be read: {problem.strerror or problem}.", "Hand the file in again."
        ) from problem


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
        descriptor = os.open(self._path / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise OSError(errno.EINVAL, "not a file", name)
        return os.fdopen(descriptor, "rb")

    def read(self, name: str) -> bytes:
        """The content of one file."""
        with self.open(name) as file:
            return _read(file, name)


def _from_folder(folder: Folder, expected: str) -> ChosenFile:
    zips = [name for name in _considered(folder.names) if _ZIP.search(name)]
    if len(zips) == 1 and not _notebooks(folder.names):
        with folder.open(zips[0]) as file:
            return _from_zip(file, expected)
    return _pick(folder, expected)


def _from_zip(file: BinaryIO, expected: str) -> ChosenFile:
    with Archive(file) as archive:
        return _pick(archive, expected)


def _pick(holder: Holder, expected: str) -> ChosenFile:
    name, notes = choose(holder.names, expected)
    return ChosenFile(name.rpartition("/")[2], holder.read(name), notes)


def choose(names: Sequence[str], expected: str) -> tuple[str, tuple[str, ...]]:
    """The one notebook among ``names``, or else the one script, with a note if there was a choice.

    Raises:
        SubmissionError: there is none, or there are several and not exactly one is called as expected.
    """
    candidates = _notebooks(names) or _scripts(names)
    if not candidates:
        listed = f" It holds: {_listed(_considered(names))}." if _considered(names) else ""
        what = "The submission holds no notebook." if listed else "No file was handed in."
        raise SubmissionError(f"{what}{listed}", f"Save your notebook and hand in {expected}.ipynb.")
    if len(candidates) == 1:
        return candidates[0], ()
    fitting = [name for name in candidates if name.rpartition("/")[2].casefold().startswith(f"{expected}.".casefold())]
    if len(fitting) != 1:
        raise SubmissionError(
            f"{len(candidates)} notebooks were handed in, and only one can count: {_listed(candidates)}.",
            f"Hand in only one, called {expected}.ipynb.",
        )
    others = _listed([name for name in candidates if name != fitting[0]])
    return fitting[0], (
        f"Several notebooks were handed in; {shown(fitting[0])} was graded, and these were not: {others}.",
    )


def _notebooks(names: Sequence[str]) -> list[str]:
    return [name for name in _considered(names) if _NOTEBOOK.search(name)]


def _scripts(names: Sequence[str]) -> list[str]:
    """Scripts of the uppermost folder that has any: those below are copies of ``lab`` and the like."""
    scripts = [name for name in _considered(names) if _SCRIPT.search(name)]
    top = min((name.count("/") for name in scripts), default=0)
    return [name for name in scripts if name.count("/") == top]


def _considered(names: Sequence[str]) -> list[str]:
    return [name for name in names if not _NOT_THE_STUDENTS.search(name)]


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return ", ".join(shown(name) for name in names[:5]) + more


def _is_zip(file: BinaryIO) -> bool:
    start = file.read(4)
    file.seek(0)
    return start == b"PK\x03\x04"


def _read(file: BinaryIO, name: str) -> bytes:
    size = os.fstat(file.fileno()).st_size
    if size > MAX_FILE_BYTES:
        raise SubmissionError(
            f"{shown(name)} is {size / MB:.0f} MB large, and {MAX_FILE_BYTES // MB} MB are accepted.",
            "Clear all outputs of the notebook, save it, and hand it in again.",
        )
    return file.read(MAX_FILE_BYTES)
