"""Real workers with TensorFlow: one import for many submissions, nothing left behind, whatever a submission does."""

from __future__ import annotations

import json
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from autograder.classes.platforms import read_folder
from autograder.classes.pool import LocalPool
from autograder.classes.process import WorkerProcess
from autograder.classes.run import enter_class, grade_class
from autograder.classes.store import ClassStore
from autograder.classes.worker import GradingTask, WorkerSetup
from autograder.cli.class_files import write_outputs
from tests.engine.toy import CELLS, replaced, toy_kit, write_notebook

pytestmark = pytest.mark.slow

HANGS = "import time\ntime.sleep(1000)"


@pytest.fixture
def place():
    """A folder that a submission's own user may go through, as pytest's are not."""
    with tempfile.TemporaryDirectory(prefix="autograder-test-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.fixture
def kit(place):
    return toy_kit(place / "kit", cell_seconds=30)


def zygotes() -> set[int]:
    """Those that this process has started: other tests may grade at the same time."""
    found = {}
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):  # it may be gone by now
            if "autograder.engine.zygote" in process.cmdline():
                found[process.pid] = process.ppid()
    return {pid for pid, parent in found.items() if parent not in found}  # the others are submissions, forked from it


def test_a_small_class_with_one_import_of_tensorflow(kit, place):
    folder = place / "class"
    folder.mkdir()
    write_notebook(folder / "ada.ipynb", CELLS)
    write_notebook(folder / "bo.ipynb", replaced(double="def double(x):\n    return x"))
    write_notebook(folder / "cy.ipynb", replaced(first="import os\nos._exit(0)"))
    write_notebook(folder / "di.ipynb", replaced(first="open('left-behind', 'w').write('x' * 1000)"))
    for name in ("ed", "fay"):
        (folder / f"{name}.ipynb").write_text("no notebook")
    own: set[int] = set()
    before = zygotes()
    with ClassStore(place / "out", create=True) as store:
        for name, value in (("assignment", "hw9_toy"), ("grader", "g")):
            store.set_fact(name, value)
        enter_class(store, read_folder(folder, "hw9_toy", place / "staged").handed_in)
        pool = LocalPool(kit, 1, 1, place / "scratch")
        tally = grade_class(store, "g", pool, "hw9_toy", on_progress=lambda tally: own.update(zygotes() - before))
        found = {item.handed_in.label: item.report for item in store.graded("g")}
        write_outputs(store, place / "out")
    assert (tally.graded, tally.ungradable, tally.crashed, tally.retried) == (5, 1, 0, 0)
    assert [found[name].score for name in ("ada", "bo", "cy", "di")] == [5, 2, 5, 5]
    assert found["ada"].isolation.isolated
    assert found["ed"].error == found["fay"].error
    assert found["ed"].error.startswith("The file is not a notebook: it cannot be read as JSON")
    assert len(own) == 1
    assert list((place / "scratch").iterdir()) == []
    assert json.loads((place / "out" / "students" / "bo" / "results.json").read_text())["score"] == 2


def test_a_worker_whose_parent_is_gone_ends_and_tidies_up(kit, place):
    notebook = write_notebook(place / "hangs.ipynb", replaced(first=HANGS))
    worker = WorkerProcess(WorkerSetup(kit, 1, place / "scratch"))
    worker.give(GradingTask("d", notebook))
    end = time.monotonic() + 120
    while not list((place / "scratch").glob("**/work")):
        assert time.monotonic() < end, "the submission never ran in its box"
        time.sleep(0.2)
    family = psutil.Process(worker.pid).children(recursive=True)
    assert family
    worker.ask_to_end()
    _, alive = psutil.wait_procs([psutil.Process(worker.pid), *family], timeout=30)
    assert alive == []
    assert not (place / "scratch").exists()
    worker.end()
