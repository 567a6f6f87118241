"""Everything that an instructor takes away from a graded class, written to a folder."""

from __future__ import annotations

import shutil
from pathlib import Path

from autograder.classes.store import Store
from autograder.reports.class_page import write_class_report
from autograder.reports.files import write_report
from autograder.reports.gradebooks import write_gradebooks, write_parquet

STUDENTS = "students"


def write_outputs(store: Store, folder: Path) -> list[Path]:
    """Write the official results: a page and results.json for each student, gradebooks, checks, the report.

    One submission at a time is held in memory, except for the report about the class. Pages of students who are not in
    the class any more are removed.

    Returns:
        The files for the instructor, without the students' own.
    """
    grader = store.fact("grader")
    keys = set()
    max_score = 0.0
    for item in store.graded(grader):
        write_report(item.report, folder / STUDENTS / item.handed_in.key)
        keys.add(item.handed_in.key)
        max_score = max(max_score, item.report.max_score)
    for old in (folder / STUDENTS).glob("*"):
        if old.name not in keys and old.is_dir() and not old.is_symlink():
            shutil.rmtree(old)
    title = store.fact("title") or store.fact("assignment")
    files = write_gradebooks(store.graded(grader), folder, title=title, max_score=max_score)
    if write_parquet(folder / "checks.parquet", folder / "checks.csv"):
        files.append(folder / "checks.parquet")
    return [*files, write_class_report(store, folder)]
