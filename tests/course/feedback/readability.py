"""How hard a text is to read, and whether it says what to do."""

from __future__ import annotations

import re

#: Code in a text: between backticks, calls, keyword arguments, dotted and underscored names, CamelCase, lists.
_CODE = re.compile(
    r"`[^`]*`|\w+(?:\.\w+)*\([^()]*\)|\w+=\S+|\b\w+(?:[._]\w+)+\b|\b[A-Z][a-z]+[A-Z]\w*|\[[^\]]*\]|\bmodel\.compile\S*"
)
_WORD = re.compile(r"[A-Za-zÀ-ÿ]+(?:['’][a-z]+)?|\d[\d.,]*")
_SENTENCE = re.compile(r"[.?!:;](?=\s|$)")
#: Verbs with which a next step begins.
STEPS = frozenset(
    re.findall(
        r"\w+",
        """
        add answer ask average build call change check choose clear collect compare compile complete compute
        copy count create divide do download draw drop end enter fill find fix flip follow freeze give go hand
        join keep leave let load look lower make measure mend multiply name open pass pick prepare put reach
        read record remove replace resolve restart return round run save say scale send set shorten shuffle sort
        split start stop subtract sum switch take think train try turn unfreeze unzip upload use validate wait
        work write
        """,
    )
)
_DEMANDS = re.compile(r"\b(?:should|must|has to|have to|needs? to)\b")


def without_code(text: str) -> str:
    """A text in which code counts as one short word, for it is looked at and not read."""
    return _CODE.sub(" it ", text)


def words(text: str) -> list[str]:
    """The words of a text."""
    return _WORD.findall(without_code(text))


def syllables(word: str) -> int:
    """About how many syllables an English word has: groups of vowels, without a silent e."""
    word = word.lower()
    if not word[0].isalpha():
        return 1
    word = re.sub(r"(?:[^laeiouy]es|[^dt]ed|[^laeiouy]e)$", lambda found: found[0][0], word)
    return max(1, len(re.findall(r"[aeiouy]+", word)))


def reading_ease(text: str) -> float:
    """Flesch's reading ease: 100 is very easy, 60 plain English, 30 academic prose.

    R. Flesch, "A new readability yardstick", Journal of Applied Psychology 32 (1948), 221-233.
    """
    found = words(text)
    count = max(1, len(found))
    sentences = max(1, len(_SENTENCE.findall(without_code(text))))
    return 206.835 - 1.015 * count / sentences - 84.6 * sum(map(syllables, found)) / count


def says_what_to_do(text: str) -> bool:
    """Whether a text asks a question, gives an order, or says what has to be."""
    plain = without_code(text)
    if "?" in plain or _DEMANDS.search(plain):
        return True
    return any(
        begins in STEPS
        for clause in re.split(r"[.!:;,]\s+|\b(?:and|or|then|[Ee]ither)\s+|(?<=\b7)\s+(?=[A-Z])", plain)
        for begins in [word.lower() for word in clause.split()[:1]]
    )
