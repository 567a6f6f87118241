"""The students' side of concept questions: ``assignments/lab/question_texts/hw1.json``, without answers."""

from __future__ import annotations

import json
from pathlib import Path

from autograder.authoring.kit import questions_path
from autograder.course import Assignment, repository
from autograder.questions import QuestionFile, load_questions

FOLDER = Path("assignments", "lab", "question_texts")


def questions_of(assignment: Assignment, root: Path | None = None) -> QuestionFile:
    """The questions that an assignment asks.

    Raises:
        CourseError: the file of questions is damaged; the message names key and line.
    """
    path = questions_path(root)
    return load_questions(path).of(assignment.short) if path else QuestionFile()


def stale_question_texts(assignment: Assignment, *, root: Path | None = None) -> list[Path]:
    """The committed file when it differs from what the instructors' file gives now, is missing, or is too many."""
    path = _path(assignment, root)
    found = path.read_bytes() if path.is_file() else None
    return [path] if found != _content(assignment, root) else []


def refresh_question_texts(assignment: Assignment, *, root: Path | None = None) -> list[Path]:
    """Bring the committed file up to date.

    Returns:
        The file, if it was written or deleted.

    Raises:
        CourseError: the file of questions is damaged; the message names key and line.
    """
    stale = stale_question_texts(assignment, root=root)
    content = _content(assignment, root)
    for path in stale:
        if content is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return stale


def _path(assignment: Assignment, root: Path | None) -> Path:
    return (root or repository()) / FOLDER / f"{assignment.short}.json"


def _content(assignment: Assignment, root: Path | None) -> bytes | None:
    shown = {question.id: question.public() for question in questions_of(assignment, root).question}
    return f"{json.dumps(shown, indent=2, ensure_ascii=False)}\n".encode() if shown else None
