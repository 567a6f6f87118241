"""One notebook that is open in JupyterLab, worked with as a student does: through menus, editors and keys."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import nbformat
from playwright.sync_api import Locator, Page

_RUN_SECONDS = 900  # the machine may be busy with other things


class NotebookPage:
    """A notebook in a browser.

    Args:
        page: where it is open.
        file: where it is saved.
    """

    def __init__(self, page: Page, file: Path) -> None:
        self.page = page
        self.file = file
        page.locator(".jp-StatusBar-Widget", has_text="| Idle").wait_for(timeout=180_000)
        page.wait_for_timeout(1_000)

    @property
    def cells(self) -> Locator:
        """All cells, in order."""
        return self.page.locator(".jp-Notebook .jp-Cell")

    def run_all(self) -> None:
        """Choose *Run All Cells*, and wait for the end."""
        self._choose("Run", "Run All Cells")
        self._wait("[*]:", "[ ]:")

    def restart_and_run_all(self) -> None:
        """Choose *Restart Kernel and Run All Cells*, and wait for the end."""
        self._choose("Run", "Restart Kernel and Run All Cells…")
        self.page.locator(".jp-Dialog button.jp-mod-accept").click()
        self.page.locator(".jp-Dialog").wait_for(state="detached")
        self.page.wait_for_function(f"({_PROMPTS})().includes('[*]:')", timeout=120_000)
        self._wait("[*]:", "[ ]:")

    def run(self, number: int) -> None:
        """Run one cell, and wait for the end."""
        self.cells.nth(number).locator(".jp-InputPrompt").click()
        self.page.keyboard.press("Control+Enter")
        self.page.wait_for_timeout(500)
        self._wait("[*]:")

    def write(self, number: int, source: str) -> None:
        """Replace what is in an editor by typing over it."""
        editor = self.cells.nth(number).locator(".jp-InputArea-editor .cm-content")
        editor.scroll_into_view_if_needed()
        editor.click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(source)

    def save(self) -> Any:
        """Save, and read what is on the disk then."""
        before = self.file.stat().st_mtime_ns
        self.page.keyboard.press("Control+S")
        end = time.monotonic() + 60
        while self.file.stat().st_mtime_ns == before and time.monotonic() < end:
            self.page.wait_for_timeout(200)
        self.page.wait_for_timeout(500)
        return nbformat.read(self.file, as_version=4)

    def texts(self, pattern: str) -> list[str]:
        """What is to be read in outputs, of elements whose whole text fits ``pattern``."""
        found = self.page.locator(".jp-OutputArea-output strong").all_inner_texts()
        return [text for text in found if re.fullmatch(pattern, text)]

    def screenshots(self, folder: Path, name: str) -> None:
        """Take pictures of the whole notebook, one for each screenful."""
        folder.mkdir(parents=True, exist_ok=True)
        self.page.set_viewport_size({"width": 1150, "height": 1900})
        panel = self.page.locator(".jp-WindowedPanel-outer").first
        panel.evaluate("panel => panel.scrollTo(0, 0)")
        start, screen = panel.evaluate("panel => [panel.getBoundingClientRect().top, panel.clientHeight]")
        last = self.cells.last.evaluate("cell => cell.getBoundingClientRect().bottom")
        for number, top in enumerate(range(0, int(last - start), int(screen))):
            panel.evaluate("(panel, top) => panel.scrollTo(0, top)", top)
            self.page.wait_for_timeout(300)
            self.page.screenshot(path=folder / f"{name}-{number:02}.png")

    def _choose(self, menu: str, item: str) -> None:
        self.page.locator(".lm-MenuBar-itemLabel", has_text=re.compile(f"^{menu}$")).click()
        self.page.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{re.escape(item)}$")).click()

    def _wait(self, *unfinished: str) -> None:
        """Until no cell has one of these prompts; a traceback ends it at once."""
        end = time.monotonic() + _RUN_SECONDS
        errors = self.page.locator('.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.error"]')
        select = self.page.locator(".jp-Dialog", has_text="Select Kernel").locator("button.jp-mod-accept")
        while time.monotonic() < end:
            if errors.count():
                raise AssertionError(errors.first.inner_text()[-1500:])
            if select.count():  # on a busy machine JupyterLab asks when the kernel has not said hello yet
                select.click()
            busy = self.page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').count() == 0
            if not busy and not set(unfinished) & set(self.page.evaluate(_PROMPTS)):
                return
            self.page.wait_for_timeout(500)
        raise TimeoutError(f"{self.file.name} was still running after {_RUN_SECONDS} seconds")


_PROMPTS = (
    "() => [...document.querySelectorAll('.jp-Notebook .jp-InputPrompt')].map(prompt => prompt.textContent.trim())"
)
