"""Everything that an instructor takes away from a graded class, written to a folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from autograder.classes import corrections_file
from autograder.classes.platforms import Platform
from autograder.classes.results import ClassResults, class_results
from autograder.classes.store import ClassStore
from autograder.reports.class_page import STUDENTS, class_page
from autograder.reports.files import write_report
from autograder.reports.filled import filled
from autograder.reports.gradebooks import (
    CHECK_COLUMNS,
    OF_PLATFORM,
    WITHOUT_EXPORT,
    Gradebook,
    check_lines,
    checks_head,
    gradebook,
    safe_lines,
)
from autograder.reports.kept_files import KeptFiles

PAGE = "report.html"
CHECKS = "checks.csv"

Tell = Callable[[str], None]


def write_outputs(store: ClassStore, folder: Path, tell: Tell = lambda sentence: None) -> list[Path]:
    """Write the official results: a page and results.json for each student, gradebooks, checks, the report.

    One submission's report at a time is held in memory. Pages of students who are not in the class any more are
    removed. Files that were edited by hand are kept under another name.

    Args:
        store: of the class.
        folder: for the files.
        tell: is told what an instructor should know about the files.

    Returns:
        The files for the instructor, without the students' own.
    """
    results = class_results(store)
    kept = KeptFiles(store, folder, tell)
    files = [kept.write(Gradebook.OURS.value, [gradebook(Gradebook.OURS, results).encode()], compared=True)]
    if (found := platforms_gradebook(store, results, tell)) is not None:
        book, data = found
        files.append(kept.write(book.value, [data], compared=True))
    if results.corrections:
        rows = safe_lines(corrections_file.rows_of(results.corrections))
        files.append(kept.write(corrections_file.NAME, [rows.encode()], compared=True))
    keys: set[str] = set()
    checks = kept.write(CHECKS, _students_and_checks(store, results, folder, keys))
    for old in (folder / STUDENTS).glob("*"):
        if old.name not in keys and old.is_dir() and not old.is_symlink():
            shutil.rmtree(old)
    files.append(checks)
    kept.finish()
    if _write_parquet(folder / "checks.parquet", checks):
        files.append(folder / "checks.parquet")
    return [*files, write_class_page(results, folder)]


def platforms_gradebook(store: ClassStore, results: ClassResults, tell: Tell) -> tuple[Gradebook, bytes] | None:
    """The gradebook that the class's platform takes back, if it takes back any."""
    platform = next((one for one in Platform if one.value == results.platform), Platform.PLAIN)
    book = OF_PLATFORM.get(platform)
    if book is None:
        return None
    canvas_id, roster = store.fact("canvas_id"), store.roster()
    done = filled(platform, roster, results, canvas_id) if roster else None
    for remark in done.remarks if done else ():
        tell(remark)
    if done and done.data is not None:
        return book, done.data
    if book not in WITHOUT_EXPORT:
        tell(f"For a gradebook that {platform.value} imports, give the one that it exports with --roster FILE.")
        return None
    if book is Gradebook.CANVAS and not canvas_id and not done:
        tell(
            f"Canvas would make a new assignment of {book.value}: give the gradebook that Canvas exports with "
            "--roster, or Canvas's number of the assignment with --canvas-id."
        )
    return book, gradebook(book, results, canvas_id).encode()


def _students_and_checks(store: ClassStore, results: ClassResults, folder: Path, keys: set[str]) -> Iterator[bytes]:
    """Write each student's page, and give the lines about it."""
    yield checks_head().encode()
    for attempt in store.graded(results.grader):
        write_report(attempt.report, folder / STUDENTS / attempt.handed_in.key)
        keys.add(attempt.handed_in.key)
        yield check_lines(attempt).encode()


def write_class_page(results: ClassResults, folder: Path) -> Path:
    """Write the report about a class to its folder; returns its path."""
    path = folder / PAGE
    path.write_text(class_page(results, datetime.now().astimezone()), encoding="utf-8")
    return path


def _write_parquet(path: Path, checks: Path) -> bool:
    """Write the rows of ``checks.csv`` as Parquet where pyarrow is installed; returns whether it is."""
    try:
        import pyarrow
        from pyarrow import csv as arrow_csv
        from pyarrow import parquet
    except ImportError:
        return False
    types = dict.fromkeys(CHECK_COLUMNS, pyarrow.string())  # or 00042 would be 42, and check 2.10 would be 2.1
    types |= {"attempt": pyarrow.int64(), "score": pyarrow.float64(), "max_score": pyarrow.float64()}
    types |= {"latest": pyarrow.bool_(), "counts": pyarrow.bool_()}
    table = arrow_csv.read_csv(
        checks,
        parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
        convert_options=arrow_csv.ConvertOptions(column_types=types),
    )
    parquet.write_table(table, path)
    return True
