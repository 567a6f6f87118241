"""Gradescope: ``submission_metadata.yml`` beside a folder ``submission_<number>`` each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from autograder.classes.people import Student
from autograder.classes.times import moment
from autograder.classes.uploads import Attempt, Reading, Upload
from autograder.errors import AutograderError

METADATA = "submission_metadata.yml"
_MAX_METADATA_BYTES = 200_000_000


def read(uploads: Sequence[Upload], folder: Path) -> Reading:
    """The attempts in an export.

    Raises:
        AutograderError: its metadata cannot be read.
    """
    metadata = _metadata(folder / METADATA)
    files: dict[str, list[tuple[str, Path]]] = {}
    for upload in uploads:
        if upload.name != METADATA:
            files.setdefault(upload.top, []).append((upload.below or upload.name, upload.path))
    attempts, left_out = [], []
    for name, item in metadata.items():
        item = item if isinstance(item, dict) else {}
        people = tuple(_submitters(item)) or (Student(name),)
        if name not in files and not (folder / name).is_dir():
            who = ", ".join(map(str, people))
            left_out.append(f"{name} ({who}) is listed in {METADATA}, but has no files.")
            continue
        found = tuple(files.pop(name, ()))
        created = _text(item.get(":created_at"))
        attempts.append(Attempt(people, found, (created, name), folder=folder / name, at=moment(created)))
    left_out += [f"The folder {name} is not listed in {METADATA}; it was ignored." for name in files]
    return Reading(attempts, left_out)


def _metadata(path: Path) -> dict[str, Any]:
    import yaml

    again = "Download the export again."
    if path.stat().st_size > _MAX_METADATA_BYTES:
        raise AutograderError(f"{path} is too large to be Gradescope's.", again)
    try:
        # Every value as text: an id such as 00123 must not become a number.
        metadata = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as problem:
        raise AutograderError(f"{path} cannot be read as YAML.", again) from problem
    if not isinstance(metadata, dict):
        raise AutograderError(f"{path} lists no submissions.", again)
    return metadata


def _submitters(item: dict[str, Any]) -> Iterator[Student]:
    submitters = item.get(":submitters")
    for person in submitters if isinstance(submitters, list) else ():
        if isinstance(person, dict):
            sid, name, email = (_text(person.get(key)) for key in (":sid", ":name", ":email"))
            if sid or email or name:
                yield Student(sid or email or name, name, email)


def _text(value: Any) -> str:
    """YAML can say a list of lists of lists in a line each; as text it would have no end."""
    return value if isinstance(value, str) else ""
