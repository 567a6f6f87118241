#!/usr/bin/env python3
"""Grade a synthetic class, kill the run half-way, resume it, and compare every outcome with what it has to be.

    python benchmarks/synthetic_class.py hw2 --students 300 --jobs 2 --out OUT
    python benchmarks/synthetic_class.py toy --students 300 --jobs 2 --out OUT

The class is drawn from the assignment's corpus (or from the toy assignment of the engine's tests): valid,
wrong, broken and hostile submissions under varied names, some with earlier attempts, some as a zip or a folder. Prints
one JSON object: outcomes, seconds, and how the parent's memory grew. The status is 1 if any outcome is wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from autograder.classes.platforms import read_folder
from autograder.classes.pool import LocalPool
from autograder.classes.run import Scratch, Tally, chosen, enter_class, grade_class
from autograder.classes.store import ClassStore
from autograder.cli.class_files import write_outputs
from autograder.engine.kit import GradingKit
from autograder.engine.machine import processors
from autograder.results import Report, Status
from autograder.submissions.patching import patch_notebook

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # for the toy assignment

FIRST = (
    "Ada",
    "Björn",
    "Chidi",
    "Dilnoza",
    "Ève",
    "Fatima",
    "Giang",
    "Hèctor",
    "Ingrid",
    "Jun",
    "Kofi",
    "Leïla",
    "Mei",
    "Nuño",
    "Olu",
    "Priya",
    "Quinn",
    "Rosa",
    "Søren",
    "Tú",
)
LAST = (
    "Adeyemi",
    "Brown",
    "O'Connor",
    "Dąbrowski",
    "Ek",
    "Fernández",
    "García",
    "Hansen",
    "Ito",
    "Johnson",
    "Kim",
    "López",
    "Müller",
    "Nguyễn",
    "Oz",
    "Park",
    "Singh",
    "Wu",
)
GRADER = "synthetic"
MB = 2**20

HOSTILE = (
    "import os\nos._exit(0)",
    "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nwhile True:\n    pass",
    "hoard = []\nwhile True:\n    hoard.append(bytearray(10**7))",
    "import ctypes\nctypes.string_at(0)",
    "import subprocess\nsubprocess.Popen(['sleep', '1000'])",
    "open('/etc/passwd', 'w')",
    "for _ in range(10**5):\n    print('x' * 100)",
    "import os\nwhile True:\n    os.fork()",
    "!rm -rf / ~",
    "import sys\nsys.exit(3)",
)
BROKEN = (b"", b"not json", b"%PDF-1.7 notebook", b"<!doctype html><p>Sign in", b'{"cells": [', b"\x00\x01\x02", b"[]")


@dataclass(frozen=True)
class Kind:
    """A sort of submission.

    Attributes:
        name: for people.
        write: makes the notebook at a path, with a text somewhere in it that makes it unique.
        complaint: what is wrong with a report about it; empty if nothing is.
        share: how often it is drawn, in relation to the others.
    """

    name: str
    write: Callable[[Path, str], None]
    complaint: Callable[[Report], str]
    share: float


def main() -> int:
    """Run it all, or with ``--one-run`` a single run that can be killed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("assignment", help="toy, or one such as hw2")
    parser.add_argument("--students", type=int, default=300)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--one-run", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    kit = kit_of(options.assignment, options.out)
    if options.one_run:
        one_run(kit, options.out, options.jobs)
        return 0
    with tempfile.TemporaryDirectory(prefix="autograder-reference-") as folder:
        members = draw_class(
            list(kinds_of(options.assignment, kit, Path(folder))), options.out / "class", options.students, options.seed
        )
    temporary = options.out / "tmp"
    temporary.mkdir(exist_ok=True)
    first = watch_run(options, stop_at=options.students // 2)
    second = watch_run(options, stop_at=None)
    summary = {"killed_at": first[-1]["done"], "runs": [_measures(first), _measures(second)]}
    time.sleep(3)  # workers of the killed run may still be tidying up
    left = sorted(path.name for path in temporary.iterdir())
    wrong = complaints(options.out, members)
    print(json.dumps({**summary, "students": len(members), "left_in_temp": left, "wrong": wrong}, indent=1))
    return 1 if wrong or left else 0


def kit_of(assignment: str, out: Path) -> GradingKit:
    """The toy kit, made once below ``out``, or a real one."""
    if assignment == "toy":
        from tests.engine.toy import toy_kit

        folder = out / "toy"
        limits = {"cell_seconds": 6, "call_seconds": 4, "submission_seconds": 90}
        if folder.exists():
            folder = Path(tempfile.mkdtemp(prefix="toy-", dir=out))
        out.chmod(0o755)
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)
        return toy_kit(folder, **limits)
    from autograder.authoring.kit import local_kit
    from autograder.course import load_course

    return local_kit(load_course().find(assignment))


