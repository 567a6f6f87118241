"""A class is graded to the end, whatever becomes of workers and of the run itself."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from autograder.classes.changes import changes
from autograder.classes.platforms import read_folder
from autograder.classes.run import Scratch, Tally, enter_class, grade_class
from autograder.classes.store import ClassStore, Result
from autograder.errors import AutograderError
from autograder.results import Status
from tests.classes.conftest import NAME, write_class

CLASS = {
    "ada": "graded PP",
    "bo": "graded PF",
    "cy": "ungradable",
    "di": "crash",
    "ed": "once PP",
    "fy": "problem",
    "flo": "graded PF",
}


def outcomes(store, grader="g1"):
    return {item.handed_in.label: item for item in store.graded(grader)}


def test_every_submission_gets_what_it_deserves(graded, store, tmp_path):
    tally = graded(CLASS)
    found = outcomes(store)
    assert found.keys() == CLASS.keys()
    assert found["ada"].report.score == 3
    assert found["bo"].report.score == found["flo"].report.score == 1
    assert found["bo"].report.outcomes[1].mistake == "mistake of T.2"
    assert found["cy"].report.status == "ungradable"
    assert not found["cy"].crashed
    assert found["di"].crashed
    assert "the last words" in found["di"].report.faults[0]
    assert "not in your work" in found["di"].report.error
    assert found["ed"].report.score == 3
    assert "cannot be run" in found["fy"].report.faults[0]
    assert (tally.total, tally.graded, tally.ungradable, tally.crashed, tally.retried) == (6, 6, 1, 2, 1)
    assert list((tmp_path / "scratch").iterdir()) == []


def test_the_same_content_is_graded_once(graded, store):
    assert graded({"ada": "graded PP", "bo": "graded PP"}).graded == 1
    assert len(outcomes(store)) == 2


def test_only_what_is_new_changed_or_crashed_is_graded_again(graded, store):
    graded(CLASS)
    assert graded(CLASS).graded == 2  # the two crashes
    tally = graded({**CLASS, "ada": "graded FF", "gus": "graded FP"})
    assert (tally.before, tally.graded) == (3, 4)  # ada's former work is nobody's any more
    assert outcomes(store)["ada"].report.score == 0
    assert graded(CLASS, again=True).graded == 7


def test_the_rest_stays_when_a_run_is_left(graded, store):
    class Left(Exception):
        pass

    def leave(tally: Tally) -> None:
        if tally.graded == 2:
            raise Left

    texts = {f"student{number}": f"graded PP {number}" for number in range(6)}
    before = psutil.Process().children()  # of other tests
    with pytest.raises(Left):
        graded(texts, on_progress=leave)
    assert set(psutil.Process().children()) <= set(before)
    tally = graded(texts)
    assert (tally.before, tally.graded) == (2, 4)


@pytest.mark.slow
def test_a_hanging_worker_is_ended(graded, store, pool):
    pool.limit_s = 10  # a worker takes some seconds to start on a busy machine
    assert graded({"ada": "graded PP", "bo": "sleep"}).crashed == 1
    assert "signal 9" in outcomes(store)["bo"].report.faults[0]


def test_a_broken_grader_is_told_at_once_and_in_the_end(graded, store):
    told = []
    with pytest.raises(AutograderError, match=r"each of the 12 submissions: .*hidden grader cannot be run"):
        graded(
            {f"s{number}": f"problem {number}" for number in range(12)},
            on_progress=lambda tally: told.append(tally.suspicion),
        )
    assert [bool(text) for text in told] == [False] * 5 + [True] * 8
    assert len(outcomes(store)) == 12


@pytest.mark.parametrize("others", ["crash", "problem"])
def test_submissions_that_crash_do_not_stop_the_others(graded, store, others):
    """The first ones, as many as you like, bring down their workers; whoever comes after them is graded."""
    tally = graded({f"a{number}": f"{others} {number}" for number in range(7)} | {"zoe": "graded PP"})
    assert (tally.crashed, tally.graded) == (7, 8)
    assert outcomes(store)["zoe"].report.score == 3
    assert not tally.suspicion


def test_a_file_that_vanishes_is_reported(store, pool, tmp_path):
    folder = write_class(tmp_path / "class", {"ada": "graded PP", "bo": "graded PF"})
    enter_class(store, read_folder(folder, NAME, tmp_path / "staged").handed_in)
    (folder / "bo.py").unlink()
    tally = grade_class(store, "g1", pool, NAME)
    assert (tally.graded, tally.crashed) == (2, 1)
    assert "missing" in outcomes(store)["bo"].report.faults[0]


def test_changes_between_two_graders(graded, store):
    graded({"ada": "graded PP", "bo": "graded PF", "cy": "ungradable"})
    for item in list(store.graded("g1")):
        if item.handed_in.label == "ada":
            item.report.outcomes[1] = replace(item.report.outcomes[1], status=Status.FAILED, score=0.0)
        store.keep(Result(item.digest, item.report), "g2")
    (change,) = changes(store, "g1", "g2")
    assert (change.handed_in.label, change.before, change.after) == ("ada", 3, 1)
    assert change.checks == ("T.2 passed → failed",)
    assert change.difference == -2


def test_two_runs_in_one_folder_are_refused(store, tmp_path):
    code = (
        "from pathlib import Path; from autograder.classes.store import ClassStore;"
        f"ClassStore(Path({str(tmp_path / 'out')!r}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "in use by another run" in done.stderr


def test_a_folder_without_a_class_is_explained(tmp_path):
    with pytest.raises(AutograderError, match="holds no graded class"):
        ClassStore(tmp_path)


def test_what_a_killed_run_leaves_is_removed_by_the_next(store):
    with Scratch(store) as first:
        left = first / "worker-1" / "deep"
        left.mkdir(parents=True)
        store.set_fact("scratch", str(first))
        with Scratch(store) as second:
            assert not first.exists()
            assert second.is_dir()
    assert store.fact("scratch") == ""


RUN = """
import sys
from pathlib import Path
from autograder.classes.pool import LocalPool
from autograder.classes.run import Scratch, enter_class, grade_class
from autograder.classes.platforms import read_folder
from autograder.classes.store import ClassStore
from tests.classes.conftest import COMMAND, NAME
from tests.engine.toy import toy_kit
root = Path(sys.argv[1])
kit = toy_kit(root / "kit")
with ClassStore(root / "out", create=True) as store, Scratch(store) as scratch:
    enter_class(store, read_folder(root / "class", NAME, root / "staged").handed_in)
    pool = LocalPool(kit, 2, 1, scratch, COMMAND)
    grade_class(store, "g1", pool, NAME, on_progress=lambda tally: print(tally.done, flush=True))
