"""The digest of a grader: it changes with whatever decides about scores, and with nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autograder.classes.digests import grader_digest


def edit_grader(kit):
    kit.grader.write_text(kit.grader.read_text() + "\n")


def add_thresholds(kit):
    kit.grader.with_suffix(".json").write_text("{}")


def edit_hidden(kit):
    kit.hidden.write_bytes(kit.hidden.read_bytes() + b"x")


def edit_lab(kit):
    (kit.materials / "lab" / "__init__.py").write_text("NUMBER = 41\n")


def add_handed_out(kit):
    kit.handed_out.parent.mkdir()
    kit.handed_out.write_text("{}")


@pytest.mark.parametrize("change", [edit_grader, add_thresholds, edit_hidden, edit_lab, add_handed_out])
def test_it_changes(kit, change):
    before = grader_digest(kit)
    change(kit)
    assert grader_digest(kit) != before


def test_it_changes_with_the_limits(kit):
    limits = kit.assignment.limits.model_copy(update={"memory_mb": 1})
    other = replace(kit, assignment=kit.assignment.model_copy(update={"limits": limits}))
    assert grader_digest(other) != grader_digest(kit)


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
