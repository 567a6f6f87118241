"""Corrections in the store's file: each stays there for good, also when it was undone."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable
from dataclasses import replace

from autograder.classes.corrections import Correction, Kind
from autograder.classes.people import Student

SCHEMA = """
CREATE TABLE IF NOT EXISTS correction (
    number INTEGER PRIMARY KEY AUTOINCREMENT, student TEXT NOT NULL, name TEXT NOT NULL, email TEXT NOT NULL,
    kind TEXT NOT NULL, subject TEXT NOT NULL, value REAL, why TEXT NOT NULL, digest TEXT NOT NULL,
    made REAL NOT NULL, undone REAL)
"""


class Ledger:
    """The corrections of a class.

    Args:
        connection: to the store's file.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def standing(self) -> list[Correction]:
        """Those that hold, in the order in which they were made."""
        rows = self._connection.execute(
            "SELECT number, student, name, email, kind, subject, value, why, digest FROM correction "
            "WHERE undone IS NULL ORDER BY number"
        )
        return [
            Correction(Student(*who), Kind(kind), why, value, check, number, digest)
            for number, *who, kind, check, value, why, digest in rows.fetchall()
        ]

    def add(self, corrections: Iterable[Correction]) -> list[Correction]:
        """Keep corrections, all or none; each takes the place of one about the same.

        Returns:
            Those that were not there yet.
        """
        added = []
        self._connection.execute("BEGIN")
        try:
            standing = self.standing()
            for item in corrections:
                if any(item.says_the_same_as(other) for other in standing):
                    continue
                self._end(other for other in standing if item.takes_the_place_of(other))
                number = self._connection.execute(
                    "INSERT INTO correction (student, name, email, kind, subject, value, why, digest, made) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        *(item.student.id, item.student.name, item.student.email),
                        *(item.kind.value, item.check, item.value, item.why, item.digest, time.time()),
                    ),
                ).lastrowid
                standing = [other for other in standing if not item.takes_the_place_of(other)]
                standing.append(replace(item, number=number or 0))
                added.append(item)
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")
        return added

    def undo(self, corrections: Iterable[Correction]) -> None:
        """Let corrections hold no more, all or none."""
        self._connection.execute("BEGIN")
        self._end(corrections)
        self._connection.execute("COMMIT")

    def _end(self, corrections: Iterable[Correction]) -> None:
        self._connection.executemany(
            "UPDATE correction SET undone = ? WHERE number = ?", [(time.time(), item.number) for item in corrections]
        )
