"""The checks in the notebook: otter-grader's own, reported in fewer and kinder words."""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from lab.check_log import LOG, log_check
from lab.handing_in import in_colab, remark, watch_cells
from lab.session import namespace, notebook_name

#: Where the checks of this notebook are: one file for each task.
CHECKS = Path("tests")

_OURS = re.compile(r"^(?P<kind>NotAnsweredYet|TryAgain): (?P<words>.*)", re.DOTALL | re.MULTILINE)


class State(Enum):
    """How a check went; the value is what the student reads first."""

    PASSED = "✓ passed"
    UNANSWERED = "○ not answered yet"
    FAILED = "✗ not there yet"


#: A colour for each; it adds nothing that the words do not say.
COLOURS = {State.PASSED: "#009E73", State.UNANSWERED: "#888888", State.FAILED: "#D55E00"}


@dataclass(frozen=True)
class Verdict:
    """How the check of one task went, and what to say about it."""

    task: str
    state: State
    words: str

    def __repr__(self) -> str:
        return f"Task {self.task}: {self.state.value}. {self.words}"

    def words_as_html(self) -> str:
        """The words, with names set as code."""
        return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(self.words))

    def _repr_html_(self) -> str:
        return (
            f'<div style="border-left: 5px solid {COLOURS[self.state]}; padding: 0.3em 0.9em; max-width: 48em">'
            f"<strong>Task {html.escape(self.task)}: {self.state.value}.</strong> "
            f"{self.words_as_html()}</div>"
        )


_started: Grader | None = None


class Grader:
    """What ``grader`` is in a notebook; it has everything that ``otter.Notebook`` has."""

    def __init__(self, notebook: Any, name: str = "") -> None:
        self._notebook = notebook
        self._name = name
        self._last: dict[str, Verdict] = {}

    def check(self, task: str) -> Verdict | None:
        """Run the public checks of a task, e.g. ``grader.check("2.1")``."""
        verdict = self.judged(task)
        if verdict is not None:
            log_check(task, verdict.state.name.lower())
        return verdict

    def judged(self, task: str) -> Verdict | None:
        """The same, for a look at all tasks: it is no try of anybody's, and is not logged."""
        result = self._notebook.check(task, namespace())
        if result is None:
            return None
        self._last[task] = judge(task, result.test_case_results)
        return self._last[task]

    def last(self, task: str) -> Verdict | None:
        """What the check of a task said when it was last run here."""
        return self._last.get(task)

    def tasks(self) -> list[str]:
        """The tasks that have a check, in order."""
        found = (path.stem for path in CHECKS.glob("*.py"))
        return sorted(found, key=lambda task: [int(part) if part.isdigit() else 0 for part in task.split(".")])

    def export(self, *args: Any, check_log: bool = False, files: Sequence[str] = (), **kwargs: Any) -> None:
        """Make the zip to hand in.

        Args:
            check_log: whether the log of checks is handed in as well.
            files: of what else is handed in.
            args: those of ``otter.Notebook.export``.
            kwargs: likewise.
        """
        if words := remark(self._name):
            print(textwrap.fill(words, 76))
        if not in_colab():
            logs = [str(LOG)] if check_log and LOG.is_file() else []
            self._notebook.export(*args, files=[*files, *logs], **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._notebook, name)


def grader(original: str) -> Grader:
    """Start otter-grader for this notebook.

    Args:
        original: the file name that the notebook was handed out with.
    """
    import otter

    global _started
    name = notebook_name(original)
    watch_cells()
    # In Google Colab the notebook is not a file beside the others, and otter insists on a file that exists.
    _started = Grader(otter.Notebook(name if Path(name).is_file() else None), name)
    return _started


def started() -> Grader | None:
    """The grader of this notebook, once :func:`grader` was called."""
    return _started


def judge(task: str, results: Sequence[Any]) -> Verdict:
    """Sum up otter's results for one task: the first that did not pass, or else all success messages."""
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
