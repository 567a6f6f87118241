"""Each word of the table in task 4.3 counts: whoever changes the order, a statistic, a limit or a window is noticed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import permutations
from typing import Any

import numpy as np
import pytest

from tests.course.loading import load_grader, load_part

HW4 = "hw4_overfitting"
HISTORIES = load_part(HW4, "histories")
GRADER = load_grader(HW4)
SEED = 11
#: A limit that is read wrongly is another one by this much.
NEAR = (0.8, 1.25)

Curve = Any
Curves = dict[str, Curve]
Statistic = Callable[[Curve], float]
Row = Callable[["Rules", Curves], bool]


def last(window: int) -> Statistic:
    return lambda curve: float(np.mean(curve[-window:]))


def second_half(curve: Curve) -> Curve:
    return curve[len(curve) // 2 :]


def steps(curve: Curve) -> Curve:
    return np.abs(np.diff(curve))


def upward(curve: Curve) -> Curve:
    found = np.diff(curve)
    return found[found > 0] if (found > 0).any() else np.zeros(1)


last_one, last_three = last(1), last(3)


@dataclass(frozen=True)
class Rules:
    """The table of the notebook; each field is something that may be read wrongly."""

    order: tuple[str, ...] = ("rate", "noisy", "under", "over", "above")
    missing: str = ""
    up_by: float = 0.1
    share: float = 1 / 3
    ups: Statistic = np.mean
    up: Callable[[Curve], Curve] = np.diff
    floor: float = 0.5
    times: float = 2.0
    rate_by: tuple[str, ...] = ("jumps", "level")
    rate_needs: Callable[[list[bool]], bool] = any
    loss_at_the_end: Statistic = last_one
    lowest_loss: Statistic = np.min
    noise: float = 0.05
    window: Callable[[Curve], Curve] = second_half
    changes: Callable[[Curve], Curve] = steps
    on_average: Statistic = np.mean
    weak: float = 0.65
    weak_by: str = "accuracy"
    weak_at_the_end: Statistic = last_three
    wide: float = 0.15
    rising: float = 1.25
    over_by: tuple[str, ...] = ("gap", "loss")
    over_needs: Callable[[list[bool]], bool] = any
    val_loss_at_the_end: Statistic = last_one
    lowest_val_loss: Statistic = np.min
    ahead: float = 0.03
    gap_at_the_end: Statistic = last_three

    def diagnose(self, curves: Curves) -> str:
        return next((NAMES[row] for row in self.order if row != self.missing and ROWS[row](self, curves)), "good fit")

    def gap(self, curves: Curves) -> float:
        return self.gap_at_the_end(curves["accuracy"]) - self.gap_at_the_end(curves["val_accuracy"])


def rate(rules: Rules, curves: Curves) -> bool:
    loss = curves["loss"]
    end = rules.loss_at_the_end(loss)
    clauses = {
        "jumps": rules.ups(rules.up(loss) > rules.up_by) >= rules.share,
        "level": end > rules.floor and end >= rules.times * rules.lowest_loss(loss),
    }
    return rules.rate_needs([bool(clauses[name]) for name in rules.rate_by])


def noisy(rules: Rules, curves: Curves) -> bool:
    return bool(rules.on_average(rules.changes(rules.window(curves["val_accuracy"]))) >= rules.noise)


def under(rules: Rules, curves: Curves) -> bool:
    return rules.weak_at_the_end(curves[rules.weak_by]) < rules.weak


def over(rules: Rules, curves: Curves) -> bool:
    losses = curves["val_loss"]
    clauses = {
        "gap": rules.gap(curves) >= rules.wide,
        "loss": rules.val_loss_at_the_end(losses) >= rules.rising * rules.lowest_val_loss(losses),
        "size of the gap": abs(rules.gap(curves)) >= rules.wide,
    }
    return rules.over_needs([bool(clauses[name]) for name in rules.over_by])


def above(rules: Rules, curves: Curves) -> bool:
    return rules.gap(curves) <= -rules.ahead


ROWS: dict[str, Row] = {"rate": rate, "noisy": noisy, "under": under, "over": over, "above": above}
NAMES = {
    "rate": "rate too high",
    "noisy": "noisy validation",
    "under": "underfitting",
    "over": "overfitting",
    "above": "validation above training",
}
RIGHT = Rules()


def last_but_one(curve: Curve) -> float:
    return float(curve[-2])


def first(curve: Curve) -> float:
    return float(curve[0])


def misreadings() -> Iterator[tuple[str, Rules]]:
    """The table with one word of it read wrongly."""
    for row in ROWS:
        yield f"no {row}", replace(RIGHT, missing=row)
    for limit in ("up_by", "share", "floor", "times", "noise", "weak", "wide", "rising", "ahead"):
        # 1.25 times the lowest loss is a quarter more than it, and not 0.25 times as much more as 1.25 is
        for factor in NEAR:
            value = getattr(RIGHT, limit)
            wrong = 1 + (value - 1) * factor if limit in ("times", "rising") else value * factor
            yield f"{limit}: {wrong:.3g}", replace(RIGHT, **{limit: wrong})
    averages = {"maximum": np.max, "median": np.median, "minimum": np.min, "sum": np.sum, "spread": np.std}
    for name, statistic in averages.items():
        yield f"noise by the {name}", replace(RIGHT, on_average=statistic)
    for name, changes in {
        "steps with their signs": np.diff,
        "steps up alone": lambda curve: np.clip(np.diff(curve), 0, None),
        "levels' spread": lambda curve: np.abs(curve - curve.mean()),
        "range": lambda curve: np.array([np.ptp(curve)]),
        "squares": lambda curve: np.diff(curve) ** 2,
    }.items():
        yield f"noise by {name}", replace(RIGHT, changes=changes)
    yield "noise by the upward steps", replace(RIGHT, changes=upward)
    for name, window in {
        "all epochs": lambda curve: curve,
        "first half": lambda curve: curve[: len(curve) // 2],
        "last two thirds": lambda curve: curve[len(curve) // 3 :],
        "last third": lambda curve: curve[2 * len(curve) // 3 :],
        "last quarter": lambda curve: curve[3 * len(curve) // 4 :],
        "last three": lambda curve: curve[-3:],
        "last four": lambda curve: curve[-4:],
    }.items():
        yield f"noise in the {name}", replace(RIGHT, window=window)
    ends = {f"last {count}": last(count) for count in (1, 2, 4, 5, 6)}
    ends |= {"all epochs": np.mean, "highest": np.max, "lowest": np.min, "last but one": last_but_one, "first": first}
    for name, end in ends.items():
        yield f"training accuracy: {name}", replace(RIGHT, weak_at_the_end=end)
        yield f"gap: {name}", replace(RIGHT, gap_at_the_end=end)
    ends = {"last three": last(3), "last two": last(2), "last but one": last_but_one, "highest": np.max}
    for name, end in ends.items():
        yield f"training loss: {name}", replace(RIGHT, loss_at_the_end=end)
        yield f"validation loss: {name}", replace(RIGHT, val_loss_at_the_end=end)
    for name, lowest in {"first": first, "mean": np.mean, "median": np.median, "last but one": last_but_one}.items():
        yield f"lowest training loss: {name}", replace(RIGHT, lowest_loss=lowest)
        yield f"lowest validation loss: {name}", replace(RIGHT, lowest_val_loss=lowest)
    yield "both signs of a rate", replace(RIGHT, rate_needs=all)
    yield "both signs of overfitting", replace(RIGHT, over_needs=all)
    for clause in RIGHT.rate_by:
        yield f"rate by {clause} alone", replace(RIGHT, rate_by=(clause,))
    for clause in RIGHT.over_by:
        yield f"overfitting by {clause} alone", replace(RIGHT, over_by=(clause,))
    yield "overfitting by the size of the gap", replace(RIGHT, over_by=("size of the gap", "loss"))
    yield "steps down, too", replace(RIGHT, up=steps)
    yield "one step up", replace(RIGHT, ups=np.max)
    yield "most steps up", replace(RIGHT, ups=np.median, share=0.5)
    yield "steps up as a share", replace(RIGHT, up=lambda loss: np.diff(loss) / loss[:-1])
    yield "average step up", replace(RIGHT, up=lambda loss: np.array([np.diff(loss).mean()]))
    yield "validation accuracy for underfitting", replace(RIGHT, weak_by="val_accuracy")


MISREAD = dict(misreadings())


@cache
def drawn(seed: int) -> list[tuple[Any, list[Curves]]]:
    """What the grader would ask about, family by family."""
    return [
        (
            family,
            [
                {name: np.array(curve) for name, curve in member.history().items()}
                for member in HISTORIES.members(family, GRADER.PER_FAMILY, seed)
            ],
        )
        for family in HISTORIES.FAMILIES.values()
    ]


def noticed_by(rules: Rules, seed: int) -> str:
    """The first family by which the grader notices that rules are wrong; empty where it does not."""
    for family, histories in drawn(seed):
        wrong = sum(rules.diagnose(curves) != family.diagnosis.value for curves in histories)
        if wrong > (1 - GRADER.SHARE) * len(histories):
            return str(family.name)
    return ""


@pytest.mark.parametrize("seed", [11, 12])
def test_the_table_itself_is_right(seed: int) -> None:
    assert noticed_by(RIGHT, seed) == ""


def test_no_other_order_survives() -> None:
    """What a history is called in any order follows from the rows that fit it."""
    fitting = [
        (family.diagnosis.value, [{row for row in ROWS if ROWS[row](RIGHT, curves)} for curves in histories])
        for family, histories in drawn(SEED)
    ]

    def survives(order: tuple[str, ...]) -> bool:
        for name, fits in fitting:
            wrong = sum(next((NAMES[row] for row in order if row in fit), "good fit") != name for fit in fits)
            if wrong > (1 - GRADER.SHARE) * len(fits):
                return False
        return True

    assert [order for order in permutations(RIGHT.order) if survives(order)] == [RIGHT.order]


@pytest.mark.slow
def test_no_misreading_survives() -> None:
    assert [name for name, rules in MISREAD.items() if not noticed_by(rules, SEED)] == []


def test_two_rows_that_fit_are_told_apart_by_their_order_alone() -> None:
    """For each pair of rows there are histories that only these two fit."""
    pairs = set()
    for family, histories in drawn(SEED):
        if family.also is None:
            continue
        for curves in histories:
            fitting = [NAMES[row] for row in ROWS if ROWS[row](RIGHT, curves)]
            assert fitting[0] == family.diagnosis.value, family
            assert family.also.value in fitting, family
        pairs.add((family.diagnosis.value, family.also.value))
    names = list(NAMES.values())
    assert pairs == {(upper, lower) for place, upper in enumerate(names) for lower in names[place + 1 :]}
