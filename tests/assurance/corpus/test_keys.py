"""What verdicts and recordings are kept by; and what graders read of the time."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from autograder.assurance.corpus.clock import Clock, clock_of
from autograder.assurance.corpus.keys import Keys
from autograder.engine.closure import PACKAGE
from tests.engine.toy import CELLS, toy_kit, write_notebook


@pytest.fixture
def kit(tmp_path):
    return toy_kit(tmp_path / "kit")


@pytest.fixture
def notebook(tmp_path):
    return write_notebook(tmp_path / "a.ipynb", CELLS)


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    """The engine in another place."""
    copy = tmp_path_factory.mktemp("engine") / PACKAGE.name
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


def both(kit, notebook, copied, threads=1):
    keys = Keys(kit, threads, copied)
    return keys.recording(notebook), keys.verdict(notebook)


def edit(path):
    path.write_bytes(path.read_bytes() + b"\n")


def test_they_stay_the_same(kit, notebook, copied):
    assert both(kit, notebook, copied) == both(kit, notebook, copied)
    assert len(set(both(kit, notebook, copied))) == 2


@pytest.mark.parametrize("file", ["checks/heads.py", "engine/student.py"])
def test_a_change_meanwhile_is_noticed(kit, copied, file):
    keys = Keys(kit, 1, copied)
    assert keys.unchanged()
    edit(copied / file)
    assert not keys.unchanged()


def test_the_graders_side_changes_verdicts_only(kit, notebook, copied):
    recording, verdict = both(kit, notebook, copied)
    for path in (kit.grader, kit.hidden, copied / "checks" / "heads.py"):
        edit(path)
        after = both(kit, notebook, copied)
        assert after[0] == recording, path
        assert after[1] != verdict, path
        verdict = after[1]


@pytest.mark.parametrize("module", ["exchange/frames.py", "engine/student.py", "engine/grader.py", "sandbox/plan.py"])
def test_the_students_side_changes_both(kit, notebook, copied, module):
    before = both(kit, notebook, copied)
    edit(copied / module)
    assert not set(before) & set(both(kit, notebook, copied))


def test_notebook_lab_limits_and_threads_change_both(kit, notebook, copied):
    seen = set(both(kit, notebook, copied))
    edit(notebook)
    seen |= set(both(kit, notebook, copied))
    edit(kit.materials / "lab" / "__init__.py")
    seen |= set(both(kit, notebook, copied))
    seen |= set(both(kit, notebook, copied, threads=2))
    limits = kit.assignment.limits.model_copy(update={"call_seconds": 9.0})
    other = replace(kit, assignment=kit.assignment.model_copy(update={"limits": limits}))
    seen |= set(both(other, notebook, copied))
    assert len(seen) == 10


@pytest.mark.parametrize(
    ("added", "clock"),
    [
        ("", Clock.NONE),
        ("SHOWN = 'seconds'", Clock.NONE),
        ("def test_x(submission):\n    assert submission.seconds < 3", Clock.ANSWERS),
        ("from autograder.checks import Speedometer", Clock.MACHINE),
        ("import autograder.checks\nX = autograder.checks.Speedometer", Clock.MACHINE),
        ("import time", Clock.MACHINE),
        ("def test_x():\n    from time import perf_counter", Clock.MACHINE),
    ],
)
def test_what_graders_read_of_the_time(kit, added, clock):
    kit.grader.write_text(f"{kit.grader.read_text()}\n{added}\n")
    assert clock_of(kit) is clock


def test_a_graders_own_modules_are_looked_at(kit):
    kit.grader.with_name(f"{kit.grader.stem}_more.py").write_text("import time\n")
    assert clock_of(kit) is Clock.MACHINE
