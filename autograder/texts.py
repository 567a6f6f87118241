"""Texts from strangers: made harmless once, where they are received, and escaped for the place where they are shown.

A submission's error messages, names and values reach an instructor's terminal, a platform that reads Markdown, and
pages. :func:`clean` is called where such a text comes in: what is left has no control characters, is valid Unicode and
short. Each kind of output has its own escaping on top of that, here for Markdown.
"""

from __future__ import annotations

import re

#: Characters of one text from a stranger that are kept.
LONGEST = 6_000

_SEQUENCES = re.compile(  # of terminals: colours, titles, clipboards
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]?"
)
# The last ones change the direction of what follows, or hide in it.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\U000e0000-\U000e007f]")
_BREAK = re.compile(r"[ \t]*[\n\u2028\u2029]\s*")

# See :meth:`autograder.checks.Feedback.as_markdown`.
_TITLE = re.compile(r"\*\*(?:Expected|Observed|Why it matters|Next step):\*\*")
_CODE = re.compile(r"`([^`\n]+)`")
_SPECIAL = re.compile(r"([\\`*_\[\]<>~$|&@])|(?<=https)(:)|(?<=http)(:)|(?<=ftp)(:)|(?<=www)(\.)", re.I)
_LINE_START = re.compile(r"\s*(?:#|[+=-](?=[+=-]|\s|$)|\d{1,9}[.)](?=\s|$))")


def clean(text: str, longest: int = LONGEST) -> str:
    """A stranger's text without control characters and halves of surrogate pairs, and cut.

    Args:
        text: of any length; no more of it is looked at than may be kept.
        longest: characters that are kept.
    """
    start = text[: longest + 1]
    found = _CONTROL.sub("", _SEQUENCES.sub("", start)).encode("utf-8", "replace").decode("utf-8")
    return f"{found[: longest - 1]}…" if len(text) > longest else found


def one_line(text: str, longest: int = LONGEST) -> str:
    """The same without line breaks, so that it can pretend to be no paragraph of ours."""
    return _BREAK.sub(" ", clean(text, longest))


def markdown(text: str, *, titles: bool = False) -> str:
    """A text as Markdown for others to render, in which nothing is live but what feedback is made of.

    That is paragraphs, code between backticks and, if ``titles``, the bold titles of feedback. Everything else that
    could mean something (links, pictures, headings, lists, HTML, formulas) is escaped.
    """
    return "\n\n".join(_paragraph(paragraph, titles) for paragraph in re.split(r"\n\s*\n", text))


def _paragraph(text: str, titles: bool) -> str:
    title = _TITLE.match(text) if titles else None
    start = title.end() if title else 0
    parts = []
    for number, part in enumerate(_CODE.split(text[start:])):
        parts.append(f"`{part}`" if number % 2 else _escaped(part, at_start=not start and not number))
    return text[:start] + "".join(parts)


def _escaped(text: str, *, at_start: bool) -> str:
    if at_start:
        text = text.lstrip()  # four spaces would be code
    first, *others = _SPECIAL.sub(r"\\\g<0>", text).split("\n")
    if at_start:
        first = _at_start(first)
    return "\n".join((first, *map(_at_start, others)))


def _at_start(line: str) -> str:
    """A line that begins no heading, list or rule."""
    mark = _LINE_START.match(line)
    return f"{line[: mark.end() - 1]}\\{line[mark.end() - 1 :]}" if mark else line
