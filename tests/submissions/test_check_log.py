"""The log of checks: what is read of it, what it says, and that it can be anything."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from autograder.submissions.check_log import NAME, Effort, efforts, read_efforts, runs_in
from tests.submissions.samples import GOOD

DAY = b"""\
2026-11-20T18:00:00Z 2.1 unanswered
2026-11-20T18:04:00Z 2.1 failed
2026-11-20T18:05:00Z 2.1 passed
2026-11-20T18:45:00Z 2.2 failed
2026-11-20T18:46:00Z 2.1 passed
2026-11-20T18:47:30Z 2.2 failed
"""
SAID = (Effort("2.1", 2, 5.0, passed=True), Effort("2.2", 2, 12.5, passed=False))


def test_tries_and_minutes_until_a_check_passes() -> None:
    """A look at what is not answered is no try; 40 minutes count as 10; what passed and is run again does not count."""
    assert efforts(runs_in(DAY)) == SAID


def test_nothing_is_known_about_the_time_before_the_first_check() -> None:
    assert efforts(runs_in(b"2026-11-20T18:04:00Z 2.1 passed")) == (Effort("2.1", 1, 0.0, passed=True),)


def test_lines_may_come_in_any_order_and_twice() -> None:
    lines = DAY.splitlines(keepends=True)
    assert efforts(set(runs_in(b"".join(lines[::-1] + lines)))) == SAID


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"2026-11-20T18:04:00Z 2.1",
        b"2026-13-20T18:04:00Z 2.1 passed",
        b"2026-11-20T18:04:00 2.1 passed",
        b"2026-11-20T18:04:00Z <b>2.1</b> passed",
        b"2026-11-20T18:04:00Z 2.1 passed with honours",
        b"2026-11-20T18:04:00Z 20260.1 passed",
        "2026-11-20T18:04:00Z ².1 passed".encode(),
        "2026-11-20T18:04:00Z ٢.١ passed".encode(),
        b"\x80\x04cos\nsystem\n",
        b"\xff\xfe2\x00",
    ],
)
def test_what_is_no_line_of_a_log_is_passed_over(line: bytes) -> None:
    assert efforts(runs_in(line + b"\n" + DAY)) == SAID


def test_a_log_of_a_thousand_tasks_is_cut() -> None:
    many = b"".join(b"2026-11-20T18:00:00Z %d.%d failed\n" % (one, two) for one in range(100) for two in range(10))
    assert len(efforts(runs_in(many))) == 100


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_it_is_found_where_the_notebook_lies(tmp_path: Path) -> None:
    alone = tmp_path / "a.ipynb"
    alone.write_bytes(GOOD)
    assert read_efforts(alone) == ()
    first, second = DAY[:116], DAY[116:]
    assert read_efforts(zipped(tmp_path / "a.zip", {"a.ipynb": GOOD, NAME: DAY, "notes.txt": b"x"})) == SAID
    assert read_efforts(zipped(tmp_path / "b.zip", {"hw/a.ipynb": GOOD, f"hw/{NAME}": DAY})) == SAID
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / NAME).write_bytes(first)
    zipped(folder / "monday.zip", {"a.ipynb": GOOD, NAME: first})
    zipped(folder / "tuesday.zip", {"a.ipynb": GOOD, NAME: first + second})
    (folder / "wednesday.zip").write_bytes(b"PK\3\4 is damaged")
    assert read_efforts(folder) == SAID


def test_it_may_be_anything(tmp_path: Path) -> None:
    assert read_efforts(tmp_path / "missing") == ()
    folder = tmp_path / "folder"
    (folder / NAME).mkdir(parents=True)
    assert read_efforts(folder) == ()
    (folder / NAME).rmdir()
    (folder / NAME).symlink_to("/etc/passwd")
    assert read_efforts(folder) == ()
    (folder / NAME).unlink()
    os.mkfifo(folder / NAME)
    assert read_efforts(folder) == ()
    (folder / NAME).unlink()
    with (folder / NAME).open("wb") as file:
        file.write(DAY)
        file.truncate(10 * 2**30)  # of which the beginning is read
    assert read_efforts(folder) == SAID
    assert read_efforts(zipped(tmp_path / "bomb.zip", {NAME: bytes(50_000_000)})) == ()
    assert read_efforts(zipped(tmp_path / "large.zip", {NAME: DAY + os.urandom(1_000_000)})) == SAID
