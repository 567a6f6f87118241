"""Attacks on others that are graded together with them: as a class, or as several files of one command."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from autograder.assurance.hostile import toy
from autograder.assurance.hostile.settings import Setting
from autograder.classes.finding import file_keys, find_class
from autograder.classes.pool import LocalPool
from autograder.classes.results import class_results
from autograder.classes.run import Scratch, chosen, enter_class, grade_class
from autograder.classes.store import ClassStore
from autograder.engine.kit import GradingKit
from autograder.errors import AutograderError
from autograder.reports.class_page import class_page
from autograder.reports.files import write_report
from autograder.results import Report

_GRADER = "toy"


@dataclass
class GradedTogether:
    """What came of many submissions.

    Attributes:
        points: of each row in the gradebook, by the student's id; or of each file, by its path.
        seconds: that all of it took, also the report about a class.
        told: what there is to say, for people.
        bare: what was missing where a submission was not isolated.
    """

    points: dict[str, float | None] = field(default_factory=dict)
    seconds: float = 0.0
    told: list[str] = field(default_factory=list)
    bare: str = ""

    def note(self, report: Report) -> None:
        """Take in how one submission went."""
        self.told += [f"{report.submission}: {report.score:g}", report.error, *report.notes, *report.faults]
        if not (report.isolation.isolated or report.error):
            self.bare = f"{report.isolation.missing}"


def grade_whole_class(setting: Setting, kit: GradingKit, folder: Path, out: Path) -> GradedTogether:
    """Grade a class as ``autograder grade`` does it, with one worker.

    Args:
        setting: in which this process is.
        kit: the toy assignment.
        folder: the download.
        out: empty folder for what is written.
    """
    found, start = GradedTogether(), time.monotonic()
    command = (sys.executable, "-m", "autograder.assurance.hostile.class_worker", setting.name)
    with ClassStore(out, create=True) as store:
        enter_class(store, chosen(find_class(folder, toy.NAME, out / "submissions"), all_attempts=False))
        store.set_fact("assignment", toy.NAME)
        store.set_fact("grader", _GRADER)
        with Scratch(store) as scratch:
            try:
                grade_class(store, _GRADER, LocalPool(kit, 1, 1, scratch, command), toy.NAME)
            except AutograderError as problem:
                found.told.append(str(problem))
        results = class_results(store)
        class_page(results, datetime.now().astimezone())
        for attempt in results.latest:
            found.points.update({student.id: attempt.score for student in attempt.handed_in.students})
        for graded in store.graded(_GRADER):
            found.note(graded.report)
    found.seconds = time.monotonic() - start
    return found


def grade_several(
    grade: Callable[[Path, GradingKit], Report], kit: GradingKit, folder: Path, out: Path
) -> GradedTogether:
    """Grade files as ``autograder grade FILE... --out`` does it.

    Args:
        grade: grades one of them.
        kit: the toy assignment.
        folder: holds them.
        out: empty folder for a folder of results for each.
    """
    found, start = GradedTogether(), time.monotonic()
    paths = sorted(folder.rglob("*.ipynb"))
    keys = file_keys(paths)
    for path in paths:
        report = grade(path, kit)
        found.note(report)
        write_report(report, out / keys[path])
    found.points = {str(path.relative_to(folder)): _score_in(out / keys[path]) for path in paths}
    found.seconds = time.monotonic() - start
    return found


def _score_in(folder: Path) -> float | None:
    """As it stands in the results in the end, whoever wrote them."""
    score = json.loads((folder / "results.json").read_text(encoding="utf-8"))["score"]
    return float(score)
