"""Arguments and options that commands share, and what they stand for."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.console import announce, note

if TYPE_CHECKING:
    from autograder.course import Assignment, Course
    from autograder.datasets.picture_profiles import Profile


def _use_course(folder: Path | None) -> Path | None:
    if folder is not None:
        from autograder.course.folder import VARIABLE

        os.environ[VARIABLE] = str(folder.resolve())  # also for processes that we start, wherever they work
    return folder


CourseDir = Annotated[
    Path | None,
    typer.Option(
        "--course",
        metavar="DIR",
        callback=_use_course,
        help="Folder of the course; by default the current folder or the nearest one above it.",
        show_default=False,
    ),
]
Name = Annotated[str, typer.Argument(metavar="HW", help="Assignment such as hw2.")]
Names = Annotated[list[str] | None, typer.Argument(metavar="[HW]...", help="Assignments such as hw2; all by default.")]
ProfileName = Annotated[
    str | None,
    typer.Option("--profile", help="doodles, photos, or an imported data set; by default what course.toml says."),
]
DataName = Annotated[str | None, typer.Option("--data", help="For photos: which imported data set.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object a line instead of tables.")]
GradedClass = Annotated[Path, typer.Argument(metavar="DIR", help="The folder that autograder grade --out wrote.")]
Jobs = Annotated[
    int | None, typer.Option(min=1, help="Submissions at a time; by default as many as this machine can handle.")
]
Dask = Annotated[str | None, typer.Option("--dask", metavar="ADDRESS", help="Dask scheduler, e.g. tls://HOST:8786.")]
DaskTls = Annotated[
    Path | None,
    typer.Option("--dask-tls", metavar="DIR", help="For Dask: folder with ca.pem, cert.pem and key.pem."),
]
Insecure = Annotated[bool, typer.Option("--insecure", help="For Dask: talk to other machines without TLS.")]


def work_on(profile: str | None = None, data: str | None = None, *, quiet: bool = False) -> tuple[Course, Profile]:
    """The course and the pictures that were asked for; says which, unless ``quiet``.

    Raises:
        AutograderError: there is no such course, or no such pictures.
    """
    from autograder.course import load_course
    from autograder.datasets.picture_profiles import chosen_profile

    course = load_course()
    pictures = chosen_profile(course, profile, data)
    if not quiet:
        _announce(pictures)
        if warning := pictures.description.warning:
            note(warning)
    return course, pictures


def work_on_drawn(*, quiet: bool = False) -> Course:
    """The course that was asked for, with the drawn pictures, whatever its own are; says so, unless ``quiet``.

    Raises:
        AutograderError: there is no such course.
    """
    from autograder.course import load_course
    from autograder.datasets.picture_profiles import DRAWN

    course = load_course()
    if not quiet:
        _announce(DRAWN)
    return course


def chosen_assignments(course: Course, names: Sequence[str] | None) -> list[Assignment]:
    """Those that were named, or all.

    Raises:
        CourseError: there is no such assignment.
    """
    return [course.find(name) for name in names] if names else list(course.assignments)


def _announce(profile: Profile) -> None:
    from autograder.course import course_folder

    announce(course_folder(), profile)
