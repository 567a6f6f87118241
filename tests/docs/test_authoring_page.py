"""The page on new assignments is true: its checks run, and say what its messages say."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.checks import CheckFailed
from tests.course.graders.local import submission_of

Check = Callable[[Any], None]


@pytest.fixture
def checks(repository: Path, tmp_path: Path) -> dict[str, Any]:
    page = (repository / "docs" / "authoring.md").read_text(encoding="utf-8")
    words = re.findall(r"```toml\n(.*?)```", page[page.index("\n## Messages") :], re.S)[0]
    (tmp_path / "messages.toml").write_text(words, encoding="utf-8")
    blocks = [block for block in re.findall(r"```python\n(.*?)```", page, re.S) if "@points" in block]
    assert len(blocks) == 2
    assert all(len(block[block.index("@points") :].splitlines()) <= 10 for block in blocks)
    names: dict[str, Any] = {}
    for block in blocks:
        exec(compile(block, str(tmp_path / "grader.py"), "exec"), names)
    return names


def told(check: Check, work: dict[str, Any]) -> str:
    with pytest.raises(CheckFailed) as failed:
        check(submission_of(work))
    return failed.value.feedback.observed


def test_the_check_of_a_function(checks: dict[str, Any]) -> None:
    check = checks["test_baseline_accuracy"]
    check(submission_of({"baseline_accuracy": lambda labels: max(map(labels.count, labels)) / len(labels)}))
    assert told(check, {"baseline_accuracy": lambda labels: max(map(labels.count, labels))}) == (
        "`baseline_accuracy([2, 1, 2])` gives 2. That is a count, and 0.6667 is the share."
    )
    assert "0.6667 is right" in told(check, {"baseline_accuracy": lambda labels: 0})


def test_the_check_of_a_model(checks: dict[str, Any]) -> None:
    import keras

    def build_model(classes: int) -> Any:
        return keras.Sequential([keras.Input((4,)), keras.layers.Dense(classes)])

    assert told(checks["test_model"], {"build_model": lambda classes: build_model(1)}).startswith(
        "Its outputs have shape (None, 1)"
    )
    assert told(checks["test_model"], {"build_model": build_model}) == "It does not hold that network."
