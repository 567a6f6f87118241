"""A course of one's own, and which course a command works on."""

from __future__ import annotations

import json
import re
import stat
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer
import yaml
from typer.testing import CliRunner

from autograder import __version__
from autograder.authoring import own_course
from autograder.authoring.demo import demo_course
from autograder.authoring.lab_files import stale_lab_files
from autograder.authoring.own_course import copy_course, init_course
from autograder.cli.app import app
from autograder.course import CourseFolder, bundled_course, course_folder, load_course, nearest_course, working_on
from autograder.course import folder as course_folders
from autograder.errors import CourseError

LEFT_BEHIND = {"__pycache__", ".ipynb_checkpoints", ".OTTER_LOG"}


def _names(root: Path) -> set[str]:
    files = (path for path in root.rglob("*") if path.is_file() and not LEFT_BEHIND & set(path.parts))
    return {path.relative_to(root).as_posix() for path in files}


def test_all_of_the_course_is_there_and_what_a_repository_needs(tmp_path: Path) -> None:
    made, origin = init_course(tmp_path / "mine"), bundled_course()
    assert made == CourseFolder(tmp_path / "mine")
    for tree in ("assignments", "solutions"):
        assert _names(made.root / tree) == _names(origin.root / tree)
    assert not [path for path in made.root.rglob("*") if path.name in LEFT_BEHIND]
    assert {path.name for path in made.root.iterdir()} == {
        ".github",
        ".gitignore",
        "README.md",
        "assignments",
        "requirements.txt",
        "solutions",
    }
    assert load_course(made.file) == load_course(origin.file)
    for assignment in load_course(made.file).assignments:
        assert stale_lab_files(assignment, course=made) == []
    assert {path.name for path in made.solutions.iterdir()} >= {"course.toml"}


def test_the_copy_is_closed_to_others_and_can_be_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    origin = CourseFolder(tmp_path / "origin")
    origin.solutions.mkdir(parents=True)
    origin.assignments.mkdir()
    origin.file.write_text("")
    origin.file.chmod(0o444)
    monkeypatch.setattr(own_course, "bundled_course", lambda: origin)
    copy = copy_course(tmp_path / "copy")
    assert stat.S_IMODE(copy.solutions.stat().st_mode) == 0o700
    assert copy.file.stat().st_mode & stat.S_IWUSR


@pytest.mark.parametrize("what", ["a file in it", "a file"])
def test_nothing_is_overwritten(tmp_path: Path, what: str) -> None:
    folder = tmp_path / "mine"
    if what == "a file":
        folder.write_text("mine")
    else:
        folder.mkdir()
        (folder / "notes.txt").write_text("mine")
    with pytest.raises(CourseError, match=r"is not an empty folder, and nothing is overwritten\. Name one that is new"):
        init_course(folder)
    assert not (folder / "solutions").exists()


def test_an_empty_folder_will_do(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    assert init_course(tmp_path / "mine").file.is_file()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CourseError, match="cannot be copied"):
        copy_course(tmp_path / "file" / "mine")


def test_what_is_written_for_github_is_sound(tmp_path: Path) -> None:
    made = init_course(tmp_path / "mine")
    job = yaml.safe_load((made.root / ".github" / "workflows" / "verify.yml").read_text())["jobs"]["verify"]
    steps = [step["run"] for step in job["steps"] if "run" in step]
    assert steps == ["pip install -r requirements.txt", "autograder doctor", "autograder verify"]
    assert job["steps"][1]["with"]["python-version"] == "3.11"
    known = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    for text in (*steps, (made.root / "README.md").read_text()):
        assert "[[" not in text
        for command in re.findall(r"autograder ([a-z]\w*)", text):
            assert command in known
    assert "dist/" in (made.root / ".gitignore").read_text().splitlines()


@pytest.mark.parametrize(
    ("origin", "wanted"),
    [
        (None, f"transfer-learning-autograder=={__version__}"),
        ({"url": "file:///home/me/x.whl"}, f"transfer-learning-autograder=={__version__}"),
        ({"url": "https://x.test/a.whl"}, "transfer-learning-autograder @ https://x.test/a.whl"),
        (
            {"url": "https://x.test/a.git", "vcs_info": {"vcs": "git", "commit_id": "abc"}},
            "transfer-learning-autograder @ git+https://x.test/a.git@abc",
        ),
    ],
)
def test_the_package_is_asked_for_where_it_came_from(
    monkeypatch: pytest.MonkeyPatch, origin: dict[str, object] | None, wanted: str
) -> None:
    text = json.dumps(origin) if origin else None
    monkeypatch.setattr(metadata, "distribution", lambda _: SimpleNamespace(read_text=lambda _: text))
    assert own_course._requirement() == wanted


def test_the_command_says_what_to_do_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["init", "mine"])
    assert done.exit_code == 0, done.output
    assert "cd mine, and autograder build hw1" in done.output


# ---------------------------------------------------------------- which course


def test_the_nearest_course_above_us_is_meant(
    course: CourseFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(course.lab)
    assert course_folder() == nearest_course(Path()) == course
    monkeypatch.chdir(tmp_path)
    assert nearest_course(tmp_path) is None
    with pytest.raises(CourseError, match=r"No course was found.*autograder init DIR"):
        course_folder()
    with working_on(course):
        assert course_folder() == course
    with pytest.raises(CourseError):
        course_folder()


def test_a_course_that_is_asked_for_comes_first(
    course: CourseFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(course.root)
    with working_on(CourseFolder(tmp_path)), pytest.raises(CourseError, match="is not a course"):
        course_folder()
    assert course_folder() == course


def test_a_package_without_its_course_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(course_folders, "BUNDLED", tmp_path / "lib" / "autograder" / "bundled_course")
    with pytest.raises(CourseError, match="contains no course"):
        bundled_course()


def test_a_closed_course_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(path: Path) -> bool:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "is_file", closed)
    with pytest.raises(CourseError, match=r"is closed to other users.*environment of your own"):
        bundled_course()


# ---------------------------------------------------------------- the demo's


def test_the_demo_takes_the_course_that_we_are_in(
    course: CourseFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(course.assignments)
    assert demo_course(tmp_path / "demo") == course
    monkeypatch.chdir(tmp_path)
    with working_on(course):
        assert demo_course(tmp_path / "demo") == course
    assert not (tmp_path / "demo").exists()


def test_elsewhere_the_demo_works_on_a_copy_that_is_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    copy = demo_course(tmp_path / "demo")
    assert copy == CourseFolder(tmp_path / "demo" / "course")
    (copy.solutions / "left.txt").write_text("by the demo before")
    assert demo_course(tmp_path / "demo") == copy
    assert not (copy.solutions / "left.txt").exists()


def test_a_folder_that_is_not_the_demos_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    mine = init_course(tmp_path / "teaching" / "course")
    with pytest.raises(CourseError, match=r"not overwritten.*--out"):
        demo_course(tmp_path / "teaching")
    assert mine.file.is_file()
