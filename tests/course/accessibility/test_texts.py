"""Notebooks and documentation: headings in order, pictures described, nothing that only a colour says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest

REPOSITORY = Path(__file__).resolve().parents[3]
NOTEBOOKS = sorted((REPOSITORY / "assignments").glob("hw*/*.ipynb"))
PAGES = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md"))]
TEXTS = [*NOTEBOOKS, *PAGES]
_FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^(#{1,6}) +(.+)$", re.MULTILINE)
_IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)")
_COLOUR = re.compile(r"\b(?:blue|orange|green|red|yellow|purple|vermilion)\b", re.IGNORECASE)
_OTHERWISE = re.compile(
    r"solid|dashed|dotted|hatched|circle|square|triangle|cross|line above|upper|lower", re.IGNORECASE
)


def text_of(path: Path) -> str:
    if path.suffix == ".md":
        return _FENCE.sub("", path.read_text("utf-8"))
    cells = nbformat.read(path, as_version=4).cells
    return "\n\n".join(_FENCE.sub("", cell.source) for cell in cells if cell.cell_type == "markdown")


def name_of(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


@pytest.mark.parametrize("path", TEXTS, ids=name_of)
def test_headings_are_in_order(path: Path) -> None:
    levels = [len(marks) for marks, _ in _HEADING.findall(text_of(path))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels


@pytest.mark.parametrize("path", TEXTS, ids=name_of)
def test_headings_say_different_things(path: Path) -> None:
    titles = [title for _, title in _HEADING.findall(text_of(path))]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("path", TEXTS, ids=name_of)
def test_pictures_are_described(path: Path) -> None:
    text = text_of(path)
    described = _IMAGE.findall(text)
    assert all(len(words.split()) >= 6 for words, _ in described), described
    assert "<img" not in text


def test_there_are_pictures() -> None:
    assert sum(len(_IMAGE.findall(text_of(path))) for path in NOTEBOOKS) >= 1
    assert sum(len(_IMAGE.findall(text_of(path))) for path in PAGES) >= 6


@pytest.mark.parametrize("path", TEXTS, ids=name_of)
def test_links_say_where_they_lead(path: Path) -> None:
    links = re.findall(r"(?<!!)\[([^\]]+)\]\(", text_of(path))
    assert [words for words in links if words.lower().strip() in {"here", "this", "link", "click here"}] == []


def _told() -> Iterator[tuple[str, str]]:
    for path in TEXTS:
        yield name_of(path), text_of(path)
    for path in sorted((REPOSITORY / "assignments" / "lab" / "hint_texts").glob("*.json")):
        for task, hints in json.loads(path.read_text("utf-8")).items():
            yield f"{name_of(path)} {task}", " ".join(hints)


def test_no_text_relies_on_a_colour() -> None:
    """A sentence that names a colour of a plot also says how the line looks otherwise."""
    relying = [
        f"{where}: {sentence}"
        for where, text in _told()
        for sentence in re.split(r"(?<=[.?!])\s+", " ".join(text.split()))
        if _COLOUR.search(sentence) and not _OTHERWISE.search(sentence)
    ]
    assert relying == []


@pytest.mark.parametrize("name", ["page.html", "class.html"])
def test_pages_say_their_language_and_begin_with_one_heading(name: str) -> None:
    page = (REPOSITORY / "autograder" / "reports" / "templates" / name).read_text("utf-8")
    assert re.search(r'<html lang="en"', page)
    levels = [int(level) for level in re.findall(r"<h([1-6])\b", page)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
