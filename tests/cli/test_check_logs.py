"""Logs of checks that students leave in what they hand in: the report tells what tasks took, and points stay."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from autograder.submissions.check_log import NAME
from tests.cli.graded_classes import scores

ADA = """\
2026-11-20T18:00:00Z 2.1 failed
2026-11-20T18:00:00Z T.1 failed
2026-11-20T18:06:00Z T.1 passed
2026-11-20T18:10:00Z T.2 failed
2026-11-20T18:14:00Z T.2 failed
2026-11-20T18:18:00Z T.2 passed
"""
BO = ADA.replace("T.2 passed", "T.2 failed").replace("2026-11-20T18:18", "2026-11-20T19:18")
MALLORY = ADA + "2026-11-20T18:20:00Z 999.9 failed\n<script>alert(1)</script>\n"


def write(folder: Path, logs: dict[str, str | bytes]) -> Path:
    for name in ("ada", "bo", "cy", "mallory"):
        (folder / name).mkdir(parents=True)
        (folder / name / "hw9_toy.py").write_text(f"graded PP  # {name}")
    for name, log in logs.items():
        (folder / name / NAME).write_bytes(log.encode() if isinstance(log, str) else log)
    return folder


def table(report: Path) -> list[list[str]]:
    rows = re.findall(r"<tr>(.*?)</tr>", report.read_text().split('id="stuck-table"')[1].split("</table>")[0], re.S)
    return [re.findall(r">([^<>]+)(?:</span>)?</td>", row) for row in rows[1:]]


@pytest.mark.slow
def test_the_report_tells_tries_and_minutes(run, kit, tmp_path):
    folder = write(tmp_path / "class", {"ada": ADA, "bo": BO, "mallory": MALLORY})
    run("grade", folder, "--assignment", "hw9", "--out", tmp_path / "out", "--jobs", 1)
    report = tmp_path / "out" / "report.html"
    assert table(report) == [["T.1", "3", "2", "2", "6", "6", "0"], ["T.2", "3", "3", "3", "12", "18", "1"]]
    assert "From 3 of 4 submissions" in report.read_text()
    assert "alert(1)" not in report.read_text()
    assert "999.9" not in report.read_text()


@pytest.mark.slow
def test_a_log_changes_no_points_and_nobody_needs_one(run, kit, tmp_path):
    garbled = {"bo": b"\x80\x04cos\nsystem\n" * 1000, "mallory": b"\xff" * 500_000}
    found = []
    for number, logs in enumerate(({}, garbled)):
        out = tmp_path / f"out{number}"
        run("grade", write(tmp_path / f"class{number}", logs), "--assignment", "hw9", "--out", out, "--jobs", 1)
        found.append(scores(out))
        assert "stuck" not in (out / "report.html").read_text()
    assert found == [{"ada": "3", "bo": "3", "cy": "3", "mallory": "3"}] * 2
