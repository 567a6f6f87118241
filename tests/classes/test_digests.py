"""The digest of a grader: it changes with whatever decides about scores, and with nothing else."""

from __future__ import annotations

import importlib.metadata
import json
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.classes import digests
from autograder.classes.digests import ENTRY_POINTS, grader_digest
from autograder.engine.closure import PACKAGE, imported_modules
from tests.engine.toy import toy_kit

HW2 = Path(__file__).parents[2] / "solutions" / "hw2_build_head" / "grader.py"
CLOSURE = imported_modules(ENTRY_POINTS, HW2)
#: One module of each package that grading imports.
SAMPLES = sorted({name.rpartition(".")[0]: name for name in sorted(CLOSURE)}.values())
OUTSIDE = ("authoring.build", "reports.page", "cli.app", "assurance.corpus.run", "gradescope.package", "classes.store")


def edit_grader(kit):
    kit.grader.write_text(kit.grader.read_text() + "\n")


def add_thresholds(kit):
    kit.grader.with_name("thresholds.json").write_text("{}")


def add_helper_module(kit):
    kit.grader.with_name(f"{kit.grader.stem}_more.py").write_text("")


def edit_hidden(kit):
    kit.hidden.write_bytes(kit.hidden.read_bytes() + b"x")


def edit_lab(kit):
    (kit.materials / "lab" / "__init__.py").write_text("NUMBER = 41\n")


def add_handed_out(kit):
    kit.handed_out.parent.mkdir()
    kit.handed_out.write_text("{}")


@pytest.mark.parametrize(
    "change", [edit_grader, add_thresholds, add_helper_module, edit_hidden, edit_lab, add_handed_out]
)
def test_it_changes(kit, change):
    before = grader_digest(kit)
    change(kit)
    assert grader_digest(kit) != before


def test_it_changes_with_the_limits(kit):
    limits = kit.assignment.limits.model_copy(update={"memory_mb": 1})
    other = replace(kit, assignment=kit.assignment.model_copy(update={"limits": limits}))
    assert grader_digest(other) != grader_digest(kit)


@pytest.mark.parametrize("given", ["questions", "pretrained"])
def test_it_changes_with_what_may_be_missing(kit, given, tmp_path):
    file = tmp_path / "given"
    file.write_text("[]")
    with_it = replace(kit, **{given: file})
    first = grader_digest(with_it)
    assert first != grader_digest(kit)
    file.write_text("[1]")
    assert grader_digest(with_it) != first


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    """The engine in another place."""
    copy = tmp_path_factory.mktemp("engine") / PACKAGE.name
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


def _digest_after_touching(module: str, kit, copied: Path) -> str:
    path = copied.parent.joinpath(*module.removesuffix(".toml").split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".toml" if module.endswith(".toml") else ".py")
    content = file.read_bytes()
    file.write_bytes(content + b"\n")
    try:
        return grader_digest(kit, copied)
    finally:
        file.write_bytes(content)


@pytest.fixture(scope="module")
def hw2(tmp_path_factory, copied):
    """A kit with a real grader, and its digest."""
    kit = replace(toy_kit(tmp_path_factory.mktemp("hw2") / "kit"), grader=HW2)
    return kit, grader_digest(kit, copied)


@pytest.mark.parametrize("module", SAMPLES)
def test_it_changes_with_each_package_that_grading_imports(hw2, module, copied):
    kit, before = hw2
    assert _digest_after_touching(module, kit, copied) != before


def test_the_packages_are_those_that_decide():
    touched = {name.rpartition(".")[0] for name in SAMPLES}
    wanted = {"autograder", "autograder.exchange.models"}
    wanted |= {f"autograder.{room}" for room in ("checks", "engine", "exchange", "sandbox", "submissions", "course")}
    assert touched >= wanted


@pytest.mark.parametrize("module", OUTSIDE)
def test_it_does_not_change_with_what_grading_does_not_import(hw2, module, copied):
    kit, before = hw2
    assert _digest_after_touching(f"autograder.{module}", kit, copied) == before


def test_it_changes_with_a_module_that_only_this_grader_imports(kit, copied):
    kit.grader.write_text(kit.grader.read_text() + "\ndef later():\n    from autograder.datasets import doodles\n")
    assert _digest_after_touching("autograder.datasets.doodles", kit, copied) != grader_digest(kit, copied)


def test_it_changes_with_tensorflow(kit, monkeypatch):
    before = grader_digest(kit)
    real = importlib.metadata.version
    monkeypatch.setattr(digests, "version", lambda name: "0.0" if name == "keras" else real(name))
    assert grader_digest(kit) != before


def test_it_is_the_same_where_the_engine_lies_elsewhere(kit, copied, tmp_path):
    moved = shutil.copytree(copied, tmp_path / "moved" / PACKAGE.name)
    assert grader_digest(kit, moved) == grader_digest(kit, copied)


def test_it_costs_less_than_two_seconds(kit):
    real = replace(kit, grader=HW2, materials=HW2.parents[2] / "assignments")
    start = time.process_time()
    grader_digest(real)
    assert time.process_time() - start < 2


@pytest.mark.slow
def test_the_modules_are_those_that_the_processes_import():
    """Whatever the zygote, which graders and students are forked from, and a worker really load is looked at."""
    program = (
        "import json, sys\n"
        "from autograder.engine.zygote import preload\n"
        "preload()\n"
        "import autograder.classes.worker, autograder.engine.supervisor, autograder.engine.launch\n"
        "print(json.dumps([name for name in sys.modules if name.split('.')[0] == 'autograder']))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, check=True)
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert "autograder.exchange.models.rebuild" in loaded
    assert loaded <= set(CLOSURE)


def test_it_does_not_change_with_where_things_are_or_with_what_python_leaves_behind(kit, tmp_path):
    before = grader_digest(kit)
    (kit.materials / "lab" / "__pycache__").mkdir()
    (kit.materials / "lab" / "__pycache__" / "x.pyc").write_text("x")
    (kit.materials / "notes.txt").write_text("x")
    (tmp_path / "kit").rename(tmp_path / "moved")
    moved = replace(
        kit,
        grader=tmp_path / "moved" / "graders" / kit.grader.name,
        hidden=tmp_path / "moved" / "hidden" / "hidden.npz",
        materials=tmp_path / "moved" / "materials",
    )
    assert grader_digest(moved) == before
