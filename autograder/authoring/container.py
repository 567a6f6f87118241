"""A Linux container to grade in, for systems that cannot isolate a submission themselves."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from autograder import gradescope
from autograder.datasets.hidden_pictures import home
from autograder.engine.closure import PACKAGE
from autograder.errors import AutograderError

IMAGE = "autograder"
_DISTRIBUTION = "transfer-learning-autograder"
_DOCKERFILE = "Dockerfile"
_OURS = frozenset({_DOCKERFILE, "constraints.txt", "requirements.txt", "autograder"})
_LOCKED = re.compile(r"^([A-Za-z0-9._-]+==[^\s;\\]+)(\s*;[^\\]*)?", re.M)


@dataclass(frozen=True)
class Commands:
    """What to run, as arguments; the last ends where the words for ``autograder`` follow."""

    build: list[str]
    run: list[str]


def write_container(folder: Path, course: Path) -> Commands:
    """Write what Docker needs to make an image with this version of the package; nothing is run.

    Args:
        folder: empty, new, or written by this before.
        course: the folder of the course, which the container sees as ``/course``.

    Raises:
        AutograderError: something else is in the folder, or it cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        others = sorted(path.name for path in folder.iterdir() if path.name not in _OURS)
        if others:
            raise AutograderError(f"{folder} holds other files, such as {others[0]}.", "Name an empty or new folder.")
        shutil.copyfile(Path(__file__).with_name("templates") / _DOCKERFILE, folder / _DOCKERFILE)
        _write_text(folder / "requirements.txt", "".join(f"{line}\n" for line in _requirements()))
        _write_text(folder / "constraints.txt", _constraints())
        shutil.rmtree(folder / "autograder", ignore_errors=True)
        shutil.copytree(PACKAGE, folder / "autograder", ignore=shutil.ignore_patterns("__pycache__", "bundled_course"))
    except OSError as problem:
        raise AutograderError(
            f"{problem.filename or folder} cannot be written: {problem.strerror}.", "Name another folder."
        ) from problem
    return Commands(
        ["docker", "build", "--tag", IMAGE, str(folder)],
        [
            "docker",
            "run",
            "--rm",
            "--network",
            "none",
            f"--volume={course.resolve()}:/course",
            f"--volume={home().resolve()}:/autograder-home",
            IMAGE,
        ],
    )


def _requirements() -> list[str]:
    """What this version of the package asks for, without what only some want."""
    return [line for line in metadata.requires(_DISTRIBUTION) or [] if "extra ==" not in line]


def _constraints() -> str:
    """The versions that Gradescope's image has. (Without hashes: other processors have other files.)"""
    lock = Path(gradescope.__file__).with_name("requirements.txt").read_text(encoding="utf-8")
    return "".join(f"{pinned}{condition}\n" for pinned, condition in _LOCKED.findall(lock))


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