def kinds_of(assignment: str, kit: GradingKit, folder: Path) -> Iterator[Kind]:
    """Every sort of submission that a class may have."""
    yield from _toy_kinds() if assignment == "toy" else _corpus_kinds(kit, folder)
    for number, data in enumerate(BROKEN):

        def write(path: Path, text: str, data: bytes = data) -> None:
            path.write_bytes(data)

        yield Kind(f"broken {number}", write, lambda report: "" if report.error else "should be ungradable", 0.7)


def _toy_kinds() -> Iterator[Kind]:
    from tests.engine.test_bad_input import CASES
    from tests.engine.toy import CELLS, write_notebook

    def kind(name: str, cells: list[str], expected: list[Status] | None, share: float) -> Kind:
        def write(path: Path, text: str) -> None:
            write_notebook(path, [*cells, f"owner = {text!r}"])

        def complaint(report: Report) -> str:
            found = [outcome.status for outcome in report.outcomes]
            return "" if expected is None or found == expected else f"{[status.value for status in found]}"

        return Kind(name, write, complaint, share)

    yield kind("solution", CELLS, [Status.PASSED] * 4, 25)
    for name, (cells, expected, _) in CASES.items():
        yield kind(name, cells, expected, 1)


def _corpus_kinds(kit: GradingKit, folder: Path) -> Iterator[Kind]:
    from autograder.assurance.corpus.cases import Case, load_cases
    from autograder.assurance.corpus.judging import Judged
    from autograder.authoring.build import build_notebooks

    reference = build_notebooks(kit.assignment, folder / "reference").solution
    cases = load_cases(kit.assignment.name)

    def kind(name: str, patch: str, case: Case, share: float) -> Kind:
        def write(path: Path, text: str) -> None:
            patch_notebook(reference, f"{patch}\n# %%\nowner = {text!r}\n", path)

        return Kind(name, write, lambda report: Judged(case, report).complaint, share)

    for case in cases:
        yield kind(case.name, case.patch, case, 4 if case.valid else 1)
    harmless = min((case for case in cases if case.valid), key=lambda case: not case.left_out)  # a quick one, if any
    for number, cell in enumerate(HOSTILE):
        yield kind(f"hostile {number}", f"{harmless.patch}\n# %% first\n{cell}\n", harmless, 0.5)


def draw_class(kinds: list[Kind], folder: Path, students: int, seed: int) -> dict[str, Kind]:
    """Write a class to ``folder``; returns what each student has handed in last, by the student's name."""
    chance = random.Random(seed)
    folder.mkdir(exist_ok=True)
    names = [f"{first} {last}" for first in FIRST for last in LAST]
    chosen_names = chance.sample(names, min(students, len(names)))
    members = {}
    for number in range(students):
        name = chosen_names[number] if number < len(chosen_names) else f"student {number}"
        (kind,) = chance.choices(kinds, [kind.share for kind in kinds])
        members[name] = kind
        attempts = chance.choice([1, 1, 1, 1, 1, 2, 3])
        for attempt in range(1, attempts):
            chance.choice(kinds).write(folder / f"{name}_attempt{attempt}.ipynb", f"{name} {attempt}")
        path = folder / (f"{name}_attempt{attempts}.ipynb" if attempts > 1 else f"{name}.ipynb")
        kind.write(path, name)
        if attempts == 1 and number % 10 == 0:
            _wrap(path, as_zip=number % 20 == 0)
    return members


