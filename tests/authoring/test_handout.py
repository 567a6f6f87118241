from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from autograder.authoring import write_student_zip
from autograder.course import CourseFolder
from autograder.errors import CourseError


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    path = tmp_path / "hw9_tiny.ipynb"
    path.write_text("{}")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "9.1.py").write_text("pass\n")
    return path


def _pack(notebook: Path, course: CourseFolder, name: str = "student.zip") -> Path:
    return write_student_zip(notebook, notebook.parent / "tests", course.lab, notebook.parent / name)


def test_the_zip_holds_what_a_student_needs(notebook: Path, course: CourseFolder) -> None:
    cache = course.lab / "__pycache__"
    cache.mkdir()
    (cache / "x.pyc").write_bytes(b"")
    with zipfile.ZipFile(_pack(notebook, course)) as archive:
        assert archive.namelist() == [
            "README.txt",
            "hw9_tiny.ipynb",
            "lab/__init__.py",
            "lab/data/base.h5",
            "lab/data/images.npz",
            "lab/settings.json",
            "requirements.txt",
            "tests/9.1.py",
        ]
        readme = archive.read("README.txt").decode()
    assert len(readme.splitlines()) == 3
    assert "pip install -r requirements.txt" in readme
    assert "jupyter lab hw9_tiny.ipynb" in readme


def test_the_same_input_gives_the_same_bytes(notebook: Path, course: CourseFolder) -> None:
    first = _pack(notebook, course, "one.zip").read_bytes()
    for path in course.root.rglob("*"):
        path.touch()
    assert _pack(notebook, course, "two.zip").read_bytes() == first


@pytest.mark.parametrize("name", ["data/images.npz", "data/base.h5", "settings.json"])
def test_missing_files_are_named(notebook: Path, course: CourseFolder, name: str) -> None:
    (course.lab / name).unlink()
    with pytest.raises(CourseError, match=Path(name).name):
        _pack(notebook, course)
    assert not (notebook.parent / "student.zip").exists()


def test_weights_that_keras_fetches_need_no_file(notebook: Path, course: CourseFolder) -> None:
    lab = course.lab
    (lab / "data" / "base.h5").unlink()
    (lab / "settings.json").write_text('{"images": "images.npz", "weights": "imagenet"}')
    assert _pack(notebook, course).is_file()
