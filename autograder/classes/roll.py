"""Who is in a class: those who handed something in, and those on the platform's list."""

from __future__ import annotations

import difflib

from autograder.classes.corrections import Correction, Kind
from autograder.classes.people import Student, shown_with_id
from autograder.classes.store import ClassStore
from autograder.errors import AutograderError
from autograder.results import Check


class Roll:
    """The people of a graded class, to look up whom a correction is about.

    Args:
        store: of the class.
    """

    def __init__(self, store: ClassStore) -> None:
        self._digests: dict[str, str] = {}
        self._checks: dict[str, Check] = {}
        self._partners: dict[str, tuple[Student, ...]] = {}
        self._ungraded: set[str] = set()
        students: dict[str, Student] = {}
        for attempt in store.graded(store.fact("grader")):
            self._checks.update({outcome.check.number: outcome.check for outcome in attempt.report.outcomes})
            for student in attempt.handed_in.students:
                students[student.id] = student
                if attempt.handed_in.counts:
                    self._digests[student.id] = attempt.digest
                    if attempt.report.error:
                        self._ungraded.add(student.id)
        for item, _ in store.handed_in():
            for student in item.students:
                self._partners[student.id] = tuple(other for other in item.students if other.id != student.id)
        if roster := store.roster():
            there = {roster.find(student) for student in students.values()}
            for entry in roster.entries:
                if entry not in there:
                    students.setdefault(entry.student.id, entry.student)
        self._students = list(students.values())

    def find(self, text: str) -> Student:
        """The student with this id, e-mail address or name.

        Raises:
            AutograderError: there is none, or more than one.
        """
        wanted = text.strip().casefold()
        for of in ("id", "email", "name"):
            found = [student for student in self._students if getattr(student, of).casefold() == wanted]
            if len(found) == 1 and wanted:
                return found[0]
            if found and wanted:
                people = ", ".join(map(shown_with_id, found))
                raise AutograderError(f"{text!r} may be any of these: {people}.", "Give the id.")
        known = {value: s for s in self._students for value in (s.id, s.name, s.email) if value}
        alike = [value for value in known if wanted and wanted in value.casefold()]
        alike += difflib.get_close_matches(text, known, 3)
        close = [shown_with_id(known[value]) for value in alike[:3]]
        raise AutograderError(
            f"There is no {text!r} in this class.",
            f"Like it: {', '.join(dict.fromkeys(close))}." if close else "The column id of grades.csv lists everybody.",
        )

    def partners(self, student: Student) -> tuple[Student, ...]:
        """Who handed in together with a student."""
        return self._partners.get(student.id, ())

    def digest_of(self, student: Student) -> str:
        """Of the submission of theirs that counts, or nothing."""
        return self._digests.get(student.id, "")

    def check_sense(self, item: Correction) -> None:
        """See whether a correction can be carried out.

        Raises:
            AutograderError: there is no such check, it has fewer points, or there is nothing to correct.
        """
        if item.kind is not Kind.CHECK:
            return
        check = self._checks.get(item.check)
        if check is None:
            raise AutograderError(
                f"There is no check {item.check!r}.", f"There are: {', '.join(sorted(self._checks))}."
            )
        if item.value is not None and item.value > check.max_score:
            raise AutograderError(
                f"Check {check.number} has {check.max_score:g} points, which is less than {item.value:g}.",
                "Give points beyond that with --extra.",
            )
        if item.student.id in self._ungraded:
            raise AutograderError(
                f"Nothing of {item.student} was graded, so there is no check to correct.",
                "Give points for the whole submission: --points without --check.",
            )
