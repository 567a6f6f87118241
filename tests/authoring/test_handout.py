from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from autograder.authoring import write_student_zip
from autograder.errors import CourseError


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    path = tmp_path / "hw9_tiny.ipynb"
    path.write_text("{}")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "9.1.py").write_text("pass\n")
    return path


def _pack(notebook: Path, checkout: Path, name: str = "student.zip") -> Path:
    return write_student_zip(
        notebook, notebook.parent / "tests", checkout / "assignments" / "lab", notebook.parent / name
    )


def test_the_zip_holds_what_a_student_needs(notebook: Path, checkout: Path) -> None:
    cache = checkout / "assignments" / "lab" / "__pycache__"
    cache.mkdir()
    (cache / "x.pyc").write_bytes(b"")
    with zipfile.ZipFile(_pack(notebook, checkout)) as archive:
        assert archive.namelist() == [
            "README.txt",
            "hw9_tiny.ipynb",
            "lab/__init__.py",
            "lab/data/base.h5",
            "lab/data/images.npz",
            "lab/settings.json",
            "tests/9.1.py",
        ]
        readme = archive.read("README.txt").decode()
    assert len(readme.splitlines()) == 3
    assert "jupyter lab hw9_tiny.ipynb" in readme


def test_the_same_input_gives_the_same_bytes(notebook: Path, checkout: Path) -> None:
    first = _pack(notebook, checkout, "one.zip").read_bytes()
    for path in checkout.rglob("*"):
        path.touch()
    assert _pack(notebook, checkout, "two.zip").read_bytes() == first


@pytest.mark.parametrize("name", ["data/images.npz", "data/base.h5", "settings.json"])
def test_missing_files_are_named(notebook: Path, checkout: Path, name: str) -> None:
    (checkout / "assignments" / "lab" / name).unlink()
    with pytest.raises(CourseError, match=Path(name).name):
        _pack(notebook, checkout)
    assert not (notebook.parent / "student.zip").exists()


def test_weights_that_keras_fetches_need_no_file(notebook: Path, checkout: Path) -> None:
    lab = checkout / "assignments" / "lab"
    (lab / "data" / "base.h5").unlink()
    (lab / "settings.json").write_text('{"images": "images.npz", "weights": "imagenet"}')
    assert _pack(notebook, checkout).is_file()
