"""The attacks: ``attack_files/``, one file each.

``cells/*.py`` are patches of the toy notebook, in the format of :mod:`autograder.submissions.patching`. The others are
programs of ours that write what is handed in. In ``files/*.py`` it is one odd submission: ``build(folder, notebook,
arena)`` gets its folder and the toy notebook. In ``classes/*.py`` it is the download of a class, and in
``several/*.py`` files that are graded by one command: ``build(folder, notebook)`` gets a folder and
:func:`~autograder.assurance.hostile.toy.notebook`, for those who attack and for those who do not. Comments say what
each is about::

    # tries: to read the hidden grader and to tell it in an error message
    # must not: the marker is in no output
    # would: secret        what comes of it where nothing stops it: names of :class:`Harm`
    # undefended: open     where that is shown: ``open``, without the layers; or ``naive``, a grader in one process
    # earns: 3             points that it has to get; without this line at most those of the toy notebook
    # owners: 101 102      of a class or of several files: those who must have full marks, by id or by path
    # stopped by: Landlock what does it, where the attack itself cannot observe it

In a patch, ``K`` holds what a well-informed attacker knows, ``attempt`` notes what the system answered, and ``tell``
and ``boast`` bring out what was found or done; see :mod:`autograder.assurance.hostile.arena`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from autograder.errors import CourseError

#: Points that the toy notebook has earned, whose first answer is wrong.
EARNED = 3.0

#: The attacks of this package, one file each.
ATTACKS = Path(__file__).with_name("attack_files")


class Harm(str, Enum):
    """What an attack can achieve; the value is for people."""

    POINTS = "points that were not earned"
    SECRET = "a secret is told"
    RESULTS = "no proper results"
    CODE = "its code runs in the grader"
    LEFT = "something is left running"
    FILES = "files are changed"
    OTHERS = "other processes are disturbed"
    CONTACT = "somebody is reached"
    TIME = "it does not end"
    RESOURCES = "it takes more than it may"
    FLOOD = "it floods the results"
    MARKUP = "its markup is live on the page"
    NEXT = "the next submission suffers"
    ROWS = "another one's points are touched"


class Undefended(str, Enum):
    """Where an attack is shown to work."""

    OPEN = "open"
    NAIVE = "naive"


class Form(str, Enum):
    """What an attack is handed in as; the value is the folder of those like it."""

    PATCH = "cells"
    FILE = "files"
    CLASS = "classes"
    SEVERAL = "several"

    @property
    def is_of_many(self) -> bool:
        """Whether there is more than one submission."""
        return self in (Form.CLASS, Form.SEVERAL)


@dataclass(frozen=True)
class Attack:
    """One hostile submission, or one in which others are attacked that are graded with it.

    Attributes:
        name: file name without its ending.
        tries: what it does, in words.
        must_not: what must not happen.
        would: what comes of it where nothing stops it.
        undefended: where that can be seen.
        earns: points that it gets if all is well, or None for at most what the toy notebook has earned.
        stopped_by: what stops it, where that cannot be observed.
        owners: where there is more than one submission, those who must have full marks: ids of students, or paths.
        source: a patch, or else the program that writes what is handed in.
        form: what it is handed in as.
    """

    name: str
    tries: str
    must_not: str
    would: frozenset[Harm]
    undefended: Undefended
    source: str
    form: Form = Form.PATCH
    earns: float | None = None
    stopped_by: str = ""
    owners: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """For people."""
        return self.name.replace("_", " ")


def load_attacks(folder: Path = ATTACKS) -> tuple[Attack, ...]:
    """All attacks, sorted by name.

    Args:
        folder: holds a folder for each :class:`Form`, as far as there are some.

    Raises:
        CourseError: there are none, or one does not say what it is about.
    """
    attacks = [_read(path) for form in Form for path in folder.glob(f"{form.value}/*.py")]
    if not attacks:
        raise CourseError(f"{folder} holds no attacks.", "Reinstall the package.")
    return tuple(sorted(attacks, key=lambda attack: attack.name))


def _read(path: Path) -> Attack:
    text = path.read_text(encoding="utf-8")
    known = {
        key: found[1].strip()
        for key in ("tries", "must not", "would", "undefended", "earns", "stopped by", "owners")
        if (found := re.search(rf"^# {key}: *(.*)$", text, re.M))
    }
    try:
        return Attack(
            name=path.stem,
            tries=known["tries"],
            must_not=known["must not"],
            would=frozenset(Harm[name.upper()] for name in known["would"].split()),
            undefended=Undefended(known["undefended"]),
            source=text,
            form=Form(path.parent.name),
            earns=float(known["earns"]) if "earns" in known else None,
            stopped_by=known.get("stopped by", ""),
            owners=tuple(known.get("owners", "").split()),
        )
    except (KeyError, ValueError) as problem:
        raise CourseError(
            f"{path} does not say what it is about: {problem}.", "See the attacks beside it for the comments it needs."
        ) from problem
