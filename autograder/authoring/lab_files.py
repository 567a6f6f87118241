"""What an assignment adds to the helper package ``lab``, made of its own files.

Those are the texts of its concept questions (without answers), its hints, its public checks, and the name of its base
weights if it has some of its own. They are committed,
since grading takes ``lab`` as it is; a build renews them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import Field, RootModel

from autograder.course import Assignment, AssignmentFiles, CourseFolder, course_folder
from autograder.course.concept_questions import QuestionFile, load_questions
from autograder.course.toml_files import load_toml


class _Hints(RootModel[dict[str, tuple[str, ...]]]):
    """Hints by task, from the first nudge to almost the answer."""

    root: dict[str, tuple[str, ...]] = Field(default_factory=dict)


def questions_of(assignment: Assignment, course: CourseFolder | None = None) -> QuestionFile:
    """The questions that an assignment asks.

    Raises:
        CourseError: the file of questions is damaged; the message names key and line.
    """
    path = (course or course_folder()).files(assignment.name).questions
    return load_questions(path) if path.is_file() else QuestionFile()


def stale_lab_files(assignment: Assignment, *, course: CourseFolder | None = None) -> list[Path]:
    """The committed files that differ from what the instructor's files give now, are missing, or are too many.

    Raises:
        CourseError: a file of the instructor's is damaged; the message names key and line.
    """
    return list(_differences(assignment, course or course_folder()))


def refresh_lab_files(assignment: Assignment, *, course: CourseFolder | None = None) -> list[Path]:
    """Bring the committed files up to date.

    Returns:
        The files that were written or deleted.

    Raises:
        CourseError: a file of the instructor's is damaged; the message names key and line.
    """
    stale = _differences(assignment, course or course_folder())
    for path, content in stale.items():
        if content is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return list(stale)


def _differences(assignment: Assignment, course: CourseFolder) -> Mapping[Path, bytes | None]:
    """What to write (or, where None, delete) so that the committed files are fresh."""
    files = course.files(assignment.name)
    asked = questions_of(assignment, course)
    shown = {question.id: question.public(assignment.attempts_at_choices) for question in asked.question}
    shown |= {question.id: question.public() for question in asked.written}
    wanted = {
        course.lab / "question_texts" / f"{assignment.short}.json": _as_json(shown) if shown else None,
        course.lab / "hint_texts" / f"{assignment.short}.json": _hints(files),
        course.lab / "checks" / f"{assignment.short}.py": _bytes(files.public_checks),
        course.lab / "bases" / f"{assignment.short}.json": _base(assignment),
    }
    return {path: content for path, content in wanted.items() if content != _bytes(path)}


def _hints(files: AssignmentFiles) -> bytes | None:
    return _as_json(load_toml(files.hints, _Hints).model_dump()) if files.hints.is_file() else None


def _base(assignment: Assignment) -> bytes | None:
    if assignment.base is None:
        return None
    return _as_json({"network": assignment.base.network, "weights": assignment.base.weights})


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _as_json(content: object) -> bytes:
    return f"{json.dumps(content, indent=2, ensure_ascii=False)}\n".encode()
