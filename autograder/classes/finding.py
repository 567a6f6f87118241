"""From what the instructor has, a folder or a zip of a class, to a list of submissions."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from autograder.classes.people import safe_name
from autograder.classes.platforms import ClassExport, looks_like_a_class, read_folder
from autograder.classes.roster import Roster
from autograder.errors import AutograderError, SubmissionError
from autograder.submissions.archive import MB, Archive, ArchiveLimits, readable
from autograder.submissions.choosing import MAX_FILE_BYTES, Folder

# A platform made this zip, but students wrote what is in it: deflate cannot pack better than 1 to 1,032, so that the
# ratio refuses nobody here, and the total does. Each student's own file has its usual limits later, when it is read.
CLASS_LIMITS = ArchiveLimits(
    members=200_000, member_bytes=2048 * MB, total_bytes=20 * 1024 * MB, ratio=1_100, depth=24, name_length=1_000
)
_CHUNK = MB


def is_class(path: Path, expected: str = "") -> bool:
    """Whether a path is a whole class rather than one submission: a folder, or a zip that looks like one.

    Args:
        path: what was given.
        expected: the assignment's name, as a student's own zip holds it.
    """
    if path.is_dir():
        return True
    if path.suffix.casefold() != ".zip":
        return False
    try:
        with path.open("rb") as file, Archive(file, CLASS_LIMITS) as archive:
            return looks_like_a_class(archive.names, expected)
    except (OSError, SubmissionError):
        return False  # what is wrong with it is told when it is read


def find_class(
    path: Path, expected: str, unpack_to: Path, roster: Roster | None = None, deadline: datetime | None = None
) -> ClassExport:
    """Everything that a class handed in.

    Args:
        path: a folder, or a zip as a platform gives it.
        expected: the assignment's name.
        unpack_to: folder to unpack a zip into, where it stays: its files are read again when a class is regraded.
        roster: the platform's own list of students.
        deadline: what comes after it is late, where it is known when it came.

    Raises:
        AutograderError: there is nothing, or the zip is damaged.
    """
    staged = unpack_to / "together"
    if path.is_dir():
        return read_folder(path, expected, staged, roster, deadline)
    try:
        digest = digest_of(path)
        folder = unpack_to / digest[:16]
        if not folder.is_dir():
            _unpack(path, folder)
    except SubmissionError as problem:
        raise AutograderError(f"{path}: {problem.message}", "Download it from the platform again.") from problem
    except FileNotFoundError as problem:
        raise AutograderError(f"There is no {path}.", "Give a folder or a zip of submissions.") from problem
    return read_folder(folder, expected, staged, roster, deadline)


def _unpack(path: Path, folder: Path) -> None:
    partial = folder.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    with path.open("rb") as file, Archive(file, CLASS_LIMITS) as archive:
        archive.extract(partial)
    partial.rename(folder)


def digest_of(path: Path) -> str:
    """A hash of a file and the ending of its name, or of the names and contents of all files in a folder.

    Links in a folder are neither listed nor followed.

    Raises:
        OSError: it cannot be read.
    """
    digest = hashlib.sha256()
    if path.is_dir():
        folder = Folder(path)
        for name in folder.names:
            digest.update(f"{len(name)} {name}".encode("utf-8", "surrogateescape"))
            with folder.open(name) as file:
                digest.update(_hash(file))
        return digest.hexdigest()
    digest.update(path.suffix.casefold().encode("utf-8", "surrogateescape"))
    with path.open("rb") as file:
        digest.update(_hash(file))
    return digest.hexdigest()


def file_keys(paths: Sequence[Path]) -> dict[Path, str]:
    """A name for each submission's results: what its file is called, and a digest where that does not do."""
    plain = {path: safe_name(readable(path.stem)) for path in paths}
    counts = Counter(name.casefold() for name in plain.values())
    return {
        path: name if counts[name.casefold()] == 1 and name == path.stem else f"{name or 'submission'}-{_mark(path)}"
        for path, name in plain.items()
    }


def _mark(path: Path) -> str:
    """A digest of where a submission lies and of what is in it."""
    try:
        content = digest_of(path)
    except OSError:  # grading says so
        content = ""
    return hashlib.sha256(os.fsencode(path.absolute()) + b"\0" + content.encode()).hexdigest()[:8]


def _hash(file: BinaryIO) -> bytes:
    """Of what is larger than is accepted, its size and its beginning: a file may say that it has some hundred GB."""
    digest = hashlib.sha256()
    left = MAX_FILE_BYTES
    while left > 0 and (chunk := file.read(min(_CHUNK, left))):
        digest.update(chunk)
        left -= len(chunk)
    if left <= 0:
        digest.update(str(file.seek(0, os.SEEK_END)).encode())
    return digest.digest()
