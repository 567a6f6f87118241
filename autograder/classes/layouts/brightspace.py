"""Brightspace: ``<number>-<number> - <Name> - <date> - <file>``, or a folder called like that without the file."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from autograder.classes.people import Student
from autograder.classes.uploads import Attempt, Reading, Upload
from autograder.submissions.archive import shown

_DATE = r"[^-]*?\b(?:19|20)\d\d\b[^-]*?"
_NAME = re.compile(
    rf"(?P<user>\d+-\d+) ?- (?P<name>.+?) ?- (?P<date>{_DATE}|\d{{4}}-\d\d-\d\d[^-]*?)(?: - (?P<file>.+))?", re.S
)
_PLATFORMS_OWN = "index.html"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Months that begin otherwise elsewhere: German, French, Spanish, Portuguese, Dutch.
_OTHER_MONTHS = {"mai": 5, "mei": 5, "mär": 3, "mrt": 3, "maa": 3, "okt": 10, "dez": 12, "fév": 2, "fev": 2, "avr": 4}
_OTHER_MONTHS |= {"jui": 6, "aoû": 8, "aou": 8, "déc": 12, "ene": 1, "abr": 4, "ago": 8, "set": 9, "out": 10, "dic": 12}
_CLOCK = re.compile(r"(?<!\d)(?P<hour>\d{1,2})[:.h ]?(?P<minute>\d\d)(?!\d)\s*(?P<half>[ap])?\.?m?", re.I)


def fits(name: str) -> bool:
    """Whether a name looks like this platform's."""
    return _NAME.fullmatch(name) is not None


def read(uploads: Sequence[Upload]) -> Reading:
    """The attempts in a download: one for each date."""
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
    users = [user for user, _ in files]
    for (user, name), by_date in files.items():
        # The number says who it is; where two names have it, both do.
        student = Student(user if users.count(user) == 1 else f"{user} {name}", name)
        times = {date: when(date) for date in by_date}
        if len(by_date) > 1 and (None in times.values() or len(set(times.values())) < len(times)):
            remarks.append(f"The dates of {name}'s files cannot be read; they were taken for one submission.")
            merged = [file for group in by_date.values() for file in group]
            attempts.append(Attempt((student,), tuple((own, path) for own, path, _ in merged)))
            continue
        for date, group in by_date.items():
            first = group[0][2]
            whole = {upload.top for _, _, upload in group} == {first.top} and first.below
            folder = first.path.parents[first.below.count("/")] if whole else None
            order = times[date] or datetime.min
            attempts.append(Attempt((student,), tuple((own, path) for own, path, _ in group), order, folder=folder))
    return Reading(attempts, left_out, remarks)


def when(date: str) -> datetime | None:
    """The time that a name says, in whatever order and in some languages; None where it is not clear."""
    year = re.search(r"\b(?:19|20)\d\d\b", date)
    if year is None:
        return None
    if iso := re.search(r"\b\d{4}-(\d\d)-(\d\d)\b", date):
        month, day, rest = int(iso[1]), int(iso[2]), date[iso.end() :]
    else:
        word = re.search(r"[^\W\d_]{3,}", date)
        month = _month(word[0]) if word else 0
        before, rest = date[: year.start()], date[year.end() :]
        days = re.findall(r"(?<!\d)\d{1,2}(?!\d)", before)
        day = int(days[-1]) if days else 0
    clock = _CLOCK.search(rest)
    if clock is None:
        return None
    hour, minute, half = int(clock["hour"]), int(clock["minute"]), (clock["half"] or "").casefold()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return datetime(int(year[0]), month, day, hour, minute)
    except ValueError:
        return None


def _month(word: str) -> int:
    start = word.casefold()
    if start.startswith("juil"):
        return 7
    return _OTHER_MONTHS.get(start[:3]) or (_MONTHS.index(start[:3]) + 1 if start[:3] in _MONTHS else 0)
