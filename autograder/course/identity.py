"""Whether the name that a notebook gives is one of those by which a platform knows whoever handed it in."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from autograder.course.lateness import read_table


@dataclass(frozen=True)
class KnownAs:
    """How a platform knows those who handed something in; empty where it does not say.

    Attributes:
        emails: their addresses.
        names: their whole names.
    """

    emails: Collection[str] = ()
    names: Collection[str] = ()

    @classmethod
    def from_gradescope(cls, metadata: dict[str, Any]) -> KnownAs:
        """What ``submission_metadata.json`` says."""
        users = metadata.get("users")
        people = [read_table(user) for user in (users if isinstance(users, list) else [])]
        return cls(tuple(_texts(people, "email")), tuple(_texts(people, "name")))

    def remark(self, me: str) -> str:
        """What to tell a student whose notebook gives a name that is surely none of theirs; or nothing.

        Addresses are compared up to their ``@``, for one person may have several at one place. A number says nothing,
        since platforms have numbers of their own.

        Args:
            me: the name, in one line.
        """
        told = me.strip().casefold()
        logins = {email.strip().casefold().partition("@")[0] for email in self.emails}
        if not told or told.partition("@")[0] in logins:
            return ""
        if "@" in told:
            is_known = not self.emails
        else:
            words = set(re.findall(r"\w+", told))
            names = [set(re.findall(r"\w+", name.casefold())) for name in self.names]
            is_known = not names or any(map(str.isdigit, told)) or any(words <= name for name in names)
        if is_known:
            return ""
        return (
            f'`lab.me("{me.strip()}")` in your notebook is not how the course page knows you. This costs '
            "nothing. The codes of choices belong to that name: write your own there, and copy the codes again."
        )


def _texts(people: Iterable[dict[str, Any]], key: str) -> Iterable[str]:
    return (person[key] for person in people if isinstance(person.get(key), str) and person[key].strip())
