"""Brightspace: ``<number>-<number> - <Name> - <date> - <file>``, or a folder called like that without the file."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from autograder.classes.people import Student
from autograder.classes.times import here, when
from autograder.classes.uploads import Attempt, Reading, Upload
from autograder.submissions.archive import shown

_DATE = r"[^-]*?\b(?:19|20)\d\d\b[^-]*?"
_NAME = re.compile(
    rf"(?P<user>\d+-\d+) ?- (?P<name>.+?) ?- (?P<date>{_DATE}|\d{{4}}-\d\d-\d\d[^-]*?)(?: - (?P<file>.+))?", re.S
)
_PLATFORMS_OWN = "index.html"


def fits(name: str) -> bool:
    """Whether a name looks like this platform's."""
    return _NAME.fullmatch(name) is not None


def read(uploads: Sequence[Upload], empty: Mapping[str, Path]) -> Reading:
    """The attempts in a download: one for each date.

    Args:
        uploads: its files.
        empty: folders without any; whoever has nothing else has a row all the same.
    """
    files: dict[tuple[str, str], dict[str, list[tuple[str, Path, Upload]]]] = defaultdict(lambda: defaultdict(list))
    left_out, remarks = [], []
    for upload in uploads:
        match = _NAME.fullmatch(upload.top)
        if match is None:
            if upload.name.casefold() != _PLATFORMS_OWN:
                left_out.append(f"{shown(upload.name)} does not say whose it is.")
            continue
        own = upload.below or match["file"] or upload.top
        files[match["user"], match["name"].strip()][match["date"]].append((own, upload.path, upload))
    attempts = []
    for top, path in empty.items():
        match = _NAME.fullmatch(top)
        if match and match["user"] not in {user for user, _ in files}:
            attempts.append(Attempt((Student(match["user"], match["name"].strip()),), (), datetime.min, folder=path))
    users = [user for user, _ in files]
    for (user, name), by_date in files.items():
        # The number says who it is; where two names have it, both do.
        student = Student(user if users.count(user) == 1 else f"{user} {name}", name)
        times = {date: when(date) for date in by_date}
        if len(by_date) > 1 and (None in times.values() or len(set(times.values())) < len(times)):
            remarks.append(f"The dates of {name}'s files cannot be read; they were treated as one submission.")
            merged = [file for group in by_date.values() for file in group]
            attempts.append(Attempt((student,), tuple((own, path) for own, path, _ in merged)))
            continue
        for date, group in by_date.items():
            first = group[0][2]
            whole = {upload.top for _, _, upload in group} == {first.top} and first.below
            folder = first.path.parents[first.below.count("/")] if whole else None
            order = times[date] or datetime.min
            time = times[date]
            at = here(time) if time else None
            attempts.append(Attempt((student,), tuple((own, path) for own, path, _ in group), order, None, folder, at))
    return Reading(attempts, left_out, remarks)
