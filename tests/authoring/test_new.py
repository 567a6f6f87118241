"""A new assignment is complete, and what is there already stays as it is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.assurance.corpus.run import grade_corpus
from autograder.authoring.lab_files import refresh_lab_files
from autograder.authoring.new import new_assignment
from autograder.authoring.release import release
from autograder.authoring.verify import verify_assignment
from autograder.course import CourseFolder, load_course
from autograder.course.concept_questions import load_questions
from autograder.errors import CourseError
from autograder.gradescope.package import engine_files

COURSE = '# Ours.\n[course]\ntitle = "T"\n\n[[assignment]]\nname = "hw2_two"\ntitle = "Two"\nminutes = 5\n'


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CourseFolder:
    """A course of its own, far from the package, and the current folder."""
    course = CourseFolder(tmp_path)
    course.solutions.mkdir()
    course.file.write_text(COURSE)
    monkeypatch.chdir(tmp_path)
    return course


def _contents(course: CourseFolder) -> dict[str, str]:
    root = course.root
    return {path.relative_to(root).as_posix(): path.read_text() for path in root.rglob("*") if path.is_file()}


def test_what_is_made(course: CourseFolder) -> None:
    made = new_assignment("hw6_my_task")
    assert set(_contents(course)) == {
        "solutions/course.toml",
        "solutions/hw6_my_task/grader.py",
        "solutions/hw6_my_task/hints.toml",
        "solutions/hw6_my_task/messages.toml",
        "solutions/hw6_my_task/notebook.py",
        "solutions/hw6_my_task/public_checks.py",
        "solutions/hw6_my_task/questions.toml",
        "solutions/hw6_my_task/submissions/valid/with_numpy.py",
        "solutions/hw6_my_task/submissions/wrong/share_of_class_zero.py",
    }
    assert {path.relative_to(course.root).as_posix() for path in made.files} == set(_contents(course))
    assert not [text for text in _contents(course).values() if "{{" in text or not text.endswith("\n")]
    text = course.file.read_text()
    assert text.startswith(COURSE)
    assert [one.name for one in load_course().assignments] == ["hw2_two", "hw6_my_task"]
    assert load_course().find("hw6") == made.assignment
    assert made.assignment.title == "My task"
    files = course.files("hw6_my_task")
    assert engine_files(files.grader)
    assert {question.id for question in load_questions(files.questions).question} == {"6.2"}
    assert {path.relative_to(course.lab).as_posix() for path in refresh_lab_files(made.assignment)} == {
        "checks/hw6.py",
        "hint_texts/hw6.json",
        "question_texts/hw6.json",
    }


def test_several_can_be_made(course: CourseFolder) -> None:
    new_assignment("hw6_my_task", "  Mine,\n mine ")
    new_assignment("hw12_other", "Élan – 100 % 'yours'")
    assert [one.title for one in load_course().assignments] == ["Two", "Mine, mine", "Élan – 100 % 'yours'"]
    questions = load_questions(course.files("hw12_other").questions)
    assert [question.id for question in questions.question] == ["12.2"]


@pytest.mark.parametrize(
    "name", ["", "hw6", "hw_x", "hw6_", "hw0_x", "HW6_x", "hw6-x", "../hw6_x", "hw6_x/y", "hw6_" + "x" * 80]
)
def test_a_name_that_will_not_do_is_explained(course: CourseFolder, name: str) -> None:
    with pytest.raises(CourseError, match=r"is not a name for an assignment\. Take hw, a number"):
        new_assignment(name)
    assert _contents(course) == {"solutions/course.toml": COURSE}


@pytest.mark.parametrize("title", ["", "  ", 'Say "hello"', "back\\slash", "x" * 61, "bell\x07"])
def test_a_title_that_will_not_do_is_explained(course: CourseFolder, title: str) -> None:
    with pytest.raises(CourseError, match="cannot be used"):
        new_assignment("hw6_my_task", title)
    assert _contents(course) == {"solutions/course.toml": COURSE}


@pytest.mark.parametrize(
    ("name", "title", "told"),
    [
        ("hw2_two", None, "hw2_two"),
        ("hw2_other", None, "There is an assignment hw2_two"),
        ("hw7_other", "Two", "There is an assignment hw2_two"),
        ("hw6_other", None, r"hints\.toml is there already, and is not overwritten"),
    ],
)
def test_nothing_is_overwritten(course: CourseFolder, name: str, title: str | None, told: str) -> None:
    hints = course.files("hw6_other").hints
    hints.parent.mkdir(parents=True)
    hints.write_text("mine\n")
    before = _contents(course)
    with pytest.raises(CourseError, match=told):
        new_assignment(name, title)
    assert _contents(course) == before


@pytest.mark.slow
def test_it_builds_verifies_and_grades_at_once(course: CourseFolder, repository: Path, tmp_path: Path) -> None:
    shutil.copytree(
        CourseFolder(repository).lab,
        course.lab,
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    command = [str(Path(sys.executable).with_name("autograder")), "new", "hw96_my_task", "--title", "Free of charge"]
    done = subprocess.run(
        command, cwd=course.root, env={**os.environ, "NO_COLOR": "1"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "autograder verify hw96" in done.stdout
    again = subprocess.run(command, cwd=course.root, capture_output=True, text=True, check=False)
    assert again.returncode == 2
    assert "There is an assignment hw96_my_task" in again.stderr

    assignment = load_course().find("hw96")
    verdict = verify_assignment(assignment)
    assert verdict.fine, verdict.as_json()
    built = release(assignment, tmp_path / "dist")
    assert built.gradescope_zip.stat().st_size > 0

    judged = {one.case.name: one for one in grade_corpus(assignment)}
    assert all(one.right for one in judged.values()), [one.complaint for one in judged.values()]
    assert judged["share_of_class_zero"].case.fails == ("96.1.1",)
    assert "Right. The accuracy alone" in " ".join(outcome.feedback for outcome in judged["with_numpy"].outcomes)
