"""A folder with a file or a folder for each student, called like the student."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from autograder.classes.layouts.naming import MEANT, SUBMISSION
from autograder.classes.people import Student
from autograder.classes.times import moment
from autograder.classes.uploads import Attempt, Reading, Upload, listed
from autograder.errors import SubmissionError
from autograder.submissions.archive import shown
from autograder.submissions.choosing import find_source, without_copy_marks

_ATTEMPT = re.compile(r"[ _-]*attempt[ _-]?(?P<number>\d+)$", re.I)
_OTTER_TIME = re.compile(r"_(?P<time>\d{4}_\d\d_\d\dT\d\d_\d\d_\d\d_\d+)$")
_NOT_A_STUDENTS = re.compile(r"_|results$|__")
_SECOND = re.compile(r"( ?\(\d+\)|[-_ ]copy ?\d*| - copy( \(\d+\))?)$", re.I)  # behind a name; "-2" may be a group


def read(uploads: Sequence[Upload], empty: Iterable[str], expected: str) -> Reading:
    """The attempts in a folder.

    Args:
        uploads: its files.
        empty: names of folders without any.
        expected: the assignment's name.
    """
    stems: dict[str, list[Upload]] = defaultdict(list)
    others, remarks = [], []
    left_out = [_nothing_in(name) for name in empty if not _NOT_A_STUDENTS.match(name)]
    for upload in uploads:
        if _NOT_A_STUDENTS.match(upload.top):
            others.append(upload.top)
        elif upload.below or SUBMISSION.search(upload.name) or MEANT.search(upload.name):
            stems[upload.top if upload.below else _stem(upload.name)].append(upload)
        else:
            others.append(upload.top)
    attempts = []
    for stem, files in stems.items():
        if not any(SUBMISSION.search(upload.name) or MEANT.search(upload.name) for upload in files):
            left_out.append(_nothing_in(stem))
            continue
        first = _without_second(stem)
        if first != stem and first in stems:
            if _same(files, stems[first], expected):
                remarks.append(f"{shown(stem)} is the same as {shown(first)}, and counts once.")
                continue
            remarks.append(
                f"{shown(stem)} is not the same as {shown(first)}; both were graded, as if from two students."
            )
        name, order = _without_attempt(stem)
        if without_copy_marks(name).casefold() == expected.casefold():  # says nothing about who it is
            name = stem
            remarks.append(f"{shown(stem)} is named after the assignment; it does not say whose it is.")
        attempts.append(_attempt(Student(name), files, order))
    if others:
        remarks.append(f"Not treated as submissions: {listed(sorted(set(others)))}.")
    return Reading(attempts, left_out, remarks)


def _nothing_in(folder: str) -> str:
    return f"The folder {shown(folder)} holds nothing that can be graded."


def _attempt(student: Student, files: Sequence[Upload], order: tuple[str, int, str]) -> Attempt:
    tops = {upload.top for upload in files}
    folder = None
    if len(tops) == 1 and files[0].below:
        folder = files[0].path.parents[files[0].below.count("/")]
    return Attempt(
        (student,),
        tuple((upload.below or upload.name, upload.path) for upload in files),
        order,
        None,
        folder,
        moment(order[0]),
    )


def _stem(name: str) -> str:
    return SUBMISSION.sub("", MEANT.sub("", name)) or name


def _without_second(stem: str) -> str:
    shorter = _SECOND.sub("", stem).strip()
    return shorter or stem


def _same(files: Sequence[Upload], others: Sequence[Upload], expected: str) -> bool:
    """Whether the same would be graded."""
    if len(files) != 1 or len(others) != 1:
        return False
    first, second = (_content(pair[0].path, expected) for pair in (files, others))
    return first is not None and first == second


def _content(path: Path, expected: str) -> bytes | None:
    try:
        return find_source(path, expected).data
    except SubmissionError:
        return None


def _without_attempt(stem: str) -> tuple[str, tuple[str, int, str]]:
    """A student's name, and what their attempts are sorted by: the time in it, then the number in it."""
    time = _OTTER_TIME.search(stem)
    name = stem[: time.start()] if time else stem
    number = _ATTEMPT.search(name)
    name = name[: number.start()] if number else name
    return name or stem, (time["time"] if time else "", int(number["number"]) if number else 0, stem)
