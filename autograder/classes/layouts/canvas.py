"""Canvas: ``<name>_<LATE_><user>_<upload>_<file>``, all in one folder.

The name has no blanks, but may have underscores and digits, as in ``team_3_101_5001_hw2.ipynb``. Then the name can be
read in several ways; the other names of the download, or else a roster, decide.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.classes.layouts.naming import SUBMISSION
from autograder.classes.people import Lateness, Student
from autograder.classes.roster import Roster, letters_of
from autograder.classes.uploads import Attempt, Reading, Upload
from autograder.submissions.archive import shown

_REST = re.compile(r"_(?P<late>LATE_)?(?P<user>\d+)_(?P<upload>\d+)_(?P<file>.+)", re.S)
_TEXT = re.compile(r"_(?P<late>LATE_)?(?P<user>\d+)_(?P<file>(?:text|link)\.(?:html?|url))", re.S)
_ANONYMOUS = re.compile(
    r"(?P<name>anon(?:ymous)?)_(?P<first>LATE_)?(?P<user>[0-9A-Za-z]+)(?P<late>_LATE)?_"
    r"(?:(?P<upload>\d+)_(?P<file>.+)|text\.html?)",
    re.S,
)
_OTTER_TIME = re.compile(r"_\d{4}_\d\d_\d\dT\d\d_\d\d_\d\d_\d+\.zip$")
_VERSION = re.compile(r"-\d+(?=\.[^.]+(\.txt|\.json)?$|$)")


@dataclass(frozen=True)
class _Way:
    """One way to read a file's name; ``upload`` is 0 for text that was typed into a form."""

    name: str
    user: str
    upload: int
    file: str
    late: bool


def fits(name: str) -> bool:
    """Whether a name looks like this platform's."""
    return bool(_ways(name)) and _OTTER_TIME.search(name) is None


def read(uploads: Sequence[Upload], roster: Roster | None) -> Reading:
    """The attempts in a download."""
    ways = _possible({upload: _ways(upload.top) for upload in uploads if not upload.below})
    left_out = [f"{shown(upload.name)} does not say whose it is." for upload in uploads if not ways.get(upload)]
    settled = {upload: found[0] for upload, found in ways.items() if len(found) == 1}
    certain = list(settled.values())
    doubtful = {}
    for upload, found in ways.items():
        if len(found) > 1:
            settled[upload], sure = _decided(found, certain, roster)
            if not sure:
                doubtful[upload] = settled[upload]
    by_user: dict[str, list[tuple[_Way, Upload]]] = defaultdict(list)
    for upload, way in settled.items():
        by_user[way.user].append((way, upload))
    left_out += [
        f"The name {shown(upload.name)} can be read in several ways; it was taken for {way.name}'s ({way.user}). "
        "A list of students decides it: --roster FILE."
        for upload, way in doubtful.items()
    ]
    attempts = [attempt for pairs in by_user.values() for attempt in _attempts(pairs)]
    return Reading(attempts, left_out)


def _ways(name: str) -> list[_Way]:
    """Every way to read a name, the one with the shortest student's name first."""
    if match := _ANONYMOUS.fullmatch(name):
        label, late = f"{match['name']}_{match['user']}", bool(match["late"] or match["first"])
        return [_Way(label, match["user"], int(match["upload"] or 0), match["file"] or "text.html", late)]
    found = []
    for place in (match.start() for match in re.finditer("_", name)):
        student = name[:place]
        if not student or student.endswith("_LATE"):
            continue
        if match := _REST.fullmatch(name, place):
            found.append(_Way(student, match["user"], int(match["upload"]), match["file"], bool(match["late"])))
        elif match := _TEXT.fullmatch(name, place):
            found.append(_Way(student, match["user"], 0, match["file"], bool(match["late"])))
    return found


def _possible(ways: dict[Upload, list[_Way]]) -> dict[Upload, list[_Way]]:
    """Without the ways in which two files would have the same number: Canvas gives each upload its own."""
    times = Counter((way.name, way.user, way.upload) for found in ways.values() for way in found if way.upload)
    return {
        upload: [way for way in found if times[way.name, way.user, way.upload] < 2] or found
        for upload, found in ways.items()
    }


def _decided(found: Sequence[_Way], known: Sequence[_Way], roster: Roster | None) -> tuple[_Way, bool]:
    """The likeliest way, and whether it is sure."""
    if roster:
        listed = [way for way in found if roster.by_id(way.user)]
        called = [way for way in listed if _is_called(way, roster)]
        if len(called or listed) >= 1:
            return (called or listed)[0], len(called or listed) == 1 or bool(called)
    names: dict[str, set[str]] = defaultdict(set)
    for way in known:
        names[way.user].add(way.name)
    same = [way for way in found if way.name in names.get(way.user, ())]
    if len(same) == 1:
        return same[0], True
    possible = [way for way in found if names.get(way.user, {way.name}) == {way.name}] or list(found)
    users, uploads = {len(way.user) for way in known}, {len(str(way.upload)) for way in known if way.upload}
    alike = [way for way in possible if len(way.user) in users and (not way.upload or len(str(way.upload)) in uploads)]
    if len(alike) == 1:
        return alike[0], True
    # Numbers of uploads are the longest: a platform has more of them than of anything else.
    return max(alike or possible, key=lambda way: len(str(way.upload))), False


def _is_called(way: _Way, roster: Roster) -> bool:
    entry = roster.by_id(way.user)
    if entry is None:
        return False
    letters = letters_of(way.name)
    words = [letters_of(word) for word in entry.student.name.replace(",", " ").split()]
    return letters == letters_of(entry.group) or sorted(letters) == sorted("".join(words))


def _attempts(pairs: Sequence[tuple[_Way, Upload]]) -> Iterator[Attempt]:
    """One student's attempts: a later upload of a notebook of the same name begins a new one.

    Canvas tells such uploads apart by ``-1``, ``-2`` behind the name.
    """
    ordered = sorted(pairs, key=lambda pair: (pair[0].upload, pair[1].name))
    if any(way.upload for way, _ in ordered):
        ordered = [pair for pair in ordered if pair[0].upload]
    groups: list[dict[str, tuple[_Way, Upload]]] = [{}]
    for way, upload in ordered:
        base = _VERSION.sub("", way.file).casefold()
        if base in groups[-1] and SUBMISSION.search(base):
            groups.append({})
        if base in groups[-1]:
            groups[-1][way.file.casefold()] = (way, upload)
        else:
            groups[-1][base] = (way, upload)
    for number, group in enumerate(groups):
        ways = [way for way, _ in group.values()]
        student = Student(ways[0].user, ways[0].name)
        files = tuple((way.file, upload.path) for way, upload in group.values())
        yield Attempt((student,), files, number, Lateness() if any(way.late for way in ways) else None)
