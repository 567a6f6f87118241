"""Everything that an instructor takes away from a graded class, written to a folder."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from autograder.classes.results import ClassResults, class_results
from autograder.classes.store import ClassStore
from autograder.reports.class_page import STUDENTS, class_page
from autograder.reports.files import write_report
from autograder.reports.gradebooks import Gradebook, check_lines, checks_head, gradebook

PAGE = "report.html"


def write_outputs(store: ClassStore, folder: Path) -> list[Path]:
    """Write the official results: a page and results.json for each student, gradebooks, checks, the report.

    One submission's report at a time is held in memory. Pages of students who are not in the class any more are
    removed.

    Returns:
        The files for the instructor, without the students' own.
    """
    results = class_results(store)
    files = [folder / book.value for book in Gradebook]
    for book, path in zip(Gradebook, files, strict=True):
        path.write_text(gradebook(book, results), encoding="utf-8", newline="")
    checks = folder / "checks.csv"
    keys = set()
    with checks.open("w", newline="", encoding="utf-8") as file:
        file.write(checks_head())
        for attempt in store.graded(results.grader):
            write_report(attempt.report, folder / STUDENTS / attempt.handed_in.key)
            keys.add(attempt.handed_in.key)
            file.write(check_lines(attempt))
    for old in (folder / STUDENTS).glob("*"):
        if old.name not in keys and old.is_dir() and not old.is_symlink():
            shutil.rmtree(old)
    files.append(checks)
    if _write_parquet(folder / "checks.parquet", checks):
        files.append(folder / "checks.parquet")
    return [*files, write_class_page(results, folder)]


def write_class_page(results: ClassResults, folder: Path) -> Path:
    """Write the report about a class to its folder; returns its path."""
    path = folder / PAGE
    path.write_text(class_page(results, datetime.now().astimezone()), encoding="utf-8")
    return path


def _write_parquet(path: Path, checks: Path) -> bool:
    """Write the rows of ``checks.csv`` as Parquet where pyarrow is installed; returns whether it is."""
    try:
        from pyarrow import csv as arrow_csv
        from pyarrow import parquet
    except ImportError:
        return False
    parquet.write_table(arrow_csv.read_csv(checks), path)
    return True
