"""A log of the checks that were run in a notebook: when, of which task, and how it went. Nothing else.

It stays beside the notebook. Whether it is handed in, the last cell of the notebook says.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timezone
from pathlib import Path

#: A line for each check, such as ``2026-11-20T18:03:55Z 2.1 passed``.
LOG = Path("check_log.txt")
_LARGEST = 200_000  # bytes; nobody runs thousands of checks


def log_check(task: str, state: str) -> None:
    """Write down that a check was run; where that cannot be, it is left.

    Args:
        task: whose check.
        state: how it went, in one word.
    """
    now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    with suppress(OSError):
        if not LOG.exists() or (LOG.is_file() and LOG.stat().st_size < _LARGEST):
            with LOG.open("a", encoding="utf-8") as file:
                file.write(f"{now} {task} {state}\n")
