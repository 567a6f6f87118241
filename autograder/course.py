"""What the course is: ``assignments/course.toml``, validated on load."""

from __future__ import annotations

import sys
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, PositiveFloat, PositiveInt, ValidationError

from autograder.errors import CourseError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


REPOSITORY = Path(__file__).resolve().parent.parent


def repository() -> Path:
    """The checkout of the course: the nearest folder upwards from here that has ``assignments/course.toml``, else
    the one this package is installed from.

    Raises:
        CourseError: there is none.
    """
    for folder in (Path.cwd(), *Path.cwd().parents, Path(__file__).resolve().parent.parent):
        if (folder / "assignments" / "course.toml").is_file():
            return folder
    raise CourseError(
        "No course was found: no folder from here upwards holds assignments/course.toml.",
        "Change into a checkout of the course and run the command again.",
    )


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Limits(_Strict):
    """What a submission may use. Times are wall-clock seconds, memory is resident MiB of the student's process."""

    submission_seconds: PositiveFloat = 480
    notebook_seconds: PositiveFloat = 330
    cell_seconds: PositiveFloat = 240
    call_seconds: PositiveFloat = 90
    memory_mb: PositiveInt = 2048


class Assignment(_Strict):
    """One assignment; its files are found by its name."""

    name: str = Field(pattern=r"^hw\d+_[a-z0-9_]+$")
    title: str
    minutes: PositiveInt
    limits: Limits = Limits()

    @cached_property
    def short(self) -> str:
        """``"hw2"`` for ``"hw2_build_head"``: what people type."""
        return self.name.split("_", 1)[0]


class Course(_Strict):
    """The whole course, in order.

    Attributes:
        title: of the course.
        profile: ``"doodles"`` or ``"photos"``.
        data: for photos, which imported data set; may be empty when there is only one.
        assignments: in order.
    """

    title: str
    profile: str = "doodles"
    data: str = ""
    assignments: tuple[Assignment, ...]

    def find(self, name: str) -> Assignment:
        """The assignment called ``name`` (``hw2`` or ``hw2_build_head``).

        Raises:
            CourseError: there is none; the message lists those that exist.
        """
        for assignment in self.assignments:
            if name in (assignment.name, assignment.short):
                return assignment
        known = ", ".join(assignment.short for assignment in self.assignments)
        raise CourseError(f"There is no assignment {name!r}.", f"Known: {known}.")


def load_course(path: Path | None = None) -> Course:
    """Read and validate a course file, by default the checkout's.

    Raises:
        CourseError: the file is missing, is not TOML, or has a wrong key; the message names the key and the line.
    """
    path = path or repository() / "assignments" / "course.toml"
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as problem:
        raise CourseError(
            f"The course file {path} cannot be read: {problem.strerror}.",
            "Run autograder from a checkout of the course, or reinstall with pip install -e .",
        ) from problem
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise CourseError(f"{path} is not valid TOML: {problem}.", "Mend that line and run again.") from problem
    try:
        return Course.model_validate({**raw.get("course", {}), "assignments": raw.get("assignment", [])})
    except ValidationError as problem:
        first = problem.errors()[0]
        keys = ".".join(str(part) for part in first["loc"])
        line = _line_of(text, first["loc"])
        where = f", line {line}" if line else ""
        raise CourseError(f"{path}{where}: {keys}: {first['msg']}.", "Mend that key and run again.") from problem


def _line_of(text: str, location: tuple[Any, ...]) -> int | None:
    """The line that holds the key at ``location``, counting ``[[assignment]]`` tables to find the right one."""
    tables = [part for part in location if isinstance(part, int)]
    wanted = (tables[0] + 1) if tables else 0
    key = str(location[-1])
    seen = 0
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip().startswith("[[assignment]]"):
            seen += 1
        if seen == wanted and line.split("=")[0].strip() == key:
            return number
    return None
