"""Moodle: a folder ``<Full Name>_<participant>_assignsubmission_<what>_`` each, or files that begin so.

Moodle takes underscores out of names, so that the first such part is the platform's own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from autograder.classes.people import Student
from autograder.classes.uploads import Attempt, Reading, Upload
from autograder.submissions.archive import shown

_NAME = re.compile(
    r"(?P<name>.+?)_(?P<user>\d+)_assignsubmission_(?P<what>[a-z]+)(?:_(?P<file>.*)|(?P<text>\.\w+))?", re.S
)


def fits(name: str) -> bool:
    """Whether a name looks like this platform's."""
    return _NAME.fullmatch(name) is not None


def read(uploads: Sequence[Upload], empty: Mapping[str, Path]) -> Reading:
    """The attempts in a download: one for each participant, as Moodle gives only the latest.

    Args:
        uploads: its files.
        empty: folders without any; their participants have a row all the same.
    """
    files: dict[str, list[tuple[re.Match[str], Upload]]] = defaultdict(list)
    left_out = []
    for upload in uploads:
        match = _NAME.fullmatch(upload.top)
        if match is None:
            left_out.append(f"{shown(upload.name)} does not say whose it is.")
        else:
            files[match["user"]].append((match, upload))
    attempts = []
    for user, pairs in files.items():
        student = Student(user, pairs[0][0]["name"])
        handed_in = [pair for pair in pairs if pair[0]["what"] == "file"] or pairs
        tops = {upload.top for _, upload in handed_in}
        named = tuple((upload.below or _own_name(match), upload.path) for match, upload in handed_in)
        first = handed_in[0][1]
        folder = None
        if len(tops) == 1 and first.below:
            folder = first.path.parents[first.below.count("/")]
        attempts.append(Attempt((student,), named, folder=folder))
    for name, path in empty.items():
        match = _NAME.fullmatch(name)
        if match and match["user"] not in files:
            attempts.append(Attempt((Student(match["user"], match["name"]),), (), folder=path))
    return Reading(attempts, left_out)


def _own_name(match: re.Match[str]) -> str:
    return match["file"] or f"{match['what']}{match['text'] or ''}"
