"""Files of a download as they lie there, and the attempts that they make up."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.classes.people import Lateness, Student
from autograder.submissions.archive import readable, shown
from autograder.submissions.choosing import is_not_the_students

MAX_FILES = 500_000


@dataclass(frozen=True)
class Upload:
    """One file: its name in the download, readable, with ``/`` between folders, and where it lies."""

    name: str
    path: Path

    @property
    def top(self) -> str:
        """The file's own name, or that of the folder that it lies in, directly in the download."""
        return self.name.partition("/")[0]

    @property
    def below(self) -> str:
        """The rest of the name, for a file in a folder; or else nothing."""
        return self.name.partition("/")[2]


@dataclass(frozen=True)
class Attempt:
    """What a student handed in at one time.

    Attributes:
        students: one, or all of a group.
        files: the student's own name for each, and where it lies.
        order: sorts earlier attempts before later ones.
        late: what the platform says of it.
        folder: the folder that holds these files and no others, if there is one.
        at: when it came, if the download says so.
    """

    students: tuple[Student, ...]
    files: tuple[tuple[str, Path], ...]
    order: Any = 0
    late: Lateness | None = None
    folder: Path | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Reading:
    """What a layout made of a download.

    Attributes:
        attempts: in any order.
        left_out: sentences about what may be somebody's and is nobody's row.
        remarks: further sentences for the instructor.
    """

    attempts: Sequence[Attempt]
    left_out: Sequence[str] = ()
    remarks: Sequence[str] = ()


def uploads_in(folder: Path, on_error: Callable[[OSError], None]) -> list[Upload]:
    """Every file below a folder but those of systems; links are neither listed nor followed.

    Args:
        folder: of the class.
        on_error: told of each folder that cannot be read.
    """
    return sorted(_walk(folder, on_error), key=lambda upload: upload.name)


def empty_folders(folder: Path, uploads: Sequence[Upload]) -> dict[str, Path]:
    """Folders directly in a download that hold none of its files, by their readable names; links are no folders.

    Args:
        folder: of the class.
        uploads: the files in it.
    """
    tops = {upload.top for upload in uploads}
    found = {}
    for entry in sorted(folder.iterdir()):
        name = unicodedata.normalize("NFC", readable(entry.name))
        if name not in tops and not is_not_the_students(f"{name}/") and stat.S_ISDIR(entry.lstat().st_mode):
            found[name] = entry
    return found


def _walk(folder: Path, on_error: Callable[[OSError], None]) -> Iterator[Upload]:
    count = 0
    for where, folders, files in os.walk(folder, onerror=on_error):
        folders.sort()
        for name in sorted(files):
            path = Path(where, name)
            if not stat.S_ISREG(path.lstat().st_mode):
                continue
            shown_name = unicodedata.normalize("NFC", readable(path.relative_to(folder).as_posix()))
            if is_not_the_students(shown_name):
                continue
            count += 1
            if count > MAX_FILES:
                return
            yield Upload(shown_name, path)


def listed(names: Sequence[str]) -> str:
    """Some names for a sentence."""
    return ", ".join(shown(name) for name in names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
