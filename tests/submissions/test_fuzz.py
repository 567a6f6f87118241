"""Whatever is handed in, the loader either reads it or says in a sentence why not."""

from __future__ import annotations

import io
import json
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.errors import SubmissionError
from autograder.submissions.notebook import load_submission
from tests.submissions.samples import GOOD, NAME

KEYS = st.sampled_from(
    [
        "cells",
        "cell_type",
        "source",
        "input",
        "id",
        "metadata",
        "tags",
        "worksheets",
        "otter",
        "assignment_name",
        "autograder",
    ]
)
TEXT = st.text() | st.sampled_from(["code", "hw3_x", "# %%", "otter.Notebook('hw2.ipynb')"])
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | TEXT
JSON: st.SearchStrategy[Any] = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=30
)
NAMES = st.text(max_size=12) | st.sampled_from(
    ["a.ipynb", "../a.ipynb", "/a", "a.py", "x/", ".a", "C:a", "a\\b.ipynb", "a/b"]
)

FUZZ = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path


def check(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    with suppress(SubmissionError):
        submission = load_submission(path, NAME)
        json.dumps([cell.source for cell in submission.cells], ensure_ascii=False).encode()
        assert [cell.index for cell in submission.cells] == list(range(len(submission.cells)))
        assert submission.cells


@FUZZ
@given(st.binary())
@pytest.mark.parametrize("name", ["a.ipynb", "a.py", "a.zip"])
def test_any_bytes(place: Path, name: str, data: bytes) -> None:
    check(place / name, data)


@FUZZ
@given(JSON)
def test_any_json(place: Path, content: Any) -> None:
    check(place / "a.ipynb", json.dumps(content).encode())


@FUZZ
@given(st.integers(0, len(GOOD)), st.binary(max_size=4), st.integers(0, 20))
def test_damaged_notebooks(place: Path, position: int, insert: bytes, cut: int) -> None:
    check(place / "a.ipynb", GOOD[:position] + insert + GOOD[position + cut :])


@FUZZ
@given(st.dictionaries(NAMES, st.binary(max_size=50), max_size=4), st.data())
def test_damaged_zips(place: Path, members: dict[str, bytes], data: st.DataObject) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            with suppress(ValueError, IndexError):  # names that zipfile itself will not write
                archive.writestr(name, content)
    whole = bytearray(buffer.getvalue())
    for _ in range(data.draw(st.integers(0, 3))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    check(place / "a.zip", bytes(whole))
