"""What is to be installed is said in the same words everywhere, and pip can find it."""

from __future__ import annotations

import re
from importlib.metadata import metadata
from pathlib import Path

_LINE = re.compile(r"pip install (?P<what>[^`\n\"&]+?)(?: in the checkout.*)?[`\n\"&]")
_OURS = re.compile(r"(?:-q )?(?:-e )?(?:\.|'\.\[(?P<extra>\w+)\]'|'WHEEL\[\w+\]'|WHEEL|-r requirements\.txt)")


def lines(repository: Path) -> list[str]:
    pages = [repository / "README.md", *(repository / "docs").glob("*.md")]
    code = [*(repository / "autograder" / "cli").glob("*.py"), *(repository / "autograder" / "authoring").glob("*.py")]
    return [
        match["what"].strip() for path in (*pages, *code) for match in _LINE.finditer(path.read_text(encoding="utf-8"))
    ]


def test_students_install_what_comes_with_the_notebook(repository: Path) -> None:
    assert [line for line in lines(repository) if "otter" in line or "jupyter" in line] == []
    pages = (repository / "docs" / "students.md", repository / "autograder" / "authoring" / "handout.py")
    assert all("pip install -r requirements.txt\n" in page.read_text(encoding="utf-8") for page in pages)


def test_instructors_install_the_checkout_or_the_wheel(repository: Path) -> None:
    """The package is on no index, so its name alone would find nothing, or somebody else's."""
    ours = lines(repository)
    assert len(ours) >= 5
    assert [line for line in ours if not _OURS.fullmatch(line)] == []
    known = metadata("transfer-learning-autograder").get_all("Provides-Extra") or []
    extras = {match["extra"] for line in ours if (match := _OURS.fullmatch(line)) and match["extra"]}
    assert {"cluster", "docs", "test"} <= extras
    assert extras <= set(known)
