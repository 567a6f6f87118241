"""A digest of everything that decides about scores; where it is the same, nothing has to be graded again."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from autograder.engine.closure import PACKAGE, imported_modules
from autograder.engine.kit import GradingKit

#: The modules that grading starts as processes of their own: what they import decides.
ENTRY_POINTS = ("autograder.classes.worker", "autograder.engine.zygote")
#: Packages whose own changes can turn a verdict: what a network has learned differs from one to the next.
_PACKAGES = ("tensorflow", "tensorflow-cpu", "keras", "numpy")
#: Code next to notebooks that neither students nor graders read.
_LEFT_OUT = ("__pycache__", ".ipynb_checkpoints")

#: Settings that are applied to kept results, each time when they are read.
_AFTER_GRADING = {"late", "curve", "keep", "visibility", "visibility_of", "weight", "attempts_at_choices"}

#: A name that stays the same wherever things lie, and the file.
Named = tuple[str, Path]


def grader_digest(kit: GradingKit, package: Path = PACKAGE) -> str:
    """16 hexadecimal digits that change with all that decides about scores.

    That is: the hidden checks, their thresholds and questions, the hidden images, the pretrained weights, ``lab``, the
    notebook as it was handed out, the limits, the modules of the engine that grading imports, and TensorFlow.

    Args:
        kit: the assignment.
        package: the folder of the engine, for tests.

    Raises:
        CourseError: the grader imports a module that does not exist.
    """
    secrets = [(path.name, path) for path in kit.secrets]
    return digest_of(kit, [*secrets, *materials(kit), *engine(kit, package)])


def digest_of(kit: GradingKit, files: Iterable[Named]) -> str:
    """16 hexadecimal digits that change with the assignment's settings, with these files, and with TensorFlow."""
    settings = kit.assignment.model_dump_json(exclude=_AFTER_GRADING)
    digest = hashlib.sha256(f"{settings}\0{_versions()}\0".encode())
    for name, path in files:
        digest.update(name.encode() + b"\0" + file_digest(path))  # the largest are weights, some ten MB
    return digest.hexdigest()[:16]


def file_digest(path: Path) -> bytes:
    """SHA-256 of a file's content."""
    return hashlib.sha256(path.read_bytes()).digest()


def materials(kit: GradingKit) -> Iterator[Named]:
    """What students have been given: the base weights, the notebook, and ``lab``."""
    if kit.pretrained is not None:
        yield kit.pretrained.name, kit.pretrained
    if kit.handed_out.is_file():
        yield kit.handed_out.name, kit.handed_out
    lab = kit.materials / "lab"
    for path in sorted(lab.rglob("*")):
        if path.is_file() and not any(part in _LEFT_OUT for part in path.parts):
            yield path.relative_to(kit.materials).as_posix(), path


def engine(kit: GradingKit, package: Path = PACKAGE) -> list[Named]:
    """The modules that grading with this grader can import, by name."""
    return sorted(imported_modules(ENTRY_POINTS, kit.grader, package).items())


def _versions() -> str:
    found = [f"python {'.'.join(platform.python_version_tuple()[:2])}"]
    for name in _PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)
