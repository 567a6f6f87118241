"""Times as platforms write them: in file names, in exported lists, and in whatever language."""

from __future__ import annotations

import re
from datetime import datetime

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Months that begin otherwise elsewhere: German, French, Spanish, Portuguese, Dutch.
_OTHER_MONTHS = {"mai": 5, "mei": 5, "mär": 3, "mrt": 3, "maa": 3, "okt": 10, "dez": 12, "fév": 2, "fev": 2, "avr": 4}
_OTHER_MONTHS |= {"jui": 6, "aoû": 8, "aou": 8, "déc": 12, "ene": 1, "abr": 4, "ago": 8, "set": 9, "out": 10, "dic": 12}
_CLOCK = re.compile(r"(?<!\d)(?P<hour>\d{1,2})[:.h ]?(?P<minute>\d\d)(?!\d)\s*(?P<half>[ap])?\.?m?", re.I)

_MARKS = re.compile(
    r"(?P<date>\d{4}[-_]\d\d[-_]\d\d)[-_T ](?P<time>\d\d[-_:]\d\d(?:[-_:]\d\d)?)(?:[._]\d+)?"
    r" ?(?P<zone>Z|UTC|[+-]\d\d:?\d\d)?"
)


def moment(text: str) -> datetime | None:
    """The time that a platform's program wrote, as ``2026-11-20 23:59:00 -0800`` or with other marks; else None.

    Without a zone it is taken for the time here, where the grading is done.
    """
    match = _MARKS.fullmatch(text.strip())
    if match is None:
        return None
    date, time = (re.sub("[-_:]", mark, match[part]) for part, mark in (("date", "-"), ("time", ":")))
    zone = (match["zone"] or "").replace("Z", "+00:00").replace("UTC", "+00:00")
    if zone and ":" not in zone:
        zone = f"{zone[:3]}:{zone[3:]}"
    try:
        return here(datetime.fromisoformat(f"{date}T{time}{zone}"))
    except (ValueError, OverflowError):
        return None


def here(time: datetime) -> datetime:
    """A time with a zone: this machine's, where it has none."""
    return time if time.tzinfo else time.astimezone()


def when(date: str) -> datetime | None:
    """The time that a name says, in whatever order and in some languages; None where it is not clear."""
    year = re.search(r"\b(?:19|20)\d\d\b", date)
    if year is None:
        return None
    if iso := re.search(r"\b\d{4}-(\d\d)-(\d\d)\b", date):
        month, day, rest = int(iso[1]), int(iso[2]), date[iso.end() :]
    else:
        # A day of the week may begin like a month ("mardi"), and comes before it.
        months = [month for word in re.findall(r"[^\W\d_]{3,}", date) if (month := _month(word))]
        month = months[-1] if months else 0
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
