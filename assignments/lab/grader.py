"""The checks in the notebook: otter-grader's own, told in fewer and kinder words."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from lab.session import namespace, notebook_name

_OURS = re.compile(r"^(?P<kind>NotAnsweredYet|TryAgain): (?P<words>.*)", re.DOTALL | re.MULTILINE)


class State(Enum):
    """How a check went; the value is what the student reads first."""

    PASSED = "✓ passed"
    UNANSWERED = "○ not answered yet"
    FAILED = "✗ not there yet"


_COLOURS = {State.PASSED: "#009E73", State.UNANSWERED: "#888888", State.FAILED: "#D55E00"}


@dataclass(frozen=True)
class Verdict:
    """How the check of one task went, and what to say about it."""

    task: str
    state: State
    words: str

    def __repr__(self) -> str:
        return f"Task {self.task}: {self.state.value}. {self.words}"

    def _repr_html_(self) -> str:
        words = re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(self.words))
        return (
            f'<div style="border-left: 5px solid {_COLOURS[self.state]}; padding: 0.3em 0.9em; max-width: 48em">'
            f"<strong>Task {html.escape(self.task)}: {self.state.value}.</strong> {words}</div>"
        )


class Grader:
    """What ``grader`` is in a notebook; knows everything that ``otter.Notebook`` knows."""

    def __init__(self, notebook: Any) -> None:
        self._notebook = notebook

    def check(self, task: str) -> Verdict | None:
        """Run the public checks of a task, e.g. ``grader.check("2.1")``."""
        result = self._notebook.check(task, namespace())
        return None if result is None else judge(task, result.test_case_results)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._notebook, name)


def grader(original: str) -> Grader:
    """Start otter-grader for this notebook.

    Args:
        original: the file name that the notebook was handed out with.
    """
    import otter

    return Grader(otter.Notebook(notebook_name(original)))


def judge(task: str, results: Sequence[Any]) -> Verdict:
    """Sum up otter's results for one task: the first that did not pass, or else all the praise."""
    for result in results:
        if not result.passed:
            ours = _OURS.search(result.message)
            if ours is None:
                last = result.message.strip().splitlines()[-1]
                return Verdict(task, State.FAILED, f"The check stopped: {last}")
            state = State.UNANSWERED if ours["kind"] == "NotAnsweredYet" else State.FAILED
            return Verdict(task, state, " ".join(ours["words"].split()))
    praise = [result.test_case.success_message or "" for result in results]
    return Verdict(task, State.PASSED, " ".join(praise).strip())
