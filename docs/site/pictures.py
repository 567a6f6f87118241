"""Make the pictures of the documentation again: real runs and real pages in a real browser.

    python docs/site/pictures.py [feedback.png ...]

Needs Playwright and Debian's Chromium, and a few minutes. The students in the class report are invented.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from rich.console import Console, RenderableType

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"


def main(names: list[str]) -> None:
    """Draw these pictures; all of them by default."""
    PICTURES.mkdir(exist_ok=True)
    for name in names or DRAWN:
        with tempfile.TemporaryDirectory() as folder:
            DRAWN[name](Path(folder), PICTURES / name)


def verify(folder: Path, picture: Path) -> None:
    """The terminal after ``autograder verify hw2``."""
    from autograder.authoring.tables import verification_table
    from autograder.authoring.verify import verify_assignment
    from autograder.course import load_course

    terminal("autograder verify hw2", verification_table(verify_assignment(load_course().find("hw2"))), picture)


def feedback(folder: Path, picture: Path) -> None:
    """The page that ``autograder grade --out`` writes for somebody who scaled the images wrongly."""
    from autograder.authoring.release import release
    from autograder.course import course_folder, load_course
    from autograder.submissions.patching import patch_notebook

    assignment = load_course().find("hw2")
    built = release(assignment, folder / "dist")
    demo = course_folder().files(assignment.name).submissions / "demo"
    mistake = (demo / "a_scaled_by_255.py").read_text(encoding="utf-8")
    photograph(_graded(patch_notebook(built.solution, mistake, folder / "alice.ipynb"), folder), picture, height=1000)


def class_report(folder: Path, picture: Path) -> None:
    """The report about the class that the report's own tests invent."""
    sys.path.insert(0, str(ROOT))
    from tests.reports.test_class_page_in_browser import invented_class

    photograph(invented_class(folder / "class"), picture, height=1100)


DRAWN: dict[str, Callable[[Path, Path], None]] = {
    "verify.svg": verify,
    "feedback.png": feedback,
    "class-report.png": class_report,
}


def terminal(command: str, output: RenderableType, path: Path) -> None:
    """What a command prints, as it looks in a terminal; the picture asks for no font from elsewhere."""
    with Path("/dev/null").open("w") as nowhere:
        console = Console(record=True, width=96, file=nowhere, force_terminal=True)
        console.print(f"[bold]$ {command}[/]", highlight=False)
        console.print(output)
    picture = console.export_svg(title=command)
    path.write_text(re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL), encoding="utf-8")


def photograph(page_file: Path, path: Path, *, height: int) -> None:
    """The top of a page as a browser shows it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(offline=True, viewport={"width": 1000, "height": height}, color_scheme="light")
        page = context.new_page()
        page.goto(page_file.as_uri())
        page.screenshot(path=path)
        browser.close()


def _graded(notebook: Path, folder: Path) -> Path:
    """The page that ``autograder grade --out`` writes for a notebook."""
    from typer.testing import CliRunner

    from autograder.cli.app import app
    from autograder.results import GRADERS_FAULT

    arguments = ["grade", str(notebook), "--assignment", "hw2", "--out", str(folder / "graded")]
    done = CliRunner().invoke(app, arguments, catch_exceptions=False)
    if done.exit_code:
        sys.exit(done.output)
    page = folder / "graded" / notebook.stem / "index.html"
    if GRADERS_FAULT in page.read_text(encoding="utf-8"):
        sys.exit("The grader has a fault, and this is no picture to show: autograder verify hw2")
    return page


if __name__ == "__main__":
    main(sys.argv[1:])