def _wrap(path: Path, *, as_zip: bool) -> None:
    """Put a notebook into a zip or a folder of the same name."""
    data = path.read_bytes()
    path.unlink()
    if as_zip:
        with zipfile.ZipFile(path.with_suffix(".zip"), "w") as archive:
            archive.writestr("work/Untitled.ipynb", data)
    else:
        path.with_suffix("").mkdir()
        (path.with_suffix("") / "Untitled.ipynb").write_bytes(data)


def one_run(kit: GradingKit, out: Path, jobs: int) -> None:
    """Grade what is not graded yet; a line of JSON after each submission."""
    process = psutil.Process()

    def tell(tally: Tally) -> None:
        rss = process.memory_info().rss / MB
        state = {"done": tally.done, "graded": tally.graded, "crashed": tally.crashed, "rss_mb": rss}
        print(json.dumps({**state, "seconds": time.monotonic() - tally.started}), flush=True)

    with ClassStore(out / "results", create=True) as store, Scratch(store) as scratch:
        found = read_folder(out / "class", kit.assignment.name, out / "together")
        enter_class(store, chosen(found, all_attempts=False))
        pool = LocalPool(kit, jobs, max(1, processors() // jobs), scratch)
        for name, value in (("assignment", kit.assignment.name), ("title", kit.assignment.title), ("grader", GRADER)):
            store.set_fact(name, value)
        tally = grade_class(store, GRADER, pool, kit.assignment.name, on_progress=tell)
        seconds = time.monotonic() - tally.started
        write_outputs(store, out / "results")
        rss = process.memory_info().rss / MB
        print(json.dumps({"done": tally.done, "graded": tally.graded, "crashed": tally.crashed, "rss_mb": rss,
                          "seconds": seconds}), flush=True)  # fmt: skip


def watch_run(options: argparse.Namespace, *, stop_at: int | None) -> list[dict[str, float]]:
    """A run in a process of its own; killed with SIGKILL when so many are done."""
    command = [sys.executable, __file__, options.assignment, "--out", str(options.out), "--jobs", str(options.jobs)]
    environment = {**os.environ, "TMPDIR": str((options.out / "tmp").resolve())}
    process = subprocess.Popen([*command, "--one-run"], env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    states = []
    for line in process.stdout:
        states.append(json.loads(line))
        if stop_at is not None and states[-1]["done"] >= stop_at:
            process.send_signal(signal.SIGKILL)
            break
    status = process.wait()
    if stop_at is None and status:
        raise SystemExit(f"The run ended with status {status}.")
    return states


def _measures(states: list[dict[str, float]]) -> dict[str, float]:
    """What a run took, from its first result to its last."""
    late = [state for state in states if state["graded"] >= 1] or states
    return {
        "graded": late[-1]["graded"],
        "crashed": late[-1]["crashed"],
        "seconds": round(late[-1]["seconds"], 1),
        "parent_mb_at_first": round(late[0]["rss_mb"], 1),
        "parent_mb_grown": round(late[-1]["rss_mb"] - late[0]["rss_mb"], 1),
    }


def complaints(out: Path, members: dict[str, Kind]) -> list[str]:
    """Whose outcome is not what it has to be."""
    with ClassStore(out / "results") as store:
        found = {
            item.handed_in.students[0].name or item.handed_in.students[0].id: item for item in store.graded(GRADER)
        }
    wrong = [f"{name} ({kind.name}): no result" for name, kind in members.items() if name not in found]
    for name, item in found.items():
        problem = "grading crashed" if item.crashed else members[name].complaint(item.report)
        if problem:
            wrong.append(f"{name} ({members[name].name}): {problem}")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
