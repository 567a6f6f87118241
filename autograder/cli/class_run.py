"""What ``autograder grade`` and ``autograder regrade`` do with a class."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from autograder.cli.console import class_bar, err, note, out, print_fault, print_json
from autograder.errors import AutograderError

if TYPE_CHECKING:
    from autograder.classes.people import HandedIn
    from autograder.classes.pool import Grading
    from autograder.classes.run import Tally
    from autograder.classes.store import ClassStore
    from autograder.course import Assignment
    from autograder.course.concept_questions import QuestionFile
    from autograder.datasets.picture_profiles import Profile
    from autograder.engine.kit import GradingKit


@dataclass(frozen=True)
class Workers:
    """Who grades: processes here, or a cluster.

    Attributes:
        jobs: submissions at a time, here.
        dask: address of a scheduler.
        dask_tls: folder with the certificates to reach it.
        insecure: whether it may be reached without any.
    """

    jobs: int | None = None
    dask: str | None = None
    dask_tls: Path | None = None
    insecure: bool = False


@dataclass(frozen=True)
class ClassOptions:
    """How a class is to be graded; what is None stays as it was in the run before.

    Attributes:
        again: grade also what was graded before.
        all_attempts: grade also attempts that cannot count.
        roster: lists of students.
        keep: which attempt counts.
        deadline: what comes later is late; "none" for none.
        canvas_id: Canvas's number of the assignment.
    """

    again: bool = False
    all_attempts: bool = False
    roster: tuple[Path, ...] = ()
    keep: str | None = None
    deadline: str | None = None
    canvas_id: str | None = None


def grade_folder(
    path: Path,
    folder: Path,
    assignment: Assignment,
    profile: Profile,
    workers: Workers,
    options: ClassOptions,
    *,
    as_json: bool = False,
) -> bool:
    """Grade a class into ``folder``; returns whether all is well.

    It is not where grading itself failed, or where the download holds somebody who may be missing in the gradebook.
    """
    from autograder.authoring.kit import local_kit
    from autograder.classes.digests import grader_digest
    from autograder.classes.finding import find_class
    from autograder.classes.run import chosen, enter_class, grade_class
    from autograder.classes.store import ClassStore
    from autograder.cli.class_files import write_outputs

    kit = local_kit(assignment, profile)
    with ClassStore(folder, create=True) as store:
        _claim(store, kit, profile)
        deadline = _remember(store, options, kit.assignment)
        found = find_class(path, kit.assignment.name, folder / "submissions", store.roster(), deadline)
        handed_in = chosen(found, all_attempts=options.all_attempts, keep=store.rules().keep)
        remarks = [*found.remarks, *late_remarks(handed_in, deadline=deadline is not None)]
        for remark in remarks:
            err.print(Text.assemble(("Look: " if remark in found.left_out else "Note: ", "yellow"), remark))
        earlier = len(found.handed_in) - len(handed_in)
        left_out = f"; {earlier} earlier attempts are left out (--all-attempts grades them, too)" if earlier else ""
        counted = f"{len(handed_in)} submissions from {found.platform.value}{left_out}"
        err.print(counted, highlight=False, soft_wrap=True)
        enter_class(store, handed_in)
        store.set_fact("platform", found.platform.value)
        store.set_fact("remarks", json.dumps(remarks))
        store.set_fact("handed_out", json.dumps(handed_out(kit)))
        store.set_questions(asked(kit))
        grader = grader_digest(kit)
        with start_grading(store, kit, workers, grader) as grading, class_bar() as show:
            tally = grade_class(store, grader, grading, kit.assignment.name, again=options.again, on_progress=show)
        store.set_fact("grader", grader)
        files = write_outputs(store, folder, note)
        for remark in moved_corrections(store):
            note(remark)
        faults = [fault for item in store.graded(grader) for fault in item.report.faults]
    _sum_up(tally, faults, as_json=as_json)
    if not as_json:
        for file in files:
            out.print(f"  {file}", highlight=False, soft_wrap=True)
    if found.left_out:
        err.print("[bold yellow]Somebody may be missing in the gradebook: see what is marked with Look above.[/]")
    return not tally.crashed and not found.left_out


def late_remarks(handed_in: Sequence[HandedIn], *, deadline: bool = False) -> list[str]:
    """Who was late, according to the platform or a deadline, for the instructor."""
    late = [item for item in handed_in if item.late]
    if not late:
        return []
    names = ", ".join(item.label for item in late[:20]) + (f" and {len(late) - 20} more" if len(late) > 20 else "")
    return [f"Late{'' if deadline else ' according to the platform'}: {names}."]


def moved_corrections(store: ClassStore) -> list[str]:
    """Corrections that were made for another submission than the one that counts now; they hold all the same."""
    counting = {
        student.id: attempt.digest
        for attempt in store.graded(store.fact("grader"))
        if attempt.handed_in.counts
        for student in attempt.handed_in.students
    }
    moved = [
        f"{item.student} ({item.what})"
        for item in store.ledger.standing()
        if item.digest and counting.get(item.student.id, item.digest) != item.digest
    ]
    if not moved:
        return []
    return [f"Corrected before a newer submission counted; the corrections still apply: {', '.join(moved)}."]


def _remember(store: ClassStore, options: ClassOptions, assignment: Assignment) -> datetime | None:
    """Keep what was asked for, for this run and the next ones; returns the deadline.

    Raises:
        AutograderError: a list of students or the deadline cannot be read.
    """
    from autograder.classes.deadlines import read_deadline
    from autograder.classes.roster import parse_roster, roster_files
    from autograder.course import Keep

    if options.canvas_id is not None:
        if not options.canvas_id.isdecimal():
            raise AutograderError(
                f"{options.canvas_id!r} is not one of Canvas's numbers.",
                "It is at the end of the assignment's address: …/assignments/4711.",
            )
        store.set_fact("canvas_id", options.canvas_id)
    if options.roster:
        files = roster_files(options.roster)
        parse_roster(files)
        store.set_roster(files)
    elif known := store.roster():
        note(f"Students as listed in {', '.join(table.name for table in known.tables)}, given earlier.")
    if options.deadline is not None:
        text = "" if options.deadline.casefold() == "none" else options.deadline
        store.set_fact("deadline", read_deadline(text).isoformat() if text else "")
    if options.keep is not None:
        if options.keep not in {keep.value for keep in Keep}:
            raise AutograderError(
                f"There is no attempt called {options.keep!r}.", "Give --keep latest, --keep best or --keep first."
            )
        store.set_fact("keep_chosen", options.keep)
    store.set_rules(assignment)
    deadline = store.fact("deadline")
    if deadline and options.deadline is None:
        note(f"The deadline is {deadline}, as given earlier.")
    return read_deadline(deadline) if deadline else None


def _claim(store: ClassStore, kit: GradingKit, profile: Profile) -> None:
    """One folder holds one assignment on one set of pictures."""
    for name, value in (("assignment", kit.assignment.name), ("profile", profile.name)):
        if (known := store.fact(name, value)) != value:
            raise AutograderError(f"{store.path.parent} holds results of {known}.", "Use another folder for --out.")
        store.set_fact(name, value)
    store.set_fact("title", kit.assignment.title)
    store.set_fact("pictures", kit.pictures)


def handed_out(kit: GradingKit) -> list[str]:
    """The code cells that students began with; similar code is looked for in the light of them."""
    from autograder.submissions.notebook import load_submission

    if not kit.handed_out.is_file():
        return []
    return [cell.source for cell in load_submission(kit.handed_out, kit.assignment.name).cells]


def asked(kit: GradingKit) -> QuestionFile:
    """The questions of an assignment, of which some may be for a person to mark."""
    from autograder.course.concept_questions import QuestionFile, load_questions

    return load_questions(kit.questions) if kit.questions else QuestionFile()


@contextmanager
def start_grading(store: ClassStore, kit: GradingKit, workers: Workers, grader: str) -> Iterator[Grading]:
    """Workers that grade, until the end of a ``with``; ``grader`` is its digest."""
    from autograder.classes.pool import LocalPool
    from autograder.classes.run import Scratch, default_jobs
    from autograder.engine.machine import processors

    if workers.dask:
        with _cluster(kit, workers, workers.dask, grader) as cluster:
            yield cluster
        return
    jobs = workers.jobs or default_jobs(kit.assignment.limits.memory_mb)
    with Scratch(store) as scratch:
        yield LocalPool(kit, jobs, max(1, processors() // jobs), scratch)


@contextmanager
def _cluster(kit: GradingKit, workers: Workers, address: str, grader: str) -> Iterator[Grading]:
    try:
        from autograder.classes.cluster import DaskCluster
        from autograder.classes.cluster_access import find_access
    except ImportError as problem:
        raise AutograderError(
            "Dask is not installed here.", "Run pip install '.[cluster]' in the checkout, on each machine."
        ) from problem
    access = find_access(address, workers.dask_tls, insecure=workers.insecure)
    with DaskCluster(kit, access, grader) as cluster:
        yield cluster


def _sum_up(tally: Tally, faults: list[str], *, as_json: bool) -> None:
    summary = {
        "submissions": tally.total,
        "graded_before": tally.before,
        "graded_now": tally.graded,
        "ungradable": tally.ungradable,
        "crashed": tally.crashed,
        "retried": tally.retried,
    }
    if as_json:
        print_json(summary)
    else:
        out.print(
            ", ".join(f"{name.replace('_', ' ')}: {count}" for name, count in summary.items()),
            highlight=False,
            soft_wrap=True,
        )
    if tally.copies:
        err.print(
            f"{tally.handed_in} submissions were found, and {tally.total} graded: {tally.copies} have the same content "
            "as another, byte for byte. Those are graded once, and each gets the result.",
            highlight=False,
            soft_wrap=True,
        )
    for fault in faults[:3]:
        print_fault(fault)
    if len(faults) > 3:
        err.print(f"… and {len(faults) - 3} more faults.")
