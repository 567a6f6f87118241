"""Blackboard: ``<assignment>_<user>_attempt_<date>_<file>``, and a text of the platform's own for each attempt.

Both the assignment and the user name may have underscores. Where they meet is said by the text, by a roster, or by what
all names of the download have in common.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import takewhile

from autograder.classes.people import Student
from autograder.classes.roster import Roster
from autograder.classes.times import moment
from autograder.classes.uploads import Attempt, Reading, Upload
from autograder.submissions.archive import shown

_NAME = re.compile(
    r"(?P<head>.+?_.+?)_attempt_(?P<date>\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d)(?:_(?P<file>.+)|(?P<text>\.txt))", re.S
)
_SAYS_WHO = re.compile(r"^Name:[ \t]*(?P<name>.*?)[ \t]*(?:\((?P<user>[^()\n]+)\))?[ \t]*\r?$", re.M)
_MAX_TEXT = 100_000


def fits(name: str) -> bool:
    """Whether a name looks like this platform's."""
    return _NAME.fullmatch(name) is not None


def read(uploads: Sequence[Upload], roster: Roster | None) -> Reading:
    """The attempts in a download."""
    files: dict[tuple[str, str], list[tuple[re.Match[str], Upload]]] = defaultdict(list)
    left_out = []
    for upload in uploads:
        match = _NAME.fullmatch(upload.name)
        if match is None:
            left_out.append(f"{shown(upload.name)} does not say whose it is.")
        else:
            files[match["head"], match["date"]].append((match, upload))
    said = {head: _said(pairs) for (head, _), pairs in files.items() if any(match["text"] for match, _ in pairs)}
    heads = {head for head, _ in files}
    users, doubtful = _users(heads, {head: user for head, (_, user) in said.items() if user}, roster)
    attempts = []
    for (head, date), pairs in files.items():
        handed_in = [(match["file"], upload.path) for match, upload in pairs if match["file"]]
        handed_in = handed_in or [("comment.txt", upload.path) for _, upload in pairs]
        name = said[head][0] if head in said else ""
        attempts.append(Attempt((Student(users[head], name),), tuple(handed_in), date, at=moment(date)))
    left_out += [
        f"Where the user name begins in {shown(head)} is not clear; {users[head]} was taken for it. "
        "A list of students decides it: --roster FILE."
        for head in sorted(doubtful)
    ]
    return Reading(attempts, left_out)


def _said(pairs: Sequence[tuple[re.Match[str], Upload]]) -> tuple[str, str]:
    """The name and the user name in the platform's own text, as far as it has them."""
    path = next(upload.path for match, upload in pairs if match["text"])
    try:
        with path.open("rb") as file:
            text = file.read(_MAX_TEXT).decode("utf-8-sig", "replace")
    except OSError:
        return "", ""
    match = _SAYS_WHO.search(text)
    return (match["name"], match["user"] or "") if match else ("", "")


def _users(heads: set[str], said: Mapping[str, str], roster: Roster | None) -> tuple[dict[str, str], set[str]]:
    """The user name in each head, and the heads where it is a guess."""
    users = {head: user for head, user in said.items() if head.endswith(f"_{user}")}
    if roster:
        for head in heads - users.keys():
            endings = [head[place + 1 :] for place in _underscores(head) if roster.by_id(head[place + 1 :])]
            if len(endings) == 1:
                users[head] = endings[0]
    # The assignment is the same for all.
    known = Counter(head.removesuffix(f"_{user}") for head, user in users.items())
    common = known.most_common(1)[0][0] if known else _common(heads)
    rest = heads - users.keys()
    users.update((head, head[len(common) + 1 :]) for head in rest if common and head.startswith(f"{common}_"))
    users.update((head, head.rpartition("_")[2]) for head in heads - users.keys())
    if known:
        return users, {head for head in rest if not head.startswith(f"{common}_")}
    return users, {head for head in rest if head.count("_") > 1 and len(heads) == 1}


def _underscores(head: str) -> list[int]:
    return [place for place, char in enumerate(head) if char == "_"]


def _common(heads: set[str]) -> str:
    """What all heads begin with, up to an underscore and with something behind it."""
    if len(heads) == 1:
        return ""
    pairs = zip(min(heads), max(heads), strict=False)
    same = "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return same.rpartition("_")[0]
