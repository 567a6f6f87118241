"""Who handed in what."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import groupby
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Student:
    """A student as the platform knows them; ``id`` is the platform's own and tells students apart."""

    id: str
    name: str = ""
    email: str = ""

    def __str__(self) -> str:
        return self.name or self.id


def shown_with_id(student: Student) -> str:
    """A student's name, with the id where that says more."""
    return f"{student.name} ({student.id})" if student.name and student.name != student.id else student.id


@dataclass(frozen=True)
class Lateness:
    """That the platform says an attempt came late, and by how much where it says that too."""

    by: timedelta | None = None


@dataclass(frozen=True)
class HandedIn:
    """One attempt of a student or a group.

    Attributes:
        students: one, or all of a group.
        path: the file or folder.
        attempt: counted from 1, in the order of time.
        latest: whether no later attempt is known.
        late: what the platform says of an attempt that came late.
        mark: behind the key, where another attempt would have the same one.
        kept: whether it was chosen among the attempts of its student, where that is not just the latest.
    """

    students: tuple[Student, ...]
    path: Path
    attempt: int = 1
    latest: bool = True
    late: Lateness | None = None
    mark: str = ""
    kept: bool | None = None

    @property
    def counts(self) -> bool:
        """Whether it is the one attempt of its student that counts."""
        return self.latest if self.kept is None else self.kept

    @property
    def who(self) -> tuple[str, ...]:
        """The ids of its students."""
        return tuple(student.id for student in self.students)

    @property
    def label(self) -> str:
        """What people read: names, and the attempt where it is not the one that counts."""
        names = ", ".join(map(str, self.students))
        return names if self.counts else f"{names} (attempt {self.attempt})"

    @property
    def key(self) -> str:
        """A name for files, the same in each run and different for each attempt that is told apart."""
        ids = [student.id for student in self.students]
        name = safe_name("_".join(ids))
        if name != ids[0] or not name:  # "a" and "b" are not "a_b"
            name = f"{name[:60] or 'student'}-{_digest(json.dumps(ids))}"
        name += f"-{self.mark}" if self.mark else ""
        return name if self.counts else f"{name}.attempt-{self.attempt}"


def safe_name(text: str) -> str:
    """``text`` as a part of a path: letters, digits and a few marks, at most 80 of them, not beginning with a dot."""
    return re.sub(r"[^\w.-]+", "-", text).strip(".-")[:80]


def with_own_keys(attempts: Sequence[HandedIn]) -> list[HandedIn]:
    """The same attempts, marked where keys would be equal, on file systems that know no capitals as well."""
    counts = Counter(item.key.casefold() for item in attempts)
    return [
        replace(item, mark=_digest(json.dumps([student.id for student in item.students])))
        if counts[item.key.casefold()] > 1
        else item
        for item in attempts
    ]


def number_attempts(found: Iterable[tuple[HandedIn, Any]]) -> list[HandedIn]:
    """Number the attempts of each student (or group).

    Args:
        found: what was handed in, each with something that sorts earlier attempts before later ones.

    Returns:
        The same, sorted by name, earlier attempts first.
    """

    def who(pair: tuple[HandedIn, Any]) -> Hashable:
        return pair[0].who

    numbered: list[HandedIn] = []
    ordered = sorted(found, key=lambda pair: (who(pair), pair[1]))
    for _, group in groupby(ordered, key=who):
        attempts = [item for item, _ in group]
        numbered += [
            replace(item, attempt=number, latest=number == len(attempts)) for number, item in enumerate(attempts, 1)
        ]
    return sorted(numbered, key=lambda item: (", ".join(map(str, item.students)).casefold(), item.key, item.attempt))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]
