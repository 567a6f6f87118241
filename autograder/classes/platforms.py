"""A folder that a class handed in, whatever platform it comes from.

=========== =====================================================================================
Gradescope  ``submission_metadata.yml`` beside a folder ``submission_<number>`` each
Canvas      ``<name>_<LATE_><user>_<upload>_<file>``, all in one folder; also anonymous
Moodle      a folder ``<Full Name>_<participant>_assignsubmission_file_`` each, or files that start so
Blackboard  ``<assignment>_<user>_attempt_<date>_<file>``, all in one folder
Brightspace ``<number>-<number> - <Name> - <date>`` each: folders, or files that start so
plain       a file or folder each, called like the student
=========== =====================================================================================
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from pathlib import Path

from autograder.classes.deadlines import Said
from autograder.classes.layouts import blackboard, brightspace, canvas, gradescope, moodle, plain
from autograder.classes.layouts.naming import SUBMISSION
from autograder.classes.people import HandedIn, Student, number_attempts, with_own_keys
from autograder.classes.roster import Roster, RosterEntry, letters_of
from autograder.classes.staging import Stage
from autograder.classes.uploads import Attempt, Reading, Upload, empty_folders, listed, uploads_in
from autograder.errors import AutograderError
from autograder.submissions.archive import readable, shown
from autograder.submissions.choosing import is_not_the_students, without_copy_marks


class Platform(str, Enum):
    """Where a class export comes from."""

    GRADESCOPE = "Gradescope"
    CANVAS = "Canvas"
    MOODLE = "Moodle"
    BLACKBOARD = "Blackboard"
    BRIGHTSPACE = "Brightspace"
    PLAIN = "a folder of notebooks"


#: In this order: an assignment called ``hw_1_2`` makes Blackboard's names look like Canvas's.
_FITS = {
    Platform.MOODLE: moodle.fits,
    Platform.BRIGHTSPACE: brightspace.fits,
    Platform.BLACKBOARD: blackboard.fits,
    Platform.CANVAS: canvas.fits,
}


@dataclass(frozen=True)
class ClassExport:
    """What a folder holds.

    Attributes:
        platform: whose layout it has.
        handed_in: every attempt, sorted by name.
        remarks: for the instructor, about what was passed over or decided.
        left_out: of these remarks, those about somebody or something that may be missing in the gradebook.
    """

    platform: Platform
    handed_in: tuple[HandedIn, ...]
    remarks: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def platform_of(names: Iterable[str]) -> Platform:
    """Whose layout a folder or zip has, judged by the names in it (with ``/`` between folders)."""
    parts = _unwrapped([name.split("/") for name in names if not is_not_the_students(name)])
    if any(part == [gradescope.METADATA] for part in parts):
        return Platform.GRADESCOPE
    tops = {part[0] for part in parts}
    # What students call their files may look like another platform's, but not for all of them.
    fitting = {platform: sum(map(fits, tops)) for platform, fits in _FITS.items()}
    best = max(fitting, key=lambda platform: fitting[platform])
    return best if fitting[best] and 2 * fitting[best] >= len(tops) else Platform.PLAIN


def looks_like_a_class(names: Sequence[str], expected: str) -> bool:
    """Whether a zip is of a class rather than of one student.

    Args:
        names: of its files, with ``/`` between folders.
        expected: the assignment's name.
    """
    if platform_of(names) is not Platform.PLAIN:
        return True
    parts = _unwrapped([name.split("/") for name in names if not is_not_the_students(name)])
    if sum(part[-1].casefold().endswith(".zip") for part in parts) > 1:
        return True
    files = {without_copy_marks(SUBMISSION.sub("", part[0])) for part in parts if len(part) == 1}
    if expected.casefold() in {name.casefold() for name in files}:
        return False  # beside it, one student's other notebooks
    holders = {part[0] for part in parts if part[-1].casefold().endswith(".ipynb")}
    return len(holders) > 2  # of two, one is more likely the other's copy


def _unwrapped(parts: list[list[str]]) -> list[list[str]]:
    """The same names without the folders that are around everything."""
    while len({part[0] for part in parts}) == 1 and all(len(part) > 1 for part in parts):
        if any(fits(parts[0][0]) for fits in _FITS.values()):
            break
        parts = [part[1:] for part in parts]
    return parts


def read_folder(
    folder: Path, expected: str, stage_to: Path, roster: Roster | None = None, deadline: datetime | None = None
) -> ClassExport:
    """What is in a class folder, whatever platform it comes from.

    Args:
        folder: of the class. Links in it are passed over.
        expected: the assignment's name.
        stage_to: folder for submissions whose files lie among those of others: they are put together there.
        roster: the platform's own list of students.
        deadline: what comes after it is late, where it is known when it came.

    Raises:
        AutograderError: it holds nothing, or its metadata cannot be read.
    """
    folder = _inner(folder)
    unreadable: list[OSError] = []
    uploads = uploads_in(folder, unreadable.append)
    empty = empty_folders(folder, uploads)
    platform = platform_of([*(upload.name for upload in uploads), *(f"{name}/" for name in empty)])
    reading = _read(platform, uploads, empty, folder, expected, roster)
    if not reading.attempts and not reading.left_out and not unreadable:
        raise AutograderError(
            f"No submissions were found in {readable(str(folder))}.",
            "Give a folder with a notebook for each student, or a class export from Gradescope, Canvas, Moodle, "
            "Blackboard or Brightspace.",
        )
    stage = Stage(stage_to)
    named = [_named(attempt, roster) for attempt in reading.attempts]
    attempts = [replace(attempt, late=said.lateness(deadline)) for attempt, said in named]
    found = [(_handed_in(attempt, stage), attempt.order) for attempt in attempts]
    left_out = [*reading.left_out, *_hidden(folder)]
    left_out += [f"{shown(str(error.filename))} cannot be read: {error.strerror}." for error in unreadable]
    if roster:
        left_out += _strangers(attempts, roster)
    remarks = [
        *left_out,
        *reading.remarks,
        *_without_notebook(attempts),
        *_about_times([(attempt, said) for attempt, (_, said) in zip(attempts, named, strict=True)], deadline),
        *(_missing(attempts, roster) if roster else ()),
    ]
    return ClassExport(platform, tuple(with_own_keys(number_attempts(found))), tuple(remarks), tuple(left_out))


def _read(
    platform: Platform,
    uploads: Sequence[Upload],
    empty: Mapping[str, Path],
    folder: Path,
    expected: str,
    roster: Roster | None,
) -> Reading:
    match platform:
        case Platform.GRADESCOPE:
            return gradescope.read(uploads, folder)
        case Platform.CANVAS:
            return canvas.read(uploads, roster)
        case Platform.MOODLE:
            return moodle.read(uploads, empty)
        case Platform.BLACKBOARD:
            return blackboard.read(uploads, roster)
        case Platform.BRIGHTSPACE:
            return brightspace.read(uploads, empty)
        case Platform.PLAIN:
            return plain.read(uploads, empty, expected)


def _inner(folder: Path) -> Path:
    """The folder itself, or the only one in it, and so on: many zips hold one folder around everything."""
    while True:
        entries = [entry for entry in folder.iterdir() if not is_not_the_students(entry.name + "/"[: entry.is_dir()])]
        if len(entries) != 1 or not entries[0].is_dir() or entries[0].is_symlink():
            return folder
        if any(fits(readable(entries[0].name)) for fits in _FITS.values()) or not any(entries[0].iterdir()):
            return folder
        folder = entries[0]


def _handed_in(attempt: Attempt, stage: Stage) -> HandedIn:
    return HandedIn(attempt.students, stage.path_of(attempt), late=attempt.late)


def _named(attempt: Attempt, roster: Roster | None) -> tuple[Attempt, Said]:
    """The attempt with what the roster knows of its people: whole names, addresses, groups; and when it came."""
    if roster is None:
        return attempt, Said(attempt.at, attempt.late)
    students: list[Student] = []
    entries: list[RosterEntry] = []
    for student in attempt.students:
        entry = roster.by_id(student.id)
        members = roster.members(student.name) if entry is None or _is_group(student, entry) else ()
        if members:
            entries += members
            students += [member.student for member in members]
            continue
        entry = entry or roster.find(student)
        entries += [entry] if entry else []
        known = entry.student if entry else Student("")
        students.append(replace(student, name=known.name or student.name, email=student.email or known.email))
    said = Said(
        attempt.at or max((entry.at for entry in entries if entry.at), default=None),
        attempt.late,
        max((entry.late_by for entry in entries if entry.late_by), default=None),
        tuple(extension for entry in entries for extension in entry.extensions),
    )
    return replace(attempt, students=tuple(students)), said


def _about_times(attempts: Sequence[tuple[Attempt, Said]], deadline: datetime | None) -> Iterator[str]:
    """What could not be said about lateness."""
    covered = [_people(attempt) for attempt, said in attempts if said.covered]
    if covered:
        yield f"Marked as late, and assumed to be covered by an extension: {listed(sorted(covered))}."
    timeless = [attempt for attempt, said in attempts if deadline and said.at is None and said.late_by is None]
    if timeless and len(timeless) == len(attempts):
        yield "This download does not say when anything was handed in, so the deadline was not applied."
    elif timeless:
        names = listed(sorted(map(_people, timeless)))
        yield f"It is not known when these were handed in, so the deadline was not applied to them: {names}."


def _people(attempt: Attempt) -> str:
    return ", ".join(map(str, attempt.students))


def _is_group(student: Student, entry: RosterEntry) -> bool:
    """Whether a download's name is that of the group of the one who handed in."""
    return bool(entry.group) and letters_of(entry.group) == letters_of(student.name)


