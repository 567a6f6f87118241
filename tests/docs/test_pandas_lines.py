"""The lines of pandas on the page about classes work on what grading a class leaves, and say what they promise."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import pytest

from autograder.classes.people import HandedIn, Student
from tests.cli.graded_classes import make

#: The second student is 42 for whoever takes numbers from texts; Ada's first attempt does not count.
CLASS = [
    (HandedIn((Student("7", "Ada"),), Path("a"), 1, latest=False), "graded FF"),
    (HandedIn((Student("7", "Ada"),), Path("b"), 2), "graded PP"),
    (HandedIn((Student("00042", "Bo"),), Path("c")), "graded PF"),
    (HandedIn((Student("9", "Cy, Jr.\n=1"),), Path("d")), "graded PP"),
    (HandedIn((Student("8", "Di"),), Path("e")), "graded PF"),
]


def test_shares_that_passed(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("pyarrow")
    import pandas as pd

    make(tmp_path / "graded", CLASS)
    monkeypatch.chdir(tmp_path)
    (lines,) = re.findall(r"```python\n(.*?)```", (repository / "docs" / "classes.md").read_text(), re.DOTALL)
    assert lines.count("\n") <= 4
    found: dict[str, Any] = {}
    exec(compile(lines, "classes.md", "exec"), found)
    shares = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [float(line[1]) for line in shares if line[0].startswith("T.")] == [1.0, 0.5]
    assert list(found["checks"]["id"].unique()) == ["7", "00042", "9", "8"]

    with (tmp_path / "graded" / "checks.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    table = pd.read_parquet(tmp_path / "graded" / "checks.parquet").astype(str)
    assert len(table) == len(rows) == 10
    for column in ("id", "name", "attempt", "number", "status", "mistake", "counts"):
        assert list(table[column]) == [row[column] for row in rows]
