"""One path for each submission, also where its files lie among those of others."""

from __future__ import annotations

import hashlib
import os
import shutil
import unicodedata
from pathlib import Path, PurePosixPath

from autograder.classes.uploads import Attempt
from autograder.submissions.archive import fitting


class Stage:
    """A folder in which files of one submission are put together, under the student's own names for them.

    Args:
        folder: for it; made when it is needed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path_of(self, attempt: Attempt) -> Path:
        """Where a submission lies: at its place if that holds nothing else and can be written as text."""
        paths = [path for _, path in attempt.files]
        if all(_is_text(path) for path in paths):
            if attempt.folder is not None:
                return attempt.folder
            if len(paths) == 1:
                return paths[0]
        return self._put_together(attempt)

    def _put_together(self, attempt: Attempt) -> Path:
        digest = hashlib.sha256()
        for name, path in attempt.files:
            digest.update(f"{name}\0".encode("utf-8", "replace") + os.fsencode(path) + b"\0")
        folder = self._folder / digest.hexdigest()[:16]
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            for name, path in attempt.files:
                _link(path, _free(folder, name))
        except OSError:  # one cannot be read; whoever looks for the folder says so
            shutil.rmtree(folder, ignore_errors=True)
        return folder


def _is_text(path: Path) -> bool:
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def _free(folder: Path, name: str) -> Path:
    """A path in ``folder`` that is not taken, for a file that a student calls so."""
    clean = unicodedata.normalize("NFC", name).encode("utf-8", "replace").decode()
    parts = [fitting(part) for part in PurePosixPath(clean).parts if part not in ("/", "..", ".")]
    target = folder.joinpath(*(parts or ["file"]))
    number = 1
    while target.exists():
        number += 1
        target = folder / str(number) / Path(*(parts or ["file"]))
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def _link(source: Path, target: Path) -> None:
    """The same file at another place, without a copy where the file system can do that."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copyfile(source, target, follow_symlinks=False)