def _strangers(attempts: Iterable[Attempt], roster: Roster) -> list[str]:
    people = {student for attempt in attempts for student in attempt.students if roster.find(student) is None}
    if not people:
        return []
    names = listed(sorted(f"{student} ({student.id})" if student.name else student.id for student in people))
    return [f"In the download, but not on the list of students: {names}."]


def _missing(attempts: Iterable[Attempt], roster: Roster) -> list[str]:
    there = {entry for attempt in attempts for student in attempt.students if (entry := roster.find(student))}
    missing = [str(entry.student) for entry in roster.entries if entry not in there]
    return [f"On the list of students, but handed in nothing: {listed(sorted(missing))}."] if missing else []


def _without_notebook(attempts: Iterable[Attempt]) -> list[str]:
    """Who handed in nothing that can be graded; they have a row all the same."""
    names = [
        f"{', '.join(map(str, attempt.students))} ({_whats_there(attempt)})"
        for attempt in attempts
        if not any(SUBMISSION.search(name) for name, _ in attempt.files)
    ]
    return [f"No notebook came from: {', '.join(sorted(names))}."] if names else []


def _whats_there(attempt: Attempt) -> str:
    return ", ".join(shown(name) for name, _ in attempt.files[:3]) or "no file"


def _hidden(folder: Path) -> list[str]:
    """Notebooks whose name begins with a dot, which file managers do not show; ``._`` is macOS's own."""
    names = [
        readable(entry.name)
        for entry in folder.iterdir()
        if entry.name.startswith(".") and not entry.name.startswith("._") and SUBMISSION.search(entry.name)
    ]
    return [f"Hidden files were not graded: {listed(sorted(names))}."] if names else []
