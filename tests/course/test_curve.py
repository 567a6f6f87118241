"""A curve is applied last, and tells what it did."""

from __future__ import annotations

import pytest

from autograder.course import parse_course
from autograder.course.curve import Curve
from autograder.results import Check, Outcome, Report, Status

TASKS = {"1.1": (5, 10), "1.2": (10, 20), "1.3": (9, 10), "1.4": (0, 10)}  # 24 of 50


def report(**fields: object) -> Report:
    outcomes = [Outcome(Check(f"{number}.1", "x", most), Status.FAILED, got) for number, (got, most) in TASKS.items()]
    return Report("s", "hw1_x", outcomes, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("curve", "points"),
    [
        (Curve(scale=1.5), 36),
        (Curve(add=5), 29),
        (Curve(add=-30), 0),
        (Curve(scale=3), 50),
        (Curve(best_of=3), 30),  # 24 of 40
        (Curve(best_of=1), 45),
        (Curve(best_of=9), 24),
        (Curve(best_of=3, scale=1.1, add=2), 35),
    ],
)
def test_what_becomes_of_points(curve: Curve, points: float) -> None:
    found = report()
    curve.apply(found)
    assert found.score == points
    became = "stay as they are" if points == 24 else f"became {points:g}"
    assert found.curve.startswith(f"**Curve: 24 points {became}.** The rule: ")


def test_lateness_comes_before_and_extra_points_are_not_cut_off() -> None:
    found = report(deducted=4.0)
    Curve(scale=2).apply(found)
    assert found.score == 40
    found = report(extra=30.0)
    Curve(scale=2).apply(found)
    assert found.score == 54


@pytest.mark.parametrize("fields", [{"error": "x"}, {"settled": 12.0}, {"excused": True}])
def test_what_was_settled_stays(fields: dict[str, object]) -> None:
    found = report(**fields)
    before = found.score
    Curve(add=5).apply(found)
    assert (found.score, found.curve) == (before, "")


def test_it_is_one_line_of_the_course_file(tmp_path) -> None:
    text = '[course]\ntitle = "T"\ncurve = { scale = 1.1 }\nkeep = "best"\n'
    for name, more in (("one", ""), ("two", 'curve = { best_of = 4 }\nkeep = "latest"\n')):
        number = {"one": 1, "two": 2}[name]
        text += f'[[assignment]]\nname = "hw{number}_{name}"\ntitle = "{name}"\nminutes = 1\n{more}'
    one, two = parse_course(text, tmp_path).assignments
    assert (one.curve, one.keep.value) == (Curve(scale=1.1), "best")
    assert (two.curve, two.keep.value) == (Curve(best_of=4), "latest")
