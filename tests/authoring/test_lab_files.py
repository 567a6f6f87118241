"""What an assignment adds to lab is made of its own files, and only of them."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from autograder.authoring import release as releasing
from autograder.authoring import verify as verifying
from autograder.authoring.lab_files import refresh_lab_files, stale_lab_files
from autograder.course import Assignment, CourseFolder, working_on
from autograder.engine.kit import GradingKit
from autograder.errors import CourseError

QUESTION = """
[[question]]
id = "9.2"
question = "Which?"
right = "a1"
choices = [
    {code = "a1", text = "This", explanation = "Because of that."},
    {code = "b2", text = "That", explanation = "It is not this."},
]
"""
HINTS = '"9.1" = ["Think – twice.", "Count."]\n'
CHECKS = "def check_double(double):\n    assert double(1) == 2\n"
#: The assignment's files, and what each of them becomes.
SOURCES = {
    "questions.toml": (QUESTION, "question_texts/hw9.json"),
    "hints.toml": (HINTS, "hint_texts/hw9.json"),
    "public_checks.py": (CHECKS, "checks/hw9.py"),
}


@pytest.fixture
def full(course: CourseFolder) -> CourseFolder:
    """A course whose assignment has all three files."""
    for name, (content, _) in SOURCES.items():
        (course.files("hw9_tiny").folder / name).write_text(content, encoding="utf-8")
    return course


def test_each_kind_is_made(full: CourseFolder, tiny: Assignment) -> None:
    made = {full.lab / target for _, target in SOURCES.values()}
    assert set(stale_lab_files(tiny, course=full)) == made
    assert set(refresh_lab_files(tiny, course=full)) == made
    assert stale_lab_files(tiny, course=full) == []
    assert (full.lab / "checks" / "hw9.py").read_text(encoding="utf-8") == CHECKS
    hints = (full.lab / "hint_texts" / "hw9.json").read_text(encoding="utf-8")
    assert json.loads(hints) == {"9.1": ["Think – twice.", "Count."]}
    assert "–" in hints  # to be read in a diff
    questions = (full.lab / "question_texts" / "hw9.json").read_text(encoding="utf-8")
    assert set(json.loads(questions)) == {"9.2"}
    assert "This" in questions
    assert "Because" not in questions
    assert "right" not in questions


@pytest.mark.parametrize("name", SOURCES)
def test_each_is_renewed_and_taken_away_with_its_source(full: CourseFolder, tiny: Assignment, name: str) -> None:
    refresh_lab_files(tiny, course=full)
    content, target = SOURCES[name]
    source, made = full.files(tiny.name).folder / name, full.lab / target
    source.write_text(content.replace("Think", "Ponder").replace("Which", "What").replace("== 2", "== 1 + 1"))
    before = made.read_bytes()
    assert refresh_lab_files(tiny, course=full) == [made]
    assert made.read_bytes() != before
    source.unlink()
    assert stale_lab_files(tiny, course=full) == [made]
    assert refresh_lab_files(tiny, course=full) == [made]
    assert not made.exists()


def test_other_assignments_files_are_left_alone(full: CourseFolder, tiny: Assignment) -> None:
    others = [full.lab / "checks" / "losses.py", full.lab / "hint_texts" / "hw8.json"]
    for path in others:
        path.parent.mkdir(exist_ok=True)
        path.write_text("mine")
    refresh_lab_files(tiny, course=full)
    assert [path.read_text() for path in others] == ["mine", "mine"]


def test_a_damaged_file_is_named_with_its_line(full: CourseFolder, tiny: Assignment) -> None:
    full.files(tiny.name).hints.write_text('"9.1" = ["Think."]\n"9.2" = "Count."\n')
    with pytest.raises(CourseError, match=r"hints\.toml, line 2: 9\.2: "):
        refresh_lab_files(tiny, course=full)


@pytest.fixture
def kit(full: CourseFolder, tiny: Assignment) -> GradingKit:
    return GradingKit(tiny, full.files(tiny.name).grader, full.root / "hidden.npz", full.assignments)


def test_a_build_renews_them_first(
    full: CourseFolder, tiny: Assignment, kit: GradingKit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(releasing, "local_kit", lambda *_: kit)
    monkeypatch.setattr(releasing, "write_gradescope_zip", lambda _, path: path)
    with working_on(full):
        built = releasing.release(tiny, tmp_path / "dist")
    with zipfile.ZipFile(built.student_zip) as archive:
        assert {f"lab/{target}" for _, target in SOURCES.values()} <= set(archive.namelist())


def test_verifying_notices_a_stale_one(full: CourseFolder, tiny: Assignment, kit: GradingKit, tmp_path: Path) -> None:
    refresh_lab_files(tiny, course=full)
    source = full.files(tiny.name).hints
    source.write_text(source.read_text(encoding="utf-8").replace("Count", "Add"), encoding="utf-8")
    with working_on(full):
        built = verifying.build(kit, tmp_path / "built")
    assert full.lab / "hint_texts" / "hw9.json" in built.stale
