"""Where a course lies, and where each of its files is.

::

    assignments/           what students receive, nothing secret
      lab/                 the helper package of the notebooks, with its data
      hw1_my_task/         generated
    solutions/             what only instructors have
      course.toml
      hw1_my_task/         everything that belongs to the assignment

One rule says which course a command works on: the one that was asked for (``--course``), or else the folder that we are
in or the nearest one above it that holds ``solutions/course.toml``. The course that comes with the package is never
worked on: it is copied.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import CourseError

#: Names the course's folder, for processes that are started by one to which it was given with ``--course``.
VARIABLE = "AUTOGRADER_COURSE"
COURSE_FILE = Path("solutions", "course.toml")
#: Lies beside a hidden grader, wherever that is.
THRESHOLDS = "thresholds.json"
#: Beside the thresholds for photos: the checks that these cannot show.
LEFT_OUT = "left_out.json"
#: Beside the thresholds for photos: which effects these show.
EFFECTS = "effects.json"
#: The words of a hidden grader; lies beside it, too.
MESSAGES = "messages.toml"
#: Where an installed package has the course that comes with it; a checkout has it around the package instead.
BUNDLED = Path(__file__).resolve().parents[1] / "bundled_course"


@dataclass(frozen=True)
class AssignmentFiles:
    """The files of one assignment.

    Attributes:
        folder: what only instructors have.
        handed_out: what students receive; generated.
        name: of the assignment, such as ``"hw1_my_task"``.
    """

    folder: Path
    handed_out: Path
    name: str

    @property
    def notebook(self) -> Path:
        """The master notebook, with the answers."""
        return self.folder / "notebook.py"

    @property
    def grader(self) -> Path:
        """The hidden pytest module; beside it lie its own modules, ``grader_*.py``, with ``grader_*.toml``."""
        return self.folder / "grader.py"

    @property
    def on_photos(self) -> Path:
        """What the texts say where the pictures are photos; optional."""
        return self.folder / "photos.toml"

    @property
    def plan_on_photos(self) -> Path:
        """How the plan of the calibration changes where the pictures are photos; optional."""
        return self.folder / "calibration_photos.py"

    @property
    def thresholds(self) -> Path:
        """The limits of the hidden grader that were placed by calibration."""
        return self.folder / THRESHOLDS

    @property
    def messages(self) -> Path:
        """What students read about the hidden checks."""
        return self.folder / MESSAGES

    @property
    def questions(self) -> Path:
        """Concept questions with their answers."""
        return self.folder / "questions.toml"

    @property
    def hints(self) -> Path:
        """Hints for students, by task."""
        return self.folder / "hints.toml"

    @property
    def public_checks(self) -> Path:
        """The checks that students run in their notebook."""
        return self.folder / "public_checks.py"

    @property
    def pretrained(self) -> Path:
        """Which weights of ImageNet it was made with, where its base has some."""
        return self.folder / "pretrained.json"

    @property
    def calibration(self) -> Path:
        """The plan of what is measured."""
        return self.folder / "calibration.py"

    @property
    def measured(self) -> Path:
        """What was measured on drawn pictures."""
        return self.folder / "measured.json"

    @property
    def submissions(self) -> Path:
        """The corpus: submissions whose verdict is known."""
        return self.folder / "submissions"

    @property
    def equivalents(self) -> Path:
        """Arguments for mutants that are right answers, too."""
        return self.submissions / "equivalents.toml"

    @property
    def handed_out_notebook(self) -> Path:
        """The notebook as students receive it."""
        return self.handed_out / f"{self.name}.ipynb"


@dataclass(frozen=True)
class CourseFolder:
    """The folder of a course."""

    root: Path

    @property
    def file(self) -> Path:
        """The course file."""
        return self.root / COURSE_FILE

    @property
    def assignments(self) -> Path:
        """What students receive."""
        return self.root / "assignments"

    @property
    def lab(self) -> Path:
        """The helper package of the notebooks."""
        return self.assignments / "lab"

    @property
    def solutions(self) -> Path:
        """What only instructors have."""
        return self.root / "solutions"

    def files(self, name: str) -> AssignmentFiles:
        """The files of the assignment called ``name``, its whole name; whether or not they are there."""
        return AssignmentFiles(self.solutions / name, self.assignments / name, name)


def course_folder(start: Path | None = None) -> CourseFolder:
    """The course that we work on.

    Args:
        start: where to look from; by default the folder that we are in, unless ``--course`` named one.

    Raises:
        CourseError: there is none.
    """
    chosen = os.environ.get(VARIABLE)
    if start is None and chosen:
        folder = Path(chosen).resolve()
        if not (folder / COURSE_FILE).is_file():
            raise CourseError(
                f"{folder} is not a course: it contains no {COURSE_FILE}.", "Name a folder that autograder init made."
            )
        return CourseFolder(folder)
    if found := nearest_course(start or Path.cwd()):
        return found
    raise CourseError(
        f"No course was found: no folder from here upwards contains {COURSE_FILE}.",
        "Change into a course, name one with --course DIR, or make one with autograder init DIR.",
    )


def nearest_course(start: Path) -> CourseFolder | None:
    """The course that ``start`` is in, if it is in one."""
    start = start.resolve()
    return next((CourseFolder(folder) for folder in (start, *start.parents) if (folder / COURSE_FILE).is_file()), None)


@contextmanager
def working_on(course: CourseFolder) -> Iterator[None]:
    """Let this process and those that it starts work on a course, wherever they are."""
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = str(course.root)
    try:
        yield
    finally:
        if before is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = before


def bundled_course() -> CourseFolder:
    """The course that comes with the package: to be copied, not to be worked on.

    Raises:
        CourseError: it is not there, or we may not read it.
    """
    try:
        for root in (BUNDLED, BUNDLED.parents[1]):
            if (root / COURSE_FILE).is_file():
                return CourseFolder(root)
    except PermissionError as problem:
        raise CourseError(
            f"The course in {BUNDLED} is closed to other users, since root has graded with this installation.",
            "Install the package into an environment of your own.",
        ) from problem
    raise CourseError("This installation of the package contains no course.", "Install it again, from its wheel.")
