"""Files that hold no notebook that can be read here, and what to hand in instead."""

from __future__ import annotations

import re

from autograder.errors import SubmissionError
from autograder.submissions.archive import shown

_ARCHIVE = re.compile(r"\.(rar|7z|tar|tgz|tar\.\w+|gz|bz2|xz)$", re.I)
_ARCHIVE_STARTS = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_TEXT = re.compile(r"\.(md|markdown|rmd|qmd|myst)$", re.I)
_PAGE = re.compile(r"\.html?$", re.I)
_DOCUMENT = re.compile(r"\.(docx?|odt|rtf|pages)$", re.I)


def refuse_format(name: str, start: bytes, expected: str) -> None:
    """Refuse a file of a kind that people take for their notebook.

    Args:
        name: the file's.
        start: its first bytes, as far as they are known.
        expected: the assignment's name.

    Raises:
        SubmissionError: it is such a file; the message says how to come to a notebook.
    """
    if _ARCHIVE.search(name) or start.startswith(_ARCHIVE_STARTS):
        raise SubmissionError(
            f"{shown(name)} is an archive of a kind that is not opened here.",
            f"Unpack it, and hand in {expected}.ipynb itself or a .zip with it.",
        )
    if _TEXT.search(name):
        raise SubmissionError(
            f"{shown(name)} is a text file, not a notebook.",
            f"Turn it into one with jupytext --to ipynb, and hand in {expected}.ipynb.",
        )
    if _PAGE.search(name):
        raise SubmissionError(
            f"{shown(name)} is a web page, not a notebook.",
            "Download the notebook itself (in Jupyter or Colab: File, Download .ipynb) and hand that in.",
        )
    if _DOCUMENT.search(name):
        raise SubmissionError(
            f"{shown(name)} is a document, not a notebook.",
            f"Hand in the notebook itself, {expected}.ipynb.",
        )
