"""By how much an attempt came late: what the platform says, a deadline, and extensions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from autograder.classes.people import Lateness
from autograder.classes.times import moment
from autograder.errors import AutograderError

_FORM = "Write it as 2026-11-20 23:59, or with a zone as 2026-11-20T23:59-08:00."
_LONGEST = timedelta(days=999)
_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
_SPAN = re.compile(
    r"(?P<number>\d{1,6}(?:[.,]\d{1,6})?)\s*(?P<unit>d(?:ays?)?|h(?:ours?|rs?)?|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?)\b",
    re.I,
)
_CLOCK = re.compile(r"(\d{1,6}):(\d\d):(\d\d)")


@dataclass(frozen=True)
class Extension:
    """More time for one student: so much more, or until then."""

    by: timedelta = timedelta()
    until: datetime | None = None


def read_deadline(text: str) -> datetime:
    """The time that somebody typed; a day without a time lasts until its end.

    Raises:
        AutograderError: it is not a time.
    """
    text = text.strip()
    if found := moment(f"{text} 23:59:59" if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text):
        return found
    raise AutograderError(f"{text!r} is not a time.", _FORM)


def read_extension(text: str) -> Extension:
    """What stands in a list: a number of days, a time span such as ``36 hours``, or a time.

    Raises:
        AutograderError: it is none of these.
    """
    text = text.strip()
    if not text:
        return Extension()
    if re.fullmatch(r"\d{1,3}([.,]\d{1,6})?", text):
        return Extension(timedelta(days=float(text.replace(",", "."))))
    if (span := span_of(text)) is not None and span <= _LONGEST:
        return Extension(span)
    try:
        return Extension(until=read_deadline(text))
    except AutograderError:
        raise AutograderError(
            f"The extension {text!r} cannot be read.",
            "Write days (2), a span (36 hours), or a time (2026-11-20 23:59).",
        ) from None


def span_of(text: str) -> timedelta | None:
    """A time span such as ``26:30:00`` or ``1 day 2 hours``; None where it is none."""
    if clock := _CLOCK.fullmatch(text.strip()):
        hours, minutes, seconds = map(int, clock.groups())
        return timedelta(hours=hours, minutes=minutes, seconds=seconds)
    found = timedelta()
    for match in _SPAN.finditer(text):
        found += timedelta(**{_UNITS[match["unit"][0].casefold()]: float(match["number"].replace(",", "."))})
    rest = re.sub(r"\band\b|[\s,]", "", _SPAN.sub("", text))
    return found if _SPAN.search(text) and not rest else None


@dataclass(frozen=True)
class Said:
    """What is said about when an attempt came.

    Attributes:
        at: when, as far as it is known.
        late: what the download says of it.
        late_by: what the platform's list says of it.
        extensions: of those who handed it in; for a group the latest counts.
    """

    at: datetime | None = None
    late: Lateness | None = None
    late_by: timedelta | None = None
    extensions: tuple[Extension, ...] = ()

    def lateness(self, deadline: datetime | None) -> Lateness | None:
        """By how much it was late; where that is not known, an extension covers it."""
        more = max((extension.by for extension in self.extensions), default=timedelta())
        until = max((extension.until for extension in self.extensions if extension.until), default=None)
        if self.at is not None and (deadline is not None or until is not None):
            due = max(time for time in (until, deadline + more if deadline else None) if time is not None)
            return _late(self.at - due)
        if self.late_by is not None:
            return None if until is not None else _late(self.late_by - more)
        return None if more or until else self.late

    @property
    def covered(self) -> bool:
        """Whether the platform says that it was late, and only an extension that cannot be compared says otherwise."""
        extended = any(extension.by or extension.until for extension in self.extensions)
        return extended and self.late is not None and self.at is None and self.late_by is None


def _late(by: timedelta) -> Lateness | None:
    return Lateness(by) if by > timedelta() else None
