"""Find the command lines in README.md and in the documentation."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_SHELL = {"sh", "bash", "console"}
_BETWEEN = {"&&", "||", ";", "|"}


@dataclass(frozen=True)
class Command:
    """A command line of the documentation.

    Attributes:
        page: where it stands.
        text: as it stands there.
        words: of it, without what is only for the shell.
        inline: it stands within a sentence or a table.
    """

    page: str
    text: str
    words: tuple[str, ...]
    inline: bool

    @property
    def program(self) -> str:
        """What is run, without its folder."""
        return Path(self.words[0]).name


def documented(repository: Path) -> list[Command]:
    """Every command line, in order; those in running text only if they are ours."""
    return [
        command
        for page in (repository / "README.md", *sorted((repository / "docs").glob("*.md")))
        if page.name != "cli.md"  # it names commands, and is made from them
        for command in commands_in(page.read_text(encoding="utf-8"), page.relative_to(repository).as_posix())
    ]


def commands_in(markdown: str, page: str) -> Iterator[Command]:
    """The command lines of one page."""
    for language, block in _FENCE.findall(markdown):
        if language in _SHELL:
            for line in block.replace("\\\n", " ").splitlines():
                yield from _commands(line, page, inline=False)
    for span in _INLINE.findall(_FENCE.sub("", markdown)):
        for command in _commands(span, page, inline=True):
            if command.program == "autograder" and len(command.words) > 1:
                yield command


def _commands(line: str, page: str, *, inline: bool) -> Iterator[Command]:
    """The commands of one line of a shell."""
    try:
        words = shlex.split(line, comments=True)
    except ValueError:  # a piece of prose or of another language
        return
    part: list[str] = []
    for word in [*words, ";"]:
        if word not in _BETWEEN:
            part.append(word)
            continue
        if part:
            yield Command(page, shlex.join(part), tuple(part), inline)
        part = []
