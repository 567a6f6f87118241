"""What verdicts and recordings are kept by: digests of all that they come from."""

from __future__ import annotations

import hashlib
import os
import platform
from pathlib import Path

from autograder.classes.digests import digest_of, engine, file_digest, grader_digest, materials
from autograder.engine.closure import PACKAGE
from autograder.engine.kit import GradingKit
from autograder.engine.machine import memory_limit_mb

_CHECKS = "autograder.checks"


class Keys:
    """Keys of the submissions of one assignment, graded in one way.

    Args:
        kit: the assignment.
        threads: of TensorFlow.
        package: the folder of the engine, for tests.
    """

    def __init__(self, kit: GradingKit, threads: int, package: Path = PACKAGE) -> None:
        self._kit = kit
        self._threads = threads
        self._package = package
        self._answers = self._of_answers()
        self._grader = self._of_grader()

    def recording(self, notebook: Path) -> str:
        """Changes with whatever can change an answer of the submission: all but hidden files and ``checks``."""
        return _digest(self._answers, notebook)

    def verdict(self, notebook: Path) -> str:
        """Changes with whatever can change a verdict."""
        return _digest(self._answers + self._grader, notebook)

    def unchanged(self) -> bool:
        """Whether everything still is as it was at first: if not, nobody knows what a grading since then has seen."""
        return self._answers == self._of_answers() and self._grader == self._of_grader()

    def _of_answers(self) -> str:
        modules = [(name, path) for name, path in engine(self._kit, self._package) if not _is_check(name)]
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        machine = f"{platform.platform()} {platform.machine()} {memory_limit_mb():.0f} {root}"
        return f"{digest_of(self._kit, [*materials(self._kit), *modules])} {self._threads} {machine}"

    def _of_grader(self) -> str:
        return grader_digest(self._kit, self._package)


def _is_check(module: str) -> bool:
    return module == _CHECKS or module.startswith(f"{_CHECKS}.")


def _digest(rest: str, notebook: Path) -> str:
    return hashlib.sha256(rest.encode() + b"\0" + file_digest(notebook)).hexdigest()[:32]
