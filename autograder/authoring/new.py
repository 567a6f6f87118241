"""Make a new assignment: tiny, with real content, and complete, so that it can be changed step by step."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.kit import QUESTIONS, graders_folder, questions_path
from autograder.course import Assignment, load_course, parse_course, repository
from autograder.errors import CourseError
from autograder.questions import QuestionFile
from autograder.tomlfile import parse_toml

_NAME = re.compile(r"hw[1-9]\d{0,2}(_[a-z0-9]+)+")
_LONGEST = 60


@dataclass(frozen=True)
class NewAssignment:
    """What was made.

    Attributes:
        assignment: as the course file has it now.
        files: written or, in the case of files that assignments share, added to.
    """

    assignment: Assignment
    files: tuple[Path, ...]


def new_assignment(name: str, title: str | None = None, *, root: Path | None = None) -> NewAssignment:
    """Write the master notebook, grader, checks, hints, question and two submissions of a new assignment.

    Args:
        name: such as ``"hw6_my_task"``.
        title: for people; by default made from the name.
        root: the checkout; by default the one that we are in.

    Raises:
        CourseError: the name will not do, or something of that name is there already; then nothing was written.
    """
    root = root or repository()
    _require_name(name)
    title = " ".join((title if title is not None else name.partition("_")[2].replace("_", " ").capitalize()).split())
    if not 0 < len(title) <= _LONGEST or not title.isprintable() or set(title) & set('"\\'):
        raise CourseError(
            f"The title {title!r} will not do.", f"Take 1 to {_LONGEST} characters without quotes and backslashes."
        )
    course = root / "assignments" / "course.toml"
    short = name.partition("_")[0]
    for known in load_course(course).assignments:
        if known.short == short or known.title == title:
            raise CourseError(f"There is an assignment {known.name} ({known.title}) already.", "Take another name.")

    words = {"name": name, "short": short, "number": short.removeprefix("hw"), "title": title}
    fresh = {root / path: _render(template, words) for template, path in _files(name, short).items()}
    fresh[graders_folder(root) / f"{name}.py"] = _render("grader.py", words)
    if taken := next((path for path in fresh if path.exists()), None):
        raise CourseError(f"{taken} is there already, and is not overwritten.", "Move it away, or take another name.")
    asked = questions_path(root)
    questions = (asked.read_text(encoding="utf-8") if asked else "").rstrip("\n") + "\n"
    shared = {
        graders_folder(root) / QUESTIONS: questions + _render("questions.toml", words),
        course: course.read_text(encoding="utf-8").rstrip("\n") + "\n" + _render("course.toml", words),
    }
    # Before anything is written: both files are still sound.
    parse_toml(shared[graders_folder(root) / QUESTIONS], graders_folder(root) / QUESTIONS, QuestionFile)
    found = parse_course(shared[course], course).find(name)
    _write(fresh)
    _write(shared)
    return NewAssignment(found, (*fresh, *shared))


def _require_name(name: str) -> None:
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        raise CourseError(
            f"{name!r} is no name for an assignment.",
            "Take hw, a number, and a word or more in small letters, such as hw6_my_task.",
        )


def _files(name: str, short: str) -> Mapping[str, str]:
    """Where each template goes, below the checkout."""
    return {
        "master.py": f"solutions/{name}.py",
        "checks.py": f"assignments/lab/checks/{short}.py",
        "hints.json": f"assignments/lab/hint_texts/{short}.json",
        "valid.py": f"tests/submissions/{name}/valid/with_numpy.py",
        "wrong.py": f"tests/submissions/{name}/wrong/share_of_class_zero.py",
    }


def _render(template: str, words: Mapping[str, str]) -> str:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("autograder.authoring")
    environment = Environment(loader=loader, undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)
    return environment.get_template(f"{template}.jinja").render(words)


def _write(contents: Mapping[Path, str]) -> None:
    for path, text in contents.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
