"""A platform's own list of a class: who is who where a download alone does not say it.

Read are the files that platforms export: Canvas's gradebook and its groups, Moodle's grading worksheet and
participants, Gradescope's roster and grades, Blackboard's and Brightspace's gradebooks.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from autograder.classes.people import Student
from autograder.errors import AutograderError

_MAX_BYTES = 50_000_000
#: Columns that tell students apart, the platform's own number first.
_IDS = (
    "canvasuserid",
    "id",
    "identifier",
    "sid",
    "username",
    "loginid",
    "orgdefinedid",
    "studentid",
    "sisuserid",
    "sisloginid",
    "userid",
    "idnumber",
)
_EMAILS = ("email", "emailaddress")
_NAMES = ("name", "fullname", "student", "studentname")
_FIRST, _LAST = ("firstname", "givenname"), ("lastname", "surname", "familyname")
_GROUPS = ("groupname", "group", "groups", "team", "teamname")
_LATENESS = ("latenesshms", "lateness")


@dataclass(frozen=True)
class RosterEntry:
    """One person on the list.

    Attributes:
        student: as a gradebook names them.
        ids: everything that the list knows them by, besides the name.
        group: theirs, or nothing.
        late_by: how late the platform says that they were, if it says so.
    """

    student: Student
    ids: frozenset[str]
    group: str = ""
    late_by: timedelta | None = None


class Roster:
    """The list, to look people up in."""

    def __init__(self, entries: Iterable[RosterEntry]) -> None:
        self.entries = tuple(entries)

    def by_id(self, value: str) -> RosterEntry | None:
        """Who has this number, user name or e-mail address, if exactly one person has."""
        return _only(entry for entry in self.entries if value.casefold() in entry.ids)

    def by_name(self, name: str) -> RosterEntry | None:
        """Who is called so, written in whatever order and with or without marks, if exactly one person is."""
        letters = letters_of(name)
        return _only(entry for entry in self.entries if letters and letters in _ways_of_writing(entry.student.name))

    def find(self, student: Student) -> RosterEntry | None:
        """The same person on the list."""
        for value in (student.id, student.email):
            if value and (found := self.by_id(value)):
                return found
        return self.by_name(student.name)

    def members(self, group: str) -> tuple[RosterEntry, ...]:
        """Who is in a group of this name."""
        letters = letters_of(group)
        return tuple(entry for entry in self.entries if entry.group and letters_of(entry.group) == letters)


def letters_of(name: str) -> str:
    """A name's letters and digits, as platforms leave them in file names."""
    return "".join(char for char in unicodedata.normalize("NFC", name).casefold() if char.isalnum())


def read_roster(path: Path) -> Roster:
    """Read a list.

    Raises:
        AutograderError: it cannot be read, or does not say who is who.
    """
    again = "Export the list of students from the platform again, as CSV."
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES)
    except OSError as problem:
        raise AutograderError(f"{path} cannot be read: {problem.strerror}.", again) from problem
    text = _decoded(data)
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as problem:
        raise AutograderError(f"{path} is not a table: {problem}.", again) from problem
    head = ["".join(char for char in cell.casefold() if char.isalnum()) for cell in rows[0]] if rows else []
    entries = [entry for row in rows[1:] if (entry := _entry(dict(zip(head, row, strict=False))))]
    if not entries:
        raise AutograderError(f"{path} names no students.", again)
    return Roster(entries)


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):  # Blackboard
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _entry(row: Mapping[str, str]) -> RosterEntry | None:
    def get(names: Iterable[str]) -> str:
        return next((value for name in names if (value := row.get(name, "").strip())), "")

    name = get(_NAMES) or " ".join(filter(None, (get(_FIRST), get(_LAST))))
    if not name and not get((*_IDS, *_EMAILS)):
        return None
    if letters_of(name) in ("pointspossible", "studenttest", "teststudent"):  # rows of Canvas's own
        return None
    ids = [cleaned for column in _IDS if (cleaned := _cleaned(row.get(column, "")))]
    email = get(_EMAILS)
    known = {value.casefold() for value in (*ids, email) if value}
    if "@" in email:
        known.add(email.casefold().partition("@")[0])
    student = Student((ids or [email or name])[0], name, email)
    return RosterEntry(student, frozenset(known), get(_GROUPS), _late_by(get(_LATENESS)))


def _cleaned(value: str) -> str:
    """An id without what platforms put before it."""
    return re.sub(r"^(#|Participant )", "", value.strip())


def _late_by(text: str) -> timedelta | None:
    match = re.fullmatch(r"(\d+):(\d\d):(\d\d)", text)
    if match is None:
        return None
    hours, minutes, seconds = map(int, match.groups())
    return timedelta(hours=hours, minutes=minutes, seconds=seconds) or None


def _ways_of_writing(name: str) -> set[str]:
    last, comma, first = name.partition(",")
    ways = {letters_of(name), letters_of(first + last if comma else name)}
    words = name.replace(",", " ").split()
    ways.add(letters_of("".join(words[::-1])))
    if len(words) > 1:
        ways.add(letters_of("".join([words[-1], *words[:-1]])))
        ways.add(letters_of("".join([*words[1:], words[0]])))
    return ways


def _only(found: Iterable[RosterEntry]) -> RosterEntry | None:
    entries = list(found)
    return entries[0] if len(entries) == 1 else None
