"""A platform's own list of a class: who is who where a download alone does not say it.

Read are the files that platforms export: Canvas's gradebook and its groups, Moodle's grading worksheet and
participants, Gradescope's roster and grades, Blackboard's and Brightspace's gradebooks.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from autograder.classes.deadlines import Extension, read_extension, span_of
from autograder.classes.people import Student
from autograder.classes.tables import Table, parse_table
from autograder.classes.times import here, moment, when
from autograder.classes.worksheets import Worksheet, worksheet_in
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
_TIMES = ("submissiontime",)
#: Columns that instructors add themselves.
EXTENSIONS = ("extension", "extensions", "extensiondays", "extendeddue", "extendedduedate", "extendeduntil")
_LATE = re.compile(r"(?:^| - )(?P<by>[^-]*?) late\b", re.I)
_UNTIL = re.compile(r"Extension granted until:? (?P<until>[^-]+)", re.I)


@dataclass(frozen=True)
class RosterEntry:
    """One person on the list.

    Attributes:
        student: as a gradebook names them.
        ids: everything that the list knows them by, besides the name.
        group: theirs, or nothing.
        late_by: how late the platform says that they were, if it says so.
        at: when the platform says that they handed in, if it says so.
        extensions: more time that they have.
        places: where the person stands: numbers of a table and of a row in it.
    """

    student: Student
    ids: frozenset[str]
    group: str = ""
    late_by: timedelta | None = None
    at: datetime | None = None
    extensions: tuple[Extension, ...] = ()
    places: tuple[tuple[int, int], ...] = ()


class Roster:
    """The list, to look people up in.

    Args:
        entries: one for each person.
        tables: the files that they were read from.
    """

    def __init__(self, entries: Iterable[RosterEntry], tables: Sequence[Table] = ()) -> None:
        self.entries = tuple(entries)
        self.tables = tuple(tables)
        self._by_id: dict[str, list[RosterEntry]] = defaultdict(list)
        self._by_name: dict[str, list[RosterEntry]] = defaultdict(list)
        for entry in self.entries:
            for value in entry.ids:
                self._by_id[value].append(entry)
            for letters in _ways_of_writing(entry.student.name):
                self._by_name[letters].append(entry)

    def by_id(self, value: str) -> RosterEntry | None:
        """Who has this number, user name or e-mail address, if exactly one person has."""
        return _only(self._by_id.get(value.casefold(), ()))

    def by_name(self, name: str) -> RosterEntry | None:
        """Who is called so, written in whatever order and with or without marks, if exactly one person is."""
        letters = letters_of(name)
        return _only(self._by_name.get(letters, ())) if letters else None

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


def read_roster(*paths: Path) -> Roster:
    """Read a list, or several about the same class: what one says of a person adds to what those before it say.

    Raises:
        AutograderError: one cannot be read, or does not say who is who.
    """
    return parse_roster(roster_files(paths))


def roster_files(paths: Iterable[Path]) -> list[tuple[str, bytes]]:
    """The names and contents of lists.

    Raises:
        AutograderError: one cannot be read.
    """
    files = []
    for path in paths:
        try:
            with path.open("rb") as file:
                files.append((path.name, file.read(_MAX_BYTES)))
        except OSError as problem:
            raise AutograderError(
                f"{path} cannot be read: {problem.strerror}.",
                "Export the list of students from the platform again, as CSV.",
            ) from problem
    return files


def parse_roster(files: Iterable[tuple[str, bytes]]) -> Roster:
    """The same with the names and contents of files.

    Raises:
        AutograderError: see :func:`read_roster`.
    """
    roster = Roster(())
    for number, (name, data) in enumerate(files):
        table = parse_table(name, data)
        try:
            entries = list(_entries(table, number))
        except AutograderError as problem:
            raise AutograderError(f"{name}: {problem.message}", problem.next_step) from problem
        if not entries:
            raise AutograderError(
                f"{name} names no students.", "Export the list of students from the platform again, as CSV."
            )
        roster = Roster(_merged(roster, entries), (*roster.tables, table))
    return roster


def _merged(known: Roster, added: Iterable[RosterEntry]) -> list[RosterEntry]:
    entries = list(known.entries)
    for entry in added:
        same = [one for value in sorted(entry.ids) if (one := known.by_id(value))]
        one = same[0] if same else known.by_name(entry.student.name)
        if one is None:
            entries.append(entry)
            continue
        place = next(place for place, other in enumerate(entries) if other.places[0] == one.places[0])
        one = entries[place]
        entries[place] = replace(
            one,
            student=replace(one.student, email=one.student.email or entry.student.email),
            ids=one.ids | entry.ids,
            group=one.group or entry.group,
            late_by=one.late_by or entry.late_by,
            at=one.at or entry.at,
            extensions=(*one.extensions, *entry.extensions),
            places=(*one.places, *entry.places),
        )
    return entries


def column_key(name: str) -> str:
    """The name of a column without what differs from one version of a platform to the next."""
    return "".join(char for char in name.casefold() if char.isalnum())


def _entries(table: Table, number: int) -> Iterable[RosterEntry]:
    head = [column_key(name) for name in table.head]
    sheet = worksheet_in(table)
    for place, row in enumerate(table.rows[1:], 1):
        named = dict(zip(head, row, strict=False))
        entry = _from_worksheet(row, sheet, named) if sheet and any(row) else _entry(named)
        if entry is not None:
            yield replace(entry, places=((number, place),))


def _from_worksheet(row: Sequence[str], sheet: Worksheet, named: Mapping[str, str]) -> RosterEntry:
    number, name = sheet.number_of(row[0]), row[1].strip()
    email = row[sheet.email].strip() if sheet.email is not None else ""
    extensions = [read_extension(value) for key in EXTENSIONS if (value := named.get(key, ""))]
    if (found := _UNTIL.search(row[sheet.status])) and (until := when(found["until"])):
        extensions.append(Extension(until=here(until)))
    submitted = when(row[sheet.submitted]) if sheet.submitted is not None else None
    known = {value.casefold() for value in (number, email, email.partition("@")[0]) if value}
    late = _LATE.search(row[sheet.status])
    return RosterEntry(
        Student(number, name, email),
        frozenset(known),
        next((value for key in _GROUPS if (value := named.get(key, "").strip())), ""),
        span_of(late["by"]) if late else None,
        here(submitted) if submitted else None,
        tuple(extensions),
    )


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
    extensions = tuple(read_extension(value) for key in EXTENSIONS if (value := row.get(key, "").strip()))
    late_by = span_of(get(_LATENESS)) or None
    return RosterEntry(student, frozenset(known), get(_GROUPS), late_by, moment(get(_TIMES)), extensions)


def _cleaned(value: str) -> str:
    """An id without what platforms put before it."""
    return re.sub(r"^(#|Participant )", "", value.strip())


def _ways_of_writing(name: str) -> set[str]:
    last, comma, first = name.partition(",")
    ways = {letters_of(name), letters_of(first + last if comma else name)}
    words = name.replace(",", " ").split()
    ways.add(letters_of("".join(words[::-1])))
    if len(words) > 1:
        ways.add(letters_of("".join([words[-1], *words[:-1]])))
        ways.add(letters_of("".join([*words[1:], words[0]])))
    return ways


def _only(found: Sequence[RosterEntry]) -> RosterEntry | None:
    return found[0] if len(found) == 1 else None
