"""Gradescope's two steps, in containers: build the image of an assignment, and grade a submission with it."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.course import Assignment
from autograder.results import Report
from benchmarks.fresh_container import container
from benchmarks.fresh_container.container import Container, Image
from benchmarks.fresh_container.package_index import Handover
from benchmarks.run_in_container_limits import Usage, run

PLATFORM_SECONDS = 600  # after that Gradescope ends a run and writes a zero
INSIDE = {"PATH": container.PATH, "HOME": "/root", "LANG": "C.UTF-8"}
SECONDS = "set-up-seconds"  # a file that tells how long the packages took
#: On the platform, too, another program than ours is process 1.
SET_UP = ("sh", "-c", "cd /autograder && bash source/setup.sh; exit $?")
GRADE = ("sh", "-c", "cd /autograder && ./run_autograder; exit $?")


class Failure(Exception):
    """Something did not go as it must; the text says what."""


@dataclass(frozen=True)
class Limits:
    """Of a container while it grades."""

    cpus: float
    memory_mb: int


@dataclass(frozen=True)
class Packages:
    """The image with the packages that ``setup.sh`` installs.

    Attributes:
        image: without any assignment in it.
        seconds: that the whole set-up took when it was made.
        kept: whether that was in an earlier run.
    """

    image: Image
    seconds: float
    kept: bool


@dataclass(frozen=True)
class Graded:
    """What a container did with a submission.

    Attributes:
        usage: what it used.
        results: its ``results.json``; empty if there is none.
        log: what it printed.
    """

    usage: Usage
    results: dict[str, Any]
    log: str

    @property
    def report(self) -> Report | None:
        """The report in the results; None if nothing was graded."""
        found = self.results.get("extra_data")
        return Report.from_json(found) if found else None


class Platform:
    """What Gradescope does, step by step.

    Args:
        base: the operating system.
        cache: a folder for what is kept.
        work: a folder on the same disk for what is not.
        handover: how packages are reached.
        limits: of a container while it grades.
    """

    def __init__(self, base: Image, cache: Path, work: Path, handover: Handover, limits: Limits) -> None:
        self._base = base
        self._cache = cache
        self._work = work
        self._handover = handover
        self._limits = limits

    def packages(self, archive: Path) -> Packages:
        """The base with the packages for a zip, made if they are not there yet.

        Raises:
            Failure: ``setup.sh`` failed.
        """
        name = f"{self._base.layers[-1].name}-packages"
        folder = self._cache / f"{name}-{recipe(archive)}"
        seconds = folder / "root" / SECONDS
        kept = folder.is_dir()
        if not kept:
            for outdated in self._cache.glob(f"{name}-*"):
                shutil.rmtree(outdated)
            with container.new_layer(folder) as layer:
                took = self._set_up(self._base, archive, layer)
                shutil.rmtree(layer / "autograder")
                (layer / "root").mkdir(mode=0o700, exist_ok=True)
                (layer / "root" / SECONDS).write_text(f"{took:.0f}")
        return Packages(self._base.on_top(folder), float(seconds.read_text()), kept)

    def image(self, packages: Packages, archive: Path, name: str) -> tuple[Image, float]:
        """The finished image for a zip, and the seconds that ``setup.sh`` took on top of the packages.

        Raises:
            Failure: ``setup.sh`` failed.
        """
        layer = self._work / f"{name}-image"
        seconds = self._set_up(packages.image, archive, layer)
        return packages.image.on_top(layer), seconds

    def _set_up(self, image: Image, archive: Path, layer: Path) -> float:
        unpack(archive, layer / "autograder")
        machine = Container(image, layer, network=True, shown=self._handover.paths)
        environment = {**self._handover.environment, **INSIDE}
        log, started = self._work / "setup.log", time.monotonic()
        with machine.ready(SET_UP) as command, log.open("wb") as output:
            done = subprocess.run(command, env=environment, stdout=output, stderr=output, check=False)
        said = log.read_text(errors="replace").rstrip()
        if done.returncode != 0 or not said.rpartition("\n")[2].startswith("Set-up complete"):
            raise Failure(f"setup.sh ended with status {done.returncode}:\n{said[-3000:]}")
        return time.monotonic() - started

    def grade(self, image: Image, notebook: Path, assignment: Assignment) -> Graded:
        """Grade a submission in a new container.

        Raises:
            OSError: this machine cannot limit a container.
        """
        layer = self._work / f"{assignment.short}-{notebook.stem}"
        log = layer.with_suffix(".log")
        place = layer / "autograder"
        (place / "submission").mkdir(parents=True)
        shutil.copy(notebook, place / "submission")
        (place / "submission_metadata.json").write_text(json.dumps(metadata(assignment)))
        with Container(image, layer).ready(GRADE) as command:
            limited = ["timeout", "--signal=KILL", str(PLATFORM_SECONDS), *command]
            usage = run(limited, self._limits.cpus, self._limits.memory_mb, environment=INSIDE, log=log)
        results = place / "results" / "results.json"
        found = json.loads(results.read_text()) if results.is_file() else {}
        shutil.rmtree(layer)
        return Graded(usage, found, log.read_text(errors="replace"))


def recipe(archive: Path) -> str:
    """Of what the packages in an image depend on: the same as long as they stay the same."""
    with zipfile.ZipFile(archive) as zipped:
        parts = b"\0".join(zipped.read(name) for name in ("setup.sh", "requirements.txt"))
    return hashlib.sha256(parts).hexdigest()[:12]


def unpack(archive: Path, root: Path) -> None:
    """A zip as Gradescope lays it out in ``/autograder`` when it builds an image."""
    for name in ("source", "submission", "results"):
        (root / name).mkdir(parents=True)
    with zipfile.ZipFile(archive) as zipped:
        for info in zipped.infolist():
            Path(zipped.extract(info, root / "source")).chmod(info.external_attr >> 16 & 0o777)
    shutil.copy(root / "source" / "run_autograder", root / "run_autograder")
    for folder in (root, *(path for path in root.rglob("*") if path.is_dir())):
        folder.chmod(0o755)


def metadata(assignment: Assignment) -> dict[str, Any]:
    """``submission_metadata.json`` as Gradescope documents it."""
    due = "2030-01-31T23:59:59.000000-08:00"
    return {
        "id": 17,
        "created_at": "2030-01-15T12:00:00.000000-08:00",
        "assignment": {
            "id": 1,
            "title": assignment.title,
            "course_id": 1,
            "due_date": due,
            "late_due_date": None,
            "release_date": "2030-01-01T00:00:00.000000-08:00",
            "total_points": str(assignment.points),
            "group_size": None,
            "group_submission": False,
        },
        "submission_method": "upload",
        "users": [{"id": 1, "name": "Student", "email": "student@example.org"}],
        "previous_submissions": [],
    }
