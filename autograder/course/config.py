"""What the course is: ``solutions/course.toml``, validated on load."""

from __future__ import annotations

from enum import Enum
from functools import cached_property
from pathlib import Path

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    NonNegativeFloat,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    model_validator,
)

from autograder.course.base_model import BaseModelEntry
from autograder.course.curve import Curve
from autograder.course.folder import course_folder
from autograder.course.lateness import LatePolicy
from autograder.course.toml_files import Misplaced, load_toml, parse_toml
from autograder.errors import CourseError


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Limits(_Strict):
    """What a submission may use. Times are wall-clock seconds, memory is resident MiB of the student's process."""

    submission_seconds: PositiveFloat = 480
    notebook_seconds: PositiveFloat = 330
    cell_seconds: PositiveFloat = 240
    call_seconds: PositiveFloat = 90
    memory_mb: PositiveInt = 2048


class Visibility(str, Enum):
    """When students see how a check went, in Gradescope's words; as long as they do not see all, they see no total."""

    VISIBLE = "visible"
    AFTER_DUE_DATE = "after_due_date"
    AFTER_PUBLISHED = "after_published"


class Keep(str, Enum):
    """Which of a student's attempts counts."""

    LATEST = "latest"
    BEST = "best"  # by points, after what being late costs
    FIRST = "first"


class Assignment(_Strict):
    """One assignment; its files are found by its name.

    Attributes:
        name: of its files.
        title: for people.
        minutes: that students are told it takes.
        points: what its checks add up to.
        weight: of its share in the course's grade, compared with the other assignments.
        visibility: of its checks.
        visibility_of: of some of its checks, by the start of their numbers, e.g. ``{"2.6": "after_due_date"}``; the
            longest start that fits a check decides.
        late: what a late submission costs; by default what the course says.
        curve: what is done to the points at the very end; by default what the course says.
        keep: which attempt of a student counts in a class; by default what the course says.
        attempts_at_choices: how many different answers to a question with choices have a verdict before the due date,
            where the platform says what was answered before; 0 for as many as one likes, at full points. By default
            what the course says.
        limits: what a submission may use.
        student_zip_url: where its notebook may fetch the student zip in Google Colab; by default the notebook asks.
        base: the pretrained network that it starts from; by default MobileNetV2, as ``lab/settings.json`` says.
    """

    name: str = Field(pattern=r"^hw\d+_[a-z0-9_]+$")
    title: str = Field(min_length=1)
    minutes: PositiveInt
    points: PositiveFloat = 100
    weight: NonNegativeFloat = 1
    visibility: Visibility = Visibility.VISIBLE
    visibility_of: dict[str, Visibility] = {}
    late: LatePolicy | None = None
    curve: Curve | None = None
    keep: Keep = Keep.LATEST
    attempts_at_choices: NonNegativeInt = 2
    limits: Limits = Limits()
    base: BaseModelEntry | None = None
    student_zip_url: str = Field("", pattern=r"^(https?://\S+)?$")

    @cached_property
    def short(self) -> str:
        """What people type: the name up to its first underscore."""
        return self.name.split("_", 1)[0]

    def visibility_of_check(self, number: str) -> Visibility:
        """When students see how the check with this number went."""
        parts = number.split(".")
        starts = (".".join(parts[:end]) for end in range(len(parts), 0, -1))
        return next((self.visibility_of[start] for start in starts if start in self.visibility_of), self.visibility)


class _Head(_Strict):
    """What the course file says of the course itself."""

    title: str = Field(min_length=1)
    profile: str = Field("doodles", min_length=1)
    data: str = ""
    demo: str = ""
    late: LatePolicy | None = None
    curve: Curve | None = None
    keep: Keep = Keep.LATEST
    attempts_at_choices: NonNegativeInt = 2
    student_zip_url: str = Field("", pattern=r"^(https?://\S+)?$")


class _File(_Strict):
    """The course file."""

    course: _Head
    assignment: tuple[Assignment, ...] = ()

    @model_validator(mode="after")
    def _each_once(self) -> _File:
        for what in ("short", "title"):
            seen: set[str] = set()
            for position, assignment in enumerate(self.assignment):
                name = getattr(assignment, what)
                if name in seen:
                    key = "name" if what == "short" else what
                    raise Misplaced(f"there is another assignment {name!r}", "assignment", position, key)
                seen.add(name)
        return self


class Course(_Strict):
    """The whole course, in order.

    Attributes:
        title: of the course.
        profile: ``"doodles"`` or ``"photos"``.
        data: for photos, which imported data set; may be empty when there is only one.
        demo: the assignment that ``autograder demo`` shows; by default the first.
        assignments: in order.
    """

    title: str
    profile: str = "doodles"
    data: str = ""
    demo: str = ""
    assignments: tuple[Assignment, ...]

    def find(self, name: str) -> Assignment:
        """The assignment called ``name``, which is its whole or its short name.

        Raises:
            CourseError: there is none; the message lists those that exist.
        """
        for assignment in self.assignments:
            if name in (assignment.name, assignment.short):
                return assignment
        known = ", ".join(assignment.short for assignment in self.assignments)
        raise CourseError(f"There is no assignment {name!r}.", f"Known: {known}.")


def load_course(path: Path | None = None) -> Course:
    """Read and validate a course file, by default that of the course we work on.

    Raises:
        CourseError: the file is missing, is not TOML, or has a wrong key; the message names the key and the line.
    """
    return _course(load_toml(path or course_folder().file, _File))


def parse_course(text: str, path: Path) -> Course:
    """The course that a file with this text says; ``path`` is only told.

    Raises:
        CourseError: see :func:`load_course`.
    """
    return _course(parse_toml(text, path, _File))


def _course(found: _File) -> Course:
    head = found.course
    assignments = tuple(
        one.model_copy(
            update={
                "late": one.late or head.late,
                "curve": one.curve or head.curve,
                **{
                    name: getattr(one if name in one.model_fields_set else head, name)
                    for name in ("keep", "attempts_at_choices")
                },
                "student_zip_url": one.student_zip_url or head.student_zip_url.replace("{name}", one.name),
            }
        )
        for one in found.assignment
    )
    return Course(title=head.title, profile=head.profile, data=head.data, demo=head.demo, assignments=assignments)
