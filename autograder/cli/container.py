"""``autograder container``: a Linux container to grade in."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.console import err, out
from autograder.cli.options import CourseDir


def container(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Empty, new, or written by this command before.")],
    course: CourseDir = None,
) -> None:
    """Write a Dockerfile for grading where submissions cannot be isolated, as on a Mac or on Windows.

    It prints the command that makes the image and the one that grades in it.
    """
    from autograder.authoring.container import write_container
    from autograder.course import course_folder

    commands = write_container(folder, course_folder().root)
    join = subprocess.list2cmdline if sys.platform == "win32" else shlex.join
    grading = [*commands.run, "grade", "submissions", "--assignment", "hw2", "--out", "graded"]
    for command in (commands.build, grading):
        out.print(join(command), highlight=False, soft_wrap=True, markup=False)
    err.print("Paths after the image's name are read in the course's folder; what is to be graded has to lie there.")
