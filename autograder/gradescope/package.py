"""Make the zip that an instructor uploads to Gradescope."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from autograder.course.concept_questions import load_questions
from autograder.engine.closure import PACKAGE, imported_modules
from autograder.engine.kit import GradingKit
from autograder.errors import CourseError
from autograder.gradescope.layout import (
    ASSIGNMENT,
    DOCKERFILE,
    ENGINE,
    GRADERS,
    HIDDEN,
    LOCK,
    MATERIALS,
    PRETRAINED,
    QUESTIONS,
    SCRIPTS,
)

MAX_BYTES = 60 * 2**20
ENTRY_POINTS = ("autograder.gradescope.run", "autograder.datasets.pretrained_weights", "autograder.engine.zygote")
# Instructors' modules: whatever needs one of them cannot run in the image, and must not bring it there.
PRIVATE = (
    "autograder.datasets.doodles",
    "autograder.datasets.photos",
    "autograder.datasets.picture_profiles",
    "autograder.authoring",
    "autograder.bundled_course",
    "autograder.datasets.hidden_pictures",
)
#: For the manual Docker configuration: one of the platform's own base images, of the system that it uses by default.
BASE_IMAGE = "gradescope/autograder-base:ubuntu-22.04"
_NOT_MATERIALS = ("__pycache__", ".ipynb_checkpoints", ".OTTER_LOG")
_MIDNIGHT = (1980, 1, 1, 0, 0, 0)  # the earliest date that a zip can hold


def write_gradescope_zip(kit: GradingKit, out: Path) -> Path:
    """Write the zip for one assignment; the same input gives the same bytes.

    Args:
        kit: the assignment with its hidden parts; of ``kit.materials`` the folder ``lab`` and the assignment's
            own notebook are taken.
        out: the zip to write.

    Returns:
        ``out``.

    Raises:
        CourseError: a file is missing, the zip is larger than 60 MB, or the grader imports what must stay here.
    """
    members = {ASSIGNMENT: kit.assignment.model_dump_json(indent=1).encode()}
    try:
        members |= {name: _here(name).read_bytes() for name in (*SCRIPTS, LOCK)}
        members[DOCKERFILE] = dockerfile(kit.assignment.name).encode()
        for path in kit.grader_files:
            members[f"{GRADERS}/{path.name}"] = path.read_bytes()
        members[HIDDEN] = kit.hidden.read_bytes()
        if (fetched := kit.fetched) is not None:
            members[PRETRAINED] = fetched.as_json().encode()
        if kit.questions is not None and (asked := load_questions(kit.questions)).question:
            members[QUESTIONS] = asked.model_dump_json(indent=1).encode()
        for path in engine_files(kit.grader):
            members[f"{ENGINE}/autograder/{path.relative_to(PACKAGE).as_posix()}"] = path.read_bytes()
        for path in _materials(kit):
            members[f"{MATERIALS}/{path.relative_to(kit.materials).as_posix()}"] = path.read_bytes()
    except OSError as problem:
        raise CourseError(
            f"The Gradescope zip needs {problem.filename}, which cannot be read: {problem.strerror}.",
            "Restore the file from git and build again.",
        ) from problem
    out.parent.mkdir(parents=True, exist_ok=True)
    _write(out, members)
    if (size := out.stat().st_size) > MAX_BYTES:
        largest = max(members, key=lambda name: len(members[name]))
        raise CourseError(
            f"{out} is {size / 2**20:.0f} MB large, and {MAX_BYTES // 2**20} MB is the most it may be.",
            f"The largest file in it is {largest} ({len(members[largest]) / 2**20:.0f} MB).",
        )
    return out


def dockerfile(name: str) -> str:
    """What makes the image of an assignment with Docker; its context is the unpacked zip."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("autograder", "gradescope")
    environment = Environment(loader=loader, undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)
    return environment.get_template(f"{DOCKERFILE}.jinja").render(name=name, base=BASE_IMAGE)


def engine_files(grader: Path) -> list[Path]:
    """The modules of this package that grading with ``grader`` can import, and no others.

    Raises:
        CourseError: one of them is an instructor's, or is missing.
    """
    found = imported_modules(ENTRY_POINTS, grader)
    if name := next((name for name in found if name.startswith(PRIVATE)), None):
        raise CourseError(
            f"Grading with {grader.name} imports {name}, which must not go to Gradescope.",
            "Move what is needed to autograder.checks.",
        )
    return sorted(found.values())


def _materials(kit: GradingKit) -> Iterator[Path]:
    own = kit.materials / kit.assignment.name
    for path in (*(kit.materials / "lab").rglob("*"), *own.glob("*.ipynb")):
        if path.is_file() and not set(_NOT_MATERIALS) & set(path.parts):
            yield path
    if not (kit.materials / "lab" / "__init__.py").is_file():
        raise CourseError(f"{kit.materials} does not hold the helper package lab.", "Restore that folder from git.")


def _here(name: str) -> Path:
    return Path(__file__).with_name(name)


def _write(out: Path, members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(members):
            entry = zipfile.ZipInfo(name, _MIDNIGHT)
            entry.create_system = 3  # Unix, whatever made it, or else the permissions are not read
            entry.external_attr = (0o100755 if name in SCRIPTS else 0o100644) << 16
            archive.writestr(entry, members[name], zipfile.ZIP_DEFLATED, compresslevel=9)
