"""What this machine has: versions, isolation layers, weights and data."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata

from autograder import sandbox
from autograder.course import course_folder, load_course
from autograder.engine.machine import memory_limit_mb, processors
from autograder.errors import AutograderError
from autograder.portable import LINUX

PACKAGES = ("tensorflow", "keras", "numpy", "otter-grader", "nbformat", "pytest", "ipython")


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's report; ``fine`` is None where it is only a fact."""

    topic: str
    name: str
    value: str
    fine: bool | None = None


def examine() -> Iterator[Finding]:
    """Look at everything; imports nothing heavy and raises nothing."""
    yield Finding(
        "machine", "Python", f"{sys.version.split()[0]} ({sys.executable})", (3, 10) <= sys.version_info < (3, 14)
    )
    yield Finding("machine", "system", f"{platform.system()} {platform.release()} {platform.machine()}")
    yield Finding("machine", "granted", f"{processors()} processors, {memory_limit_mb() / 1024:.1f} GB of memory")
    for package in PACKAGES:
        yield _version(package)
    for layer, problem in sandbox.available().items():
        yield Finding("isolation", layer.value, problem or "on", problem is None)
    if not LINUX:
        yield Finding("isolation", "what to do", "grade in Linux: see autograder container --help")
    yield from _files()


def _version(package: str) -> Finding:
    names = (package, f"{package}-cpu") if package == "tensorflow" else (package,)
    for name in names:
        try:
            return Finding("packages", name, metadata.version(name), True)
        except metadata.PackageNotFoundError:
            continue
    return Finding("packages", package, "missing; run pip install -q -e . in the checkout", False)


def _files() -> Iterator[Finding]:
    try:
        folder = course_folder()
        course = load_course()
    except AutograderError as problem:
        yield Finding("course", "course.toml", str(problem), False)
        return
    names = ", ".join(assignment.short for assignment in course.assignments)
    yield Finding("course", "course.toml", f"{folder.file} ({names})", True)
    for pattern, what in (("*.h5", "pretrained weights"), ("*.npz", "images for students")):
        found = sorted((folder.lab / "data").glob(pattern))
        text = ", ".join(f"{path.name} ({path.stat().st_size / 2**20:.1f} MB)" for path in found)
        yield Finding("course", what, text or f"none in {folder.lab / 'data'}; restore them from git", bool(found))
