"""Submissions that share more of their own code than chance explains: a place to look, not a verdict.

Each submission is reduced to fingerprints of its own code, as in Schleimer, Wilkerson and Aiken, "Winnowing: local
algorithms for document fingerprinting" (SIGMOD 2003): hashes of every run of ``K`` tokens, of which the least in each
window of ``WINDOW`` is kept. Names that a student chose count as one and the same token, so that renaming hides
nothing; comments and layout are not looked at. Lines that were handed out are left out beforehand, and so is what many
share, because a short task has solutions that everyone finds. Similarity is the share of common fingerprints among
those of either (Jaccard's index).
"""

from __future__ import annotations

import keyword
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

K = 9
WINDOW = 4
LEAST = 0.5  # similarity from which a pair is listed
FEWEST_SHARED = 5  # fingerprints
COMMON = 0.05  # share of the class (and at least COMMON_AT_LEAST students) from which code is common
COMMON_AT_LEAST = 8
MOST_LINES = 5_000  # of one submission that are looked at
_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)|(?P<string>[rbfuRBFU]{0,2}(?:'''.*?'''|\"\"\".*?\"\"\"|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"))"""
    r"""|(?P<number>\d[\w.]*)|(?P<name>\.?\s*[^\W\d]\w*)|(?P<mark>[^\s\w])""",
    re.S,
)


@dataclass(frozen=True)
class Line:
    """One line of a submission; ``cell`` and ``number`` count from 1."""

    cell: int
    number: int
    text: str


@dataclass(frozen=True)
class Pair:
    """Two submissions that are alike.

    Attributes:
        first, second: their names.
        similarity: 0 to 1.
        shared: how many fingerprints they have in common.
        first_lines, second_lines: the lines that those cover, in order.
    """

    first: str
    second: str
    similarity: float
    shared: int
    first_lines: tuple[Line, ...]
    second_lines: tuple[Line, ...]


@dataclass(frozen=True)
class _Prints:
    """A submission's fingerprints, each with the lines that it covers."""

    name: str
    lines: dict[int, frozenset[Line]]


def alike(
    submissions: Iterable[tuple[str, Sequence[str]]], handed_out: Sequence[str], *, least: float = LEAST, most: int = 40
) -> list[Pair]:
    """The pairs that are most alike.

    Args:
        submissions: names and code cells; names are different.
        handed_out: the code cells that all of them began with.
        least: similarity from which a pair is listed.
        most: how many pairs, at most.

    Returns:
        The most similar pair first.
    """
    known = {_squeezed(line) for cell in handed_out for line in cell.splitlines()}
    vocabulary = {token for cell in handed_out for token in re.findall(r"[^\W\d]\w*", cell)}
    prints = [_Prints(name, _fingerprints(_own_lines(cells, known), vocabulary)) for name, cells in submissions]
    holders: dict[int, list[int]] = defaultdict(list)
    for index, item in enumerate(prints):
        for value in item.lines:
            holders[value].append(index)
    limit = max(COMMON_AT_LEAST, COMMON * len(prints))
    rare = {value: who for value, who in holders.items() if len(who) <= limit}
    own = [len(item.lines.keys() & rare.keys()) for item in prints]
    shared: Counter[tuple[int, int]] = Counter()
    for who in rare.values():
        shared.update(combinations(who, 2))
    ranked = sorted(
        (
            (count / (own[a] + own[b] - count), count, a, b)
            for (a, b), count in shared.items()
            if count >= FEWEST_SHARED and count >= least * (own[a] + own[b] - count)
        ),
        key=lambda row: (-row[0], -row[1], row[2], row[3]),
    )
    return [_pair(prints[a], prints[b], share, rare.keys()) for share, _, a, b in ranked[:most]]


def _pair(first: _Prints, second: _Prints, similarity: float, rare: Iterable[int]) -> Pair:
    common = first.lines.keys() & second.lines.keys() & set(rare)
    return Pair(first.name, second.name, similarity, len(common), _covered(first, common), _covered(second, common))


def _covered(prints: _Prints, values: Iterable[int]) -> tuple[Line, ...]:
    lines = {line for value in values for line in prints.lines[value]}
    return tuple(sorted(lines, key=lambda line: (line.cell, line.number)))


def _own_lines(cells: Sequence[str], known: set[str]) -> list[Line]:
    lines = [
        Line(cell, number, text)
        for cell, source in enumerate(cells, 1)
        for number, text in enumerate(source.splitlines(), 1)
        if _squeezed(text) and _squeezed(text) not in known
    ]
    return lines[:MOST_LINES]


def _fingerprints(lines: Sequence[Line], vocabulary: set[str]) -> dict[int, frozenset[Line]]:
    tokens = list(_tokens(lines, vocabulary))
    texts = [text for text, _ in tokens]
    hashes = [zlib.crc32("\0".join(texts[at : at + K]).encode()) for at in range(len(texts) - K + 1)]
    kept: dict[int, set[Line]] = defaultdict(set)
    for start in range(max(0, len(hashes) - WINDOW + 1)):
        window = hashes[start : start + WINDOW]
        at = start + max(range(WINDOW), key=lambda i: (-window[i], i))  # the least; the last of equal ones
        kept[hashes[at]].update(line for _, line in tokens[at : at + K])
    return {value: frozenset(found) for value, found in kept.items()}


def _tokens(lines: Sequence[Line], vocabulary: set[str]) -> Iterator[tuple[str, Line]]:
    """Tokens that layout, comments and chosen names do not change. It reads what is not Python, too."""
    for line in lines:
        for match in _TOKEN.finditer(line.text[:2_000]):
            text = match[0]
            match match.lastgroup:
                case "comment":
                    continue
                case "string":
                    text = '"'
                case "name":
                    text = "".join(text.split())
                    if text[0] != "." and not keyword.iskeyword(text) and text not in vocabulary:
                        text = "name"
            yield text, line


def _squeezed(text: str) -> str:
    return "".join(text.split())
