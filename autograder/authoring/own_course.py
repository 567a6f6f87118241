"""A course of one's own: a copy of the one that comes with the package, with what a repository of it needs."""

from __future__ import annotations

import json
import shutil
from importlib import metadata
from pathlib import Path

from autograder import __version__
from autograder.course import CourseFolder, bundled_course
from autograder.errors import CourseError

PACKAGE = "transfer-learning-autograder"
#: Each template beside the course, and where it goes.
_BESIDE = {
    "README.md": "README.md",
    "requirements.txt": "requirements.txt",
    "gitignore": ".gitignore",
    "verify.yml": ".github/workflows/verify.yml",
}
_LEFT_OUT = {"__pycache__", ".ipynb_checkpoints", ".OTTER_LOG"}


def init_course(folder: Path) -> CourseFolder:
    """Make a course that is the instructor's own.

    Args:
        folder: missing or empty.

    Raises:
        CourseError: something is in it already, or it cannot be written; or the package holds no course.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CourseError(f"{folder} is not an empty folder, and nothing is overwritten.", "Name one that is new.")
    course = copy_course(folder)
    words = {"package": PACKAGE, "requirement": _requirement()}
    for template, path in _BESIDE.items():
        target = course.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_render(template, words), encoding="utf-8", newline="\n")
    return course


def copy_course(folder: Path) -> CourseFolder:
    """Copy the course that comes with the package; its solutions become readable to us alone.

    Args:
        folder: gets ``assignments`` and ``solutions``.

    Raises:
        CourseError: it cannot be written, or the package holds no course.
    """
    source, copy = bundled_course(), CourseFolder(folder.resolve())
    try:
        copy.solutions.mkdir(mode=0o700, parents=True)
        for tree, target in ((source.assignments, copy.assignments), (source.solutions, copy.solutions)):
            for path in sorted(tree.rglob("*")):
                below = path.relative_to(tree)
                if path.is_file() and not _LEFT_OUT & set(below.parts):
                    (target / below).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(path, target / below)  # without its permissions: it can be changed here
    except OSError as problem:
        raise CourseError(
            f"The course cannot be copied to {folder}: {problem.strerror}.", "Name a folder that you can write to."
        ) from problem
    return copy


def _requirement() -> str:
    """What pip has to be asked for to get this package again: the address it was installed from, or its version."""
    try:
        origin = json.loads(metadata.distribution(PACKAGE).read_text("direct_url.json") or "{}")
    except (metadata.PackageNotFoundError, ValueError):
        origin = {}
    address = str(origin.get("url", ""))
    if not address.startswith("https://"):
        return f"{PACKAGE}=={__version__}"
    if kind := origin.get("vcs_info", {}):
        return f"{PACKAGE} @ {kind['vcs']}+{address}@{kind['commit_id']}"
    return f"{PACKAGE} @ {address}"


def _render(template: str, words: dict[str, str]) -> str:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("autograder.authoring", "templates/own_course")
    # The marks of GitHub's own expressions are not ours.
    environment = Environment(
        loader=loader,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,
        variable_start_string="[[",
        variable_end_string="]]",
    )
    return environment.get_template(f"{template}.jinja").render(words)
