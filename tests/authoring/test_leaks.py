from __future__ import annotations

import io
import json
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest

from autograder.authoring import Secrets, secrets_in_zip
from autograder.authoring.leaks import solution_lines
from tests.authoring.conftest import MASTER

GRADER = '''"""Hidden."""
from autograder.checks import points
def test_one(submission):
    secret_threshold_of_the_course = 0.731
    answer = submission.call("double", secret_threshold_of_the_course)
    assert answer == 2 * secret_threshold_of_the_course
'''
RNG = np.random.default_rng(0)
HIDDEN = RNG.integers(0, 256, (3, 8, 8, 3), dtype=np.uint8)
SHOWN = RNG.integers(0, 256, (3, 8, 8, 3), dtype=np.uint8)


def _npz(**arrays: object) -> bytes:
    stream = io.BytesIO()
    np.savez_compressed(stream, **arrays)  # type: ignore[arg-type]
    return stream.getvalue()


def _notebook(*sources: str) -> bytes:
    return json.dumps({"cells": [{"source": source.splitlines(keepends=True)} for source in sources]}).encode()


CLEAN = {
    "hw9_tiny.ipynb": _notebook("def double(number):\n    return ...\n"),
    "lab/data/images.npz": _npz(x_train=SHOWN, class_names=np.array(["a", "b"])),
    "README.txt": b"Start here.",
}


@pytest.fixture
def secrets(tmp_path: Path) -> Secrets:
    (tmp_path / "master.py").write_text(MASTER)
    (tmp_path / "grader.py").write_text(GRADER)
    (tmp_path / "hidden.npz").write_bytes(_npz(x=HIDDEN, y=np.arange(3)))
    return Secrets(tmp_path / "master.py", (tmp_path / "grader.py",), (tmp_path / "hidden.npz",))


def _zip(folder: Path, members: dict[str, bytes]) -> Path:
    path = folder / "student.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_a_clean_zip_is_clean(tmp_path: Path, secrets: Secrets) -> None:
    assert secrets_in_zip(_zip(tmp_path, CLEAN), secrets) == []


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("n.ipynb", _notebook("def double(number):\n    twice_the_number = number * 2\n"), "line of the solution"),
        ("n.ipynb", _notebook("favourite_number=40+2"), "line of the solution"),
        ("lab/x.py", b"# twice_the_number  =  number*2\n", "line of the solution"),
        ("lab/x.py", GRADER.encode(), "lines of grader.py"),
        ("lab/data/more.npz", _npz(pictures=np.concatenate([SHOWN, HIDDEN[:1]])), "1 of the hidden pictures"),
        ("lab/data/odd.npz", _npz(names=np.array([{}, []], dtype=object)), "pickle"),
        ("lab/data/x.h5", pickle.dumps({"answer": 42}), "is a pickle"),
        ("lab/data/old.zip", b"PK", "of a kind that students do not need"),
    ],
)
def test_each_kind_of_secret_is_found(tmp_path: Path, secrets: Secrets, name: str, content: bytes, told: str) -> None:
    found = secrets_in_zip(_zip(tmp_path, {**CLEAN, name: content}), secrets)
    assert len(found) == 1
    assert name in found[0]
    assert told in found[0]


def test_only_the_solutions_own_lines_count() -> None:
    master = """
shared = public_function(1, 2)
# BEGIN SOLUTION
shared = public_function(1, 2)
only_here = private_function(3, 4)
x = 1
# END SOLUTION
\"\"\"  # BEGIN PROMPT
prompts_are_public = ...
\"\"\"  # END PROMPT
answer_to_everything = 42  # SOLUTION
"""
    assert solution_lines(master) == ["only_here = private_function(3, 4)", "answer_to_everything = 42"]
