"""Whatever happens while grading, there is a valid results.json."""

from __future__ import annotations

import json
import os
import signal
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.engine import supervisor
from autograder.engine.kit import GradingKit
from autograder.errors import AutograderError
from autograder.gradescope import run
from autograder.results import Check, Isolation, Outcome, Report, Status
from tests.gradescope.schema import read_results

ISOLATED = Isolation(("separate process",), isolated=True)


def a_report(**more: Any) -> Report:
    outcome = Outcome(Check("1", "One", 2), Status.PASSED, 2.0, "Well done.")
    return Report("somewhere", "hw9_toy", [outcome], **{"isolation": ISOLATED, **more})


@pytest.fixture
def grading(root: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Path, GradingKit], Report]], Path]:
    """Run ``main`` below ``root`` with another ``grade``."""

    def start(grade: Callable[[Path, GradingKit], Report]) -> Path:
        monkeypatch.setenv("AUTOGRADER_ROOT", str(root))
        monkeypatch.setattr(supervisor, "grade", grade)
        assert run.main() == 0
        return root

    return start


def test_what_is_graded_and_with_what(grading: Any, root: Path) -> None:
    seen = {}

    def grade(submission: Path, kit: GradingKit) -> Report:
        seen.update(submission=submission, kit=kit, lab=(kit.materials / "lab" / "__init__.py").read_text())
        seen["modes"] = {
            oct(stat.S_IMODE(p.stat().st_mode)) for p in (kit.materials, kit.materials.parent, kit.materials / "lab")
        }
        seen["open"] = all(parent.stat().st_mode & stat.S_IXOTH for parent in kit.materials.parents)
        return a_report()

    results = read_results(grading(grade))
    assert results.score == 2
    assert seen["submission"] == root / "submission"
    assert seen["kit"].grader == root / "source" / "graders" / "grader.py"
    assert seen["lab"] == "NUMBER = 40\n"
    assert (seen["modes"], seen["open"]) == ({"0o755"}, True)
    assert not seen["kit"].materials.exists(), "the copy is taken away again"


FAILURES: dict[str, BaseException] = {
    "an error that is known": AutograderError("The hidden grader SECRET could not be run.", "Mend SECRET."),
    "a bug": ZeroDivisionError("SECRET"),
    "out of memory": MemoryError("SECRET"),
    "exit": SystemExit(3),
    "interrupt": KeyboardInterrupt("SECRET"),
}


@pytest.mark.parametrize("case", FAILURES)
def test_failures_leave_results_that_reveal_nothing(
    case: str, grading: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    def grade(submission: Path, kit: GradingKit) -> Report:
        raise FAILURES[case]

    results = read_results(grading(grade))
    assert results.score == 0
    assert "The autograder itself failed" in str(results.output)
    assert "SECRET" not in results.model_dump_json()
    assert type(FAILURES[case]).__name__ in capsys.readouterr().err, "staff see the cause"


@pytest.mark.parametrize("end", ["SIGTERM", "time"])
def test_being_stopped_leaves_results(end: str, grading: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    cleaned = []

    def grade(submission: Path, kit: GradingKit) -> Report:
        try:
            if end == "SIGTERM":
                os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(30)
        finally:
            os.kill(os.getpid(), signal.SIGTERM)  # platforms ask twice
            cleaned.append(True)
        return a_report()

    monkeypatch.setattr(run, "START_SECONDS", -59)
    started = time.monotonic()
    results = read_results(grading(grade))
    assert time.monotonic() - started < 10
    assert "longer than the platform allows" in str(results.output)
    assert cleaned


def test_a_damaged_zip_leaves_results(grading: Any, root: Path) -> None:
    (root / "source" / "assignment.json").write_text("{")
    assert "itself failed" in str(read_results(grading(lambda *_: a_report())).output)


def test_earlier_results_are_replaced_and_links_are_not_followed(grading: Any, root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("mine")
    (root / "results" / "results.json").symlink_to(outside)
    grading(lambda *_: a_report())
    path = root / "results" / "results.json"
    assert outside.read_text() == "mine"
    assert not path.is_symlink()
    assert [entry.name for entry in path.parent.iterdir()] == ["results.json"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_results_are_written_even_if_their_folder_is_gone(grading: Any, root: Path) -> None:
    (root / "results").rmdir()
    assert read_results(grading(lambda *_: a_report())).score == 2


METADATA: dict[str, tuple[bytes | None, str]] = {
    "missing": (None, "submission without a number"),
    "not JSON": (b"\xff{", "submission without a number"),
    "a list": (b"[]", "submission without a number"),
    "nested too deeply": (b"[" * 200_000, "submission without a number"),
    "as documented": (b'{"id": 123, "assignment": {"total_points": "2.0"}, "users": []}', "submission 123"),
    "odd values": (b'{"id": 7, "assignment": {"total_points": "many"}}', "submission 7"),
    "odd types": (b'{"id": 8, "assignment": []}', "submission 8"),
}


@pytest.mark.parametrize("case", METADATA)
def test_metadata(case: str, grading: Any, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, label = METADATA[case]
    if data is not None:
        (root / "submission_metadata.json").write_bytes(data)
    results = read_results(grading(lambda *_: a_report()))
    assert results.extra_data["submission"] == label
    assert "WARNING" not in capsys.readouterr().out


def test_staff_are_told(grading: Any, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "submission_metadata.json").write_text(json.dumps({"id": 1, "assignment": {"total_points": 10}}))
    open_door = Isolation(("separate process",), isolated=False, missing="Anyone can read it.")
    results = read_results(grading(lambda *_: a_report(faults=["Traceback of a grader"], isolation=open_door)))
    printed = capsys.readouterr().out
    assert "worth 10 points on Gradescope, and 2 in the grader" in printed
    assert "was not isolated. Anyone can read it." in printed
    assert "Traceback of a grader" in printed
    assert "Traceback" not in results.model_dump_json()
