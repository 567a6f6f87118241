"""Screens that pages have to fit, and what tests in a browser need: Playwright for Python and Debian's Chromium."""

from __future__ import annotations

import importlib.util
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
IN_A_BROWSER = [
    pytest.mark.slow,
    pytest.mark.skipif(
        importlib.util.find_spec("playwright") is None or not Path(CHROMIUM).exists(),
        reason="Playwright or Chromium is not installed",
    ),
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]
SCREENS = [("phone", 360, 800), ("tablet", 800, 1100), ("desktop", 1400, 900)]
#: Parts of a page that begin or end beyond the screen's edge; lines of code may, they scroll by themselves.
BEYOND_THE_EDGE = """() => [...document.querySelectorAll("body *:not(pre, pre *)")]
    .filter((part) => part.getBoundingClientRect().width && part.getBoundingClientRect().right > innerWidth + 0.5)
    .map((part) => `${part.tagName} ${part.className} ${part.textContent.slice(0, 40)}`)"""


def photograph(page: Any, name: str) -> None:
    """Keep a picture of the whole page in the folder that the environment variable SCREENSHOTS names, for people."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder, f"{name}.png"), full_page=True)
