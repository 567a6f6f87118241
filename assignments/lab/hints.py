"""Hints, step by step; they cost nothing."""

from __future__ import annotations

import json
import textwrap
from collections import Counter

from lab.files import HOME

_WIDTH = 76  # JupyterLab breaks longer lines in the middle of a word

_shown: Counter[str] = Counter()


def hint(task: str, step: int | None = None) -> None:
    """Print a hint for a task, e.g. ``hint("2.3")``; call it again for the next, more detailed one.

    Hints are free: nobody counts them. ``step`` picks one directly, starting at 1.
    """
    file = HOME / "hint_texts" / f"hw{task.split('.')[0]}.json"
    hints = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    steps = hints.get(task)
    if not steps:
        known = f" There are hints for: {', '.join(hints)}." if hints else ""
        print(f"There are no hints for {task!r}.{known}")
        return
    step = min(_shown[task] + 1 if step is None else max(step, 1), len(steps))
    _shown[task] = step
    print(textwrap.fill(f"Hint {step} of {len(steps)}: {steps[step - 1]}", _WIDTH))
    if step < len(steps):
        print(f'Still stuck? Run lab.hint("{task}") again for the next one.')
