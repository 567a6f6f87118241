"""``autograder report``: the page about a graded class, or about all assignments of a course."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.console import out


def report(
    folders: Annotated[
        list[Path],
        typer.Argument(
            metavar="DIR...",
            help="Folders that autograder grade --out wrote, or one that contains such folders.",
        ),
    ],
    page: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="For a report over several assignments: where it goes.")
    ] = Path("course.html"),
) -> None:
    """Write the report about a graded class again, or one over all assignments of a course: one HTML file."""
    from autograder.classes.course_results import class_folders
    from autograder.classes.results import class_results
    from autograder.classes.store import ClassStore
    from autograder.cli.class_files import write_class_page

    found = class_folders(folders)
    if found == [*folders] and len(found) == 1:
        with ClassStore(found[0]) as store:
            written = write_class_page(class_results(store), found[0])
    else:
        written = _write_course_page(found, page)
    out.print(str(written), highlight=False, soft_wrap=True)


def _write_course_page(folders: list[Path], page: Path) -> Path:
    from urllib.parse import quote

    from autograder.classes.course_results import course_results
    from autograder.cli.class_files import PAGE
    from autograder.reports.course_page import course_page

    results = course_results(folders)
    page.parent.mkdir(parents=True, exist_ok=True)
    here = page.parent.resolve()
    reports = {
        folder: quote(Path(os.path.relpath(folder.resolve() / PAGE, here)).as_posix())
        for folder in folders
        if (folder / PAGE).is_file()
    }
    page.write_text(course_page(results, datetime.now().astimezone(), reports), encoding="utf-8")
    return page
