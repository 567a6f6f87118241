"""A Python script as cells: those that it marks, or else each statement for itself.

So one statement that fails costs no more than a cell of a notebook does.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# py:percent, what nbconvert writes, and Databricks
_CELL_MARK = re.compile(r"^# ?%%(.*)$|^# In\[[ \d]*\]:.*$|^# COMMAND -+$", re.M)
_MAGIC = re.compile(r"^(\s*)[%!].*$")
_IPYTHON = re.compile(r"^(?P<indent>[ \t]*)get_ipython\(\)\.(?P<call>\w+)(?P<arguments>\(.*\))[ \t]*$", re.M)
_GOES_ON = re.compile(r"(else|elif|except|finally|case)\b|[)\]}#\s]|$")
_LONGEST = 400  # lines of one statement that is looked for in a script with errors
_MOST = 4_000  # statements; of more, the rest is one
_LONGEST_PARSED = 300_000  # characters; the tree of more would take much memory
_MOST_PARSED = 50_000  # lines, over and over; beyond, pieces are what begins at the margin


@dataclass(frozen=True)
class Piece:
    """A part of a script.

    Attributes:
        source: its text.
        line: where it begins, for a script without marks; or else 0.
    """

    source: str
    line: int = 0


def script_pieces(text: str) -> Iterator[Piece]:
    """The cells of a script; pieces may be blank."""
    marks = list(_CELL_MARK.finditer(text))
    if not marks:
        yield from _statements(text)
        return
    end, in_code = 0, True
    for mark in marks:
        if in_code:
            yield Piece(_as_magics(text[end : mark.start()]))
        end, in_code = mark.end(), not re.search(r"\[(markdown|md|raw)\]", mark.group(1) or "")
    if in_code:
        yield Piece(_as_magics(text[end:]))


def _as_magics(code: str) -> str:
    """Code with the calls that nbconvert makes of magics turned back into them."""
    calls = [match for match in _IPYTHON.finditer(code) if match["call"] == "run_cell_magic"]
    if len(calls) == 1 and not (code[: calls[0].start()] + code[calls[0].end() :]).strip():
        arguments = _literals(calls[0]["arguments"])
        if len(arguments) == 3:
            return f"%%{arguments[0]} {arguments[1]}".rstrip() + f"\n{arguments[2]}"
    return _IPYTHON.sub(_as_magic, code)


def _as_magic(match: re.Match[str]) -> str:
    arguments = _literals(match["arguments"])
    marks = {"run_line_magic": "%", "magic": "%", "system": "!", "getoutput": "!!"}
    if not arguments or match["call"] not in marks:
        return match[0]
    return f"{match['indent']}{marks[match['call']]}{' '.join(arguments)}".rstrip()


def _literals(call: str) -> list[str]:
    try:
        node = ast.parse(f"f{call}", mode="eval").body
        found = [ast.literal_eval(argument) for argument in node.args] if isinstance(node, ast.Call) else []
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return found if all(isinstance(value, str) for value in found) else []


def _statements(text: str) -> Iterator[Piece]:
    lines = _as_magics(text).split("\n")
    parsed = _parsed(lines)
    starts = _starts(parsed.body) if parsed is not None else _guessed_starts(lines)
    if not starts:
        yield Piece("\n".join(lines), 1)
        return
    starts = starts[:_MOST]
    for start, end in zip(starts, [*starts[1:], len(lines) + 1], strict=True):
        yield Piece("\n".join(lines[start - 1 : end - 1]).rstrip(), start)


def _parsed(lines: Sequence[str]) -> ast.Module | None:
    if sum(map(len, lines)) > _LONGEST_PARSED:
        return None
    try:
        with warnings.catch_warnings():  # of odd escapes and the like, in code that is not ours
            warnings.simplefilter("ignore")
            return ast.parse("\n".join(_MAGIC.sub(r"\1pass", line) for line in lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _starts(body: Sequence[ast.stmt]) -> list[int]:
    """Numbers of the lines at which statements begin, decorators included; several on one line are one."""
    found: list[int] = []
    end = 0
    for node in body:
        decorators = getattr(node, "decorator_list", [])
        start = min([node.lineno, *(decorator.lineno for decorator in decorators)])
        if start > end:
            found.append(start)
        end = node.end_lineno or start
    return found


def _guessed_starts(lines: Sequence[str]) -> list[int]:
    """The same where something is no Python: the shortest pieces that are, and what lies between them."""
    found = []
    place, budget = 0, _MOST_PARSED
    while place < len(lines):
        if not lines[place].strip() or lines[place].startswith("#"):
            place += 1
            continue
        found.append(place + 1)
        ends = [end for end in range(place + 1, min(len(lines), place + _LONGEST) + 1) if _may_end(lines, end)]
        for end in ends:
            budget -= end - place
            if budget < 0 or _parsed(lines[place:end]) is not None:
                break
        else:
            end = ends[0] if ends else place + _LONGEST
        place = end if budget >= 0 else ends[0] if ends else place + _LONGEST
    return found


def _may_end(lines: Sequence[str], end: int) -> bool:
    """Whether the next line is at the margin, and begins something."""
    return end == len(lines) or not _GOES_ON.match(lines[end])
