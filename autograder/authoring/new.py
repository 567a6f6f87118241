"""Make a new assignment: tiny, with real content, and complete, so that it can be changed step by step."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.checks import Network, Scaling
from autograder.course import Assignment, BaseModelEntry, CourseFolder, course_folder, load_course, parse_course
from autograder.errors import CourseError

_NAME = re.compile(r"hw[1-9]\d{0,2}(_[a-z0-9]+)+")
_LONGEST = 60
#: Where each template goes, in the assignment's folder.
_FILES: dict[str, str] = {
    "notebook.py": "notebook.py",
    "grader.py": "grader.py",
    "messages.toml": "messages.toml",
    "questions.toml": "questions.toml",
    "hints.toml": "hints.toml",
    "public_checks.py": "public_checks.py",
    "valid.py": "submissions/valid/with_numpy.py",
    "wrong.py": "submissions/wrong/share_of_class_zero.py",
}
#: The same for an assignment that starts from a pretrained network.
_FILES_WITH_BASE = {
    **{
        f"with_base/{name}": name
        for name in ("notebook.py", "grader.py", "messages.toml", "hints.toml", "public_checks.py")
    },
    "with_base/quick.py": "submissions/quick.py",
    "with_base/sequential.py": "submissions/valid/graph_laid_open.py",
    **{
        f"with_base/{name}.py": f"submissions/wrong/{name}.py"
        for name in ("with_its_top", "random_weights", "not_frozen", "scaled_for_another_network", "untrained")
    },
}


@dataclass(frozen=True)
class NewAssignment:
    """What was made.

    Attributes:
        assignment: as the course file has it now.
        files: written or, in the case of the course file, added to.
    """

    assignment: Assignment
    files: tuple[Path, ...]


def new_assignment(
    name: str, title: str | None = None, *, base: BaseModelEntry | None = None, course: CourseFolder | None = None
) -> NewAssignment:
    """Write the master notebook, grader, messages, hints, question and two submissions of a new assignment.

    Args:
        name: such as ``"hw6_my_task"``.
        title: for people; by default made from the name.
        base: the pretrained network that it is to start from; by default it needs none.
        course: by default the one that we work on.

    Raises:
        CourseError: the name will not do, or something of that name is there already; then nothing was written.
    """
    course = course or course_folder()
    _require_name(name)
    title = " ".join((title if title is not None else name.partition("_")[2].replace("_", " ").capitalize()).split())
    if not 0 < len(title) <= _LONGEST or not title.isprintable() or set(title) & set('"\\'):
        raise CourseError(
            f"The title {title!r} cannot be used.", f"Take 1 to {_LONGEST} characters without quotes and backslashes."
        )
    short = name.partition("_")[0]
    for known in load_course(course.file).assignments:
        if known.short == short or known.title == title:
            raise CourseError(f"There is an assignment {known.name} ({known.title}) already.", "Take another name.")

    words = {"name": name, "short": short, "number": short.removeprefix("hw"), "title": title}
    folder = course.files(name).folder
    files, entry_template = _FILES, "course.toml"
    if base is not None:
        files, entry_template = _FILES_WITH_BASE, "with_base/course.toml"
        words |= _words_of(base)
    fresh = {folder / path: _render(template, words) for template, path in files.items()}
    if taken := next((path for path in fresh if path.exists()), None):
        raise CourseError(f"{taken} is there already, and is not overwritten.", "Move it away, or choose another name.")
    entry = course.file.read_text(encoding="utf-8").rstrip("\n") + "\n" + _render(entry_template, words)
    found = parse_course(entry, course.file).find(name)  # before anything is written: the file is still sound
    _write({**fresh, course.file: entry})
    return NewAssignment(found, (*fresh, course.file))


def _words_of(base: BaseModelEntry) -> dict[str, str]:
    """What the templates say about a base."""
    network = Network.declared(base)
    symmetric = network.scaling is Scaling.SYMMETRIC
    return {
        "network": base.network,
        "weights": base.weights,
        "range": base.scaling.value,
        "preprocess": "" if network.scaling is Scaling.RAW else network.preprocess,
        "another": f"keras.applications.{'resnet' if symmetric else 'mobilenet_v2'}.preprocess_input",
    }


def _require_name(name: str) -> None:
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        raise CourseError(
            f"{name!r} is not a name for an assignment.",
            "Take hw, a number, and a word or more in small letters, such as hw6_my_task.",
        )


def _render(template: str, words: Mapping[str, str]) -> str:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("autograder.authoring")
    environment = Environment(loader=loader, undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)
    return environment.get_template(f"{template}.jinja").render(words)


def _write(contents: Mapping[Path, str]) -> None:
    for path, text in contents.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
