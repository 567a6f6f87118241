"""Classes that are graded already, without a worker."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from typer.testing import CliRunner

from autograder.classes.people import HandedIn, Student
from autograder.classes.store import ClassStore, Result
from autograder.cli.app import app
from autograder.cli.class_files import write_outputs
from tests.classes.fake_worker import report_of

ADA = Student("00042", "Ada Lovelace", "ada@example.org")
BO, CY, DI = Student("7", "Bo Ek"), Student("8", "Cy Young"), Student("9", "Di Li")
CLASS = (
    (HandedIn((ADA,), Path("a")), "graded PP"),
    (HandedIn((BO, CY), Path("b")), "graded PF"),
    (HandedIn((DI,), Path("c")), "ungradable"),
)


def make(
    folder: Path, handed_in: Iterable[tuple[HandedIn, str]] = CLASS, platform: str = "Canvas", **facts: str
) -> Path:
    """A folder as ``autograder grade --out`` leaves it; each text says how its submission went."""
    handed_in = list(handed_in)
    with ClassStore(folder, create=True) as store:
        store.set_class((item, f"d{place}") for place, (item, _) in enumerate(handed_in))
        for place, (_, text) in enumerate(handed_in):
            store.keep(Result(f"d{place}", report_of(text, f"d{place}")), "g1")
        facts = {"assignment": "hw9_toy", "title": "Toy", "grader": "g1", "platform": platform, **facts}
        for name, value in facts.items():
            store.set_fact(name, value)
        write_outputs(store, folder)
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def scores(folder: Path) -> dict[str, str]:
    return {row["id"]: row["score"] for row in rows(folder / "grades.csv")}


def command(*arguments: object) -> str:
    """Run a command; what it raises goes through."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())
