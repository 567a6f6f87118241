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
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

K = 9
WINDOW = 4
LEAST = 0.5  # similarity from which a pair is listed
FEWEST_SHARED = 5  # fingerprints
COMMON = 0.05  # share of the class (and at least COMMON_AT_LEAST students) from which code is common
COMMON_AT_LEAST = 8
MOST_LINES = 5_000  # of one submission that are looked at
MOST_CHARACTERS = 300_000  # likewise
_LONGEST_LINE = 2_000
# A string that has no end in its line ends with it: whatever begins is also read, so that no part is read again.
_TOKEN = re.compile(
    r"""(?P<comment>\#.*)"""
    r"""|(?P<string>[rbfuRBFU]{0,2}(?:'''(?:.*?'''|.*)|\"\"\"(?:.*?\"\"\"|.*)"""
    r"""|'(?:\\.?|[^'\\])*(?:'|\Z)|"(?:\\.?|[^"\\])*(?:"|\Z)))"""
    r"""|(?P<number>\d[\w.]*)|(?P<name>(?:\.\s*)?[^\W\d]\w*)|(?P<mark>[^\s\w])""",
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


class _Reader:
    """Reduces submissions to fingerprints, in the light of what was handed out."""

    def __init__(self, handed_out: Sequence[str]) -> None:
        self._known = {_squeezed(line) for cell in handed_out for line in cell.splitlines()}
        self._vocabulary = {token for cell in handed_out for token in re.findall(r"[^\W\d]\w*", cell)}

    def lines_of(self, cells: Sequence[str]) -> dict[int, set[Line]]:
        """Fingerprints, each with the lines that it covers."""
        return _fingerprints(_own_lines(cells, self._known), self._vocabulary)


def alike(
    names: Sequence[str],
    cells_of: Callable[[int], Sequence[str]],
    handed_out: Sequence[str],
    *,
    least: float = LEAST,
    most: int = 40,
) -> list[Pair]:
    """The pairs of submissions that are most alike.

    Args:
        names: of the submissions.
        cells_of: gives the code cells of a submission by its place among the names; asked again for those that are
            listed, so that a large class need not be in memory.
        handed_out: the code cells that all of them began with.
        least: similarity from which a pair is listed.
        most: how many pairs, at most.

    Returns:
        The most similar pair first.
    """
    reader = _Reader(handed_out)
    holders: dict[int, array[int]] = defaultdict(lambda: array("l"))
    for place in range(len(names)):
        for value in reader.lines_of(cells_of(place)):
            holders[value].append(place)
    limit = max(COMMON_AT_LEAST, COMMON * len(names))
    rare = {value: who for value, who in holders.items() if len(who) <= limit}
    own = Counter(place for who in rare.values() for place in who)
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
    pairs = []
    for similarity, _, a, b in ranked[:most]:
        first, second = reader.lines_of(cells_of(a)), reader.lines_of(cells_of(b))
        common = first.keys() & second.keys() & rare.keys()
        pairs.append(
            Pair(names[a], names[b], similarity, len(common), _covered(first, common), _covered(second, common))
        )
    return pairs


def _covered(lines_of: dict[int, set[Line]], values: Iterable[int]) -> tuple[Line, ...]:
    lines = {line for value in values for line in lines_of[value]}
    return tuple(sorted(lines, key=lambda line: (line.cell, line.number)))


def _own_lines(cells: Sequence[str], known: set[str]) -> list[Line]:
    lines = [
        Line(cell, number, text)
        for cell, source in enumerate(cells, 1)
        for number, text in enumerate(source.splitlines(), 1)
        if _squeezed(text) and _squeezed(text) not in known
    ]
    kept, characters = [], 0
    for line in lines[:MOST_LINES]:
        characters += min(len(line.text), _LONGEST_LINE)
        if characters > MOST_CHARACTERS:
            break
        kept.append(line)
    return kept


def _fingerprints(lines: Sequence[Line], vocabulary: set[str]) -> dict[int, set[Line]]:
    tokens = list(_tokens(lines, vocabulary))
    texts = [text for text, _ in tokens]
    hashes = [zlib.crc32("\0".join(texts[at : at + K]).encode()) for at in range(len(texts) - K + 1)]
    kept: dict[int, set[Line]] = defaultdict(set)
    for start in range(max(0, len(hashes) - WINDOW + 1)):
        window = hashes[start : start + WINDOW]
        at = start + max(range(WINDOW), key=lambda i: (-window[i], i))  # the least; the last of equal ones
        kept[hashes[at]].update(line for _, line in tokens[at : at + K])
    return kept


def _tokens(lines: Sequence[Line], vocabulary: set[str]) -> Iterator[tuple[str, Line]]:
    """Tokens that layout, comments and chosen names do not change. It reads what is not Python, too."""
    for line in lines:
        for match in _TOKEN.finditer(line.text[:_LONGEST_LINE]):
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
