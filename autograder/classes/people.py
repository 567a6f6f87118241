"""Who handed in what."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
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


@dataclass(frozen=True)
class HandedIn:
    """One attempt of a student or a group.

    Attributes:
        students: one, or all of a group.
        path: the file or folder.
        attempt: counted from 1, in the order of time.
        latest: whether no later attempt is known.
    """

    students: tuple[Student, ...]
    path: Path
    attempt: int = 1
    latest: bool = True

    @property
    def label(self) -> str:
        """What people read: names, and the attempt where it is not the latest."""
        names = ", ".join(map(str, self.students))
        return names if self.latest else f"{names} (attempt {self.attempt})"

    @property
    def key(self) -> str:
        """A name for files, the same in each run and different for each attempt that is told apart."""
        ids = "_".join(student.id for student in self.students)
        name = re.sub(r"[^\w.-]+", "-", ids).strip(".-")
        if name != ids or len(name) > 80:
            name = f"{name[:60] or 'student'}-{hashlib.sha256(ids.encode('utf-8', 'replace')).hexdigest()[:8]}"
        return name if self.latest else f"{name}.attempt-{self.attempt}"


def number_attempts(found: Iterable[tuple[HandedIn, Any]]) -> list[HandedIn]:
    """Number the attempts of each student (or group).

    Args:
        found: what was handed in, each with something that sorts earlier attempts before later ones.

    Returns:
        The same, sorted by name, earlier attempts first.
    """

    def who(pair: tuple[HandedIn, Any]) -> Hashable:
        return tuple(student.id for student in pair[0].students)

    numbered: list[HandedIn] = []
    ordered = sorted(found, key=lambda pair: (who(pair), pair[1]))
    for _, group in groupby(ordered, key=who):
        attempts = [item for item, _ in group]
        numbered += [
            replace(item, attempt=number, latest=number == len(attempts)) for number, item in enumerate(attempts, 1)
        ]
    return sorted(numbered, key=lambda item: (", ".join(map(str, item.students)).casefold(), item.key, item.attempt))
