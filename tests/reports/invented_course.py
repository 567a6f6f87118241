"""Graded classes of an invented course, with students who leave."""

from __future__ import annotations

import random
from pathlib import Path

from autograder.classes.people import HandedIn, Student
from autograder.classes.store import ClassStore, Result
from autograder.results import Check, Outcome, Report, Status

TITLES = ["Why transfer learning works", "Build the head", "Freeze and fine-tune", "Diagnose overfitting"]
NAMES = ["hw1_why", "hw2_head", "hw3_freezing", "hw10_overfitting"]


def invented_course(folder: Path, students: int = 60, tasks: int = 7) -> list[Path]:
    """A folder for each assignment; those who are weak leave early, and stop within an assignment."""
    chance = random.Random(7)
    skills = [chance.gauss(0.65, 0.25) for _ in range(students)]
    left = [4 if skill > 0.5 or chance.random() < 0.4 else chance.randrange(1, 4) for skill in skills]
    made = []
    for place, (name, title) in enumerate(zip(NAMES, TITLES, strict=True)):
        number = name[2:].partition("_")[0]
        target = folder / name
        with ClassStore(target, create=True) as store:
            people = [who for who in range(students) if left[who] > place]
            store.set_class(
                (HandedIn((Student(f"s{who:03}", f"Student {who:03}"),), Path("x")), f"d{who}") for who in people
            )
            for who in people:
                store.keep(Result(f"d{who}", _report(chance, name, number, tasks, skills[who])), "g")
            for fact, value in {"grader": "g", "assignment": name, "title": title, "platform": "Canvas"}.items():
                store.set_fact(fact, value)
        made.append(target)
    return made


def _report(chance: random.Random, name: str, number: str, tasks: int, skill: float) -> Report:
    report = Report("x", name, seconds=20, peak_memory_mb=600)
    if chance.random() < 0.03:
        report.error = "This is not a notebook. Hand in a notebook."
        return report
    stop = chance.randrange(4, tasks + 1) if skill < 0.5 else tasks + 1
    for task in range(1, tasks + 1):
        for part, what in ((1, "The function does what its name says"), (2, "So it does for other sizes")):
            check = Check(f"{number}.{task}.{part}", what, 5)
            passed = chance.random() < skill + 0.2 - 0.04 * task
            status = Status.UNANSWERED if task >= stop else Status.PASSED if passed else Status.FAILED
            text = f"**Observed:** It gives 0.{chance.randrange(9)}, the share of {chance.choice(['all', 'some'])}."
            failed = status is Status.FAILED
            report.outcomes.append(
                Outcome(check, status, 5.0 if status is Status.PASSED else 0.0, text if failed else "")
            )
    return report
