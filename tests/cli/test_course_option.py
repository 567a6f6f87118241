"""Which course a command works on: the one that is named, or that which we are in; and it says so."""

from __future__ import annotations

import json

import pytest

from tests.cli.running import run

COURSE_FILE = """
[course]
title = "Another"
[[assignment]]
name = "hw7_ours"
title = "Ours"
minutes = 10
"""


@pytest.fixture
def another(tmp_path):
    folder = tmp_path / "another"
    (folder / "solutions").mkdir(parents=True)
    (folder / "solutions" / "course.toml").write_text(COURSE_FILE)
    return folder


@pytest.mark.parametrize("behind", [False, True])
def test_it_may_be_named_before_or_behind_the_command(behind, another, repository):
    words = ("doctor", "--json", "--course", str(another)) if behind else ("--course", str(another), "doctor", "--json")
    lines = map(json.loads, run(*words, cwd=repository).stdout.splitlines())
    findings = {finding["name"]: finding["value"] for finding in lines}
    assert findings["course.toml"] == f"{another / 'solutions' / 'course.toml'} (hw7)"


def test_a_relative_name_is_understood(another):
    done = run("--course", "another", "verify", "hw2", cwd=another.parent)
    assert f"Course: {another} · pictures: doodles" in done.stderr
    assert "Known: hw7." in done.stderr


def test_without_a_name_it_is_the_one_above(another):
    folder = another / "solutions" / "deep"
    folder.mkdir()
    assert f"Course: {another} · pictures: doodles" in run("build", "hw2", cwd=folder).stderr


@pytest.mark.parametrize("words", [("verify", "hw2", "--json"), ("verify", "--help")])
def test_nothing_is_said_to_programs_and_in_help(words, another):
    done = run(*words, cwd=another)
    assert "Course: " not in done.stderr + done.stdout


def test_a_folder_that_is_no_course_is_explained(tmp_path):
    done = run("--course", str(tmp_path), "build", "hw2")
    assert done.returncode == 2
    assert "is not a course" in done.stderr.replace("\n", " ")
    assert "Traceback" not in done.stderr


def test_outside_of_a_course_there_is_a_next_step(tmp_path):
    done = run("build", "hw2", cwd=tmp_path)
    assert done.returncode == 2
    assert "No course was found" in done.stderr
    assert "--course DIR" in done.stderr