"""


@pytest.mark.slow
def test_a_run_that_is_killed_goes_on_where_it_was(store, pool, tmp_path, repository):
    """The real thing: SIGKILL half-way, then a second run that finds what the first has finished."""
    store.close()
    texts = {f"student{number}": f"graded PP {number}" for number in range(20)}
    write_class(tmp_path / "class", {**texts, "zed": "sleep"})
    root = tmp_path / "run"
    root.mkdir()
    (tmp_path / "class").rename(root / "class")
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, str(root)], cwd=repository, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == "10":
            break
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    with ClassStore(root / "out") as again:
        kept = again.finished("g1")
        assert 10 <= len(kept) < 21
        scratch = Path(again.fact("scratch"))
        assert scratch.is_dir()
        (root / "class" / "zed.py").write_text("graded PF")
        with Scratch(again):
            assert not scratch.exists()
        enter_class(again, read_folder(root / "class", NAME, root / "staged").handed_in)
        tally = grade_class(again, "g1", pool, NAME)
        assert tally.before == len(kept)
        assert tally.done == tally.total == 21
        assert len(outcomes(again)) == 21


@pytest.mark.slow
def test_the_parent_keeps_nothing(store, pool, tmp_path):
    """1,000 submissions: the parent's memory stays as it is."""
    rest = "\nx = 1" * 300
    texts = {f"student{number:04}": f"graded {'PF'[number % 2]}P {number}{rest}" for number in range(1000)}
    enter_class(store, read_folder(write_class(tmp_path / "class", texts), NAME, tmp_path / "staged").handed_in)
    sizes = []

    def measure(tally: Tally) -> None:
        if tally.graded in (50, 1000):
            sizes.append(psutil.Process().memory_info().rss)

    tally = grade_class(store, "g1", pool, NAME, on_progress=measure)
    assert tally.graded == 1000
    assert sizes[-1] - sizes[0] < 20 * 2**20
