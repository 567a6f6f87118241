"""The corpus: patches of the reference solution, each with the verdict that it deserves.

``solutions/<assignment>/submissions/`` holds ``valid/*.py`` and ``wrong/*.py``, in the format of
:mod:`autograder.submissions.patching`. Comments in a patch say what has to come of it::

    # fails: 2.1.1 2.3.2     the checks of a wrong one that fail; all others pass, or wait for one that fails
    # says: to −1 … 1        words that one of their messages holds
    # mistake: flatten       the misconception that one of them names; no other one of the catalogue may be named
    # whole                  needs the whole training
    # takes along: why       what fails takes along checks that cost more than twice its own points, and why it has to

``quick.py`` beside the two folders goes on top of every patch without ``# whole``: it shortens the training, and its
``# leaves out: 2.6 3.5.2`` names the tasks, or single checks, that then mean nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from autograder.course import CourseFolder, course_folder
from autograder.errors import CourseError


@dataclass(frozen=True)
class Case:
    """One submission of the corpus.

    Attributes:
        assignment: full name.
        name: file name without its ending.
        valid: whether it has to be accepted.
        patch: of the reference.
        fails: numbers of the checks that have to fail.
        says: words that have to be in one of their messages.
        mistake: the misconception that one of them has to name; empty where none is in the catalogue.
        left_out: tasks, or single checks, that mean nothing here.
        takes_along: why more is lost than twice what its failing checks cost; empty where it must not be.
    """

    assignment: str
    name: str
    valid: bool
    patch: str
    fails: tuple[str, ...] = ()
    says: str = ""
    mistake: str = ""
    left_out: tuple[str, ...] = ()
    takes_along: str = ""

    @property
    def title(self) -> str:
        """For people: the short name of the assignment, and the case's own."""
        return f"{self.assignment.split('_', 1)[0]}-{self.name}"

    def counts(self, number: str) -> bool:
        """Whether the check of this number means something."""
        return counts(number, self.left_out)


@dataclass(frozen=True)
class Shortened:
    """The training as ``quick.py`` shortens it; the empty one shortens nothing.

    Attributes:
        patch: goes on top of another.
        left_out: tasks, or single checks, that mean nothing then.
    """

    patch: str = ""
    left_out: tuple[str, ...] = ()


def counts(number: str, left_out: tuple[str, ...]) -> bool:
    """Whether the check of this number is in none of the tasks that are left out."""
    return not any(f"{number}.".startswith(f"{task}.") for task in left_out)


def shortened_training(assignment: str, course: CourseFolder | None = None) -> Shortened:
    """How the training of an assignment is shortened; not at all where it has no ``quick.py``.

    Args:
        assignment: full name.
        course: by default the one that we work on.
    """
    quick = cases_folder(assignment, course) / "quick.py"
    text = quick.read_text(encoding="utf-8") if quick.exists() else ""
    return Shortened(text, tuple(_comment(text, "leaves out").split()))


def cases_folder(assignment: str, course: CourseFolder | None = None) -> Path:
    """Where the corpus of an assignment is."""
    return (course or course_folder()).files(assignment).submissions


def load_cases(assignment: str, course: CourseFolder | None = None) -> tuple[Case, ...]:
    """The corpus of an assignment, valid ones first.

    Args:
        assignment: full name.
        course: by default the one that we work on.

    Raises:
        CourseError: there is none, or a wrong submission does not say what fails.
    """
    folder = cases_folder(assignment, course)
    shortened = shortened_training(assignment, course)
    cases = tuple(
        _read(path, assignment, valid=kind == "valid", shortened=shortened)
        for kind in ("valid", "wrong")
        for path in sorted((folder / kind).glob("*.py"))
    )
    if not cases:
        raise CourseError(f"{folder} holds no submissions.", "Add patches of the reference in valid/ and wrong/.")
    return cases


def _read(path: Path, assignment: str, *, valid: bool, shortened: Shortened) -> Case:
    text = path.read_text(encoding="utf-8")
    fails = tuple(_comment(text, "fails").split())
    if not valid and not (fails and _comment(text, "says")):
        raise CourseError(f"{path} does not say what fails.", "Add the lines # fails: and # says: to it.")
    whole = re.search(r"^# whole$", text, re.M) is not None or not shortened.patch
    return Case(
        assignment=assignment,
        name=path.stem,
        valid=valid,
        patch=text if whole else f"{text}\n{shortened.patch}",
        fails=fails,
        says=_comment(text, "says"),
        mistake=_comment(text, "mistake"),
        left_out=() if whole else shortened.left_out,
        takes_along=_comment(text, "takes along"),
    )


def _comment(text: str, key: str) -> str:
    found = re.search(rf"^# {key}: *(.*)$", text, re.M)
    return found[1].strip() if found else ""
