"""Effects: how values are held against targets, and the table of what this course claims."""

from __future__ import annotations

import pytest

from autograder.assurance.calibration.effects import Effect, Goal, Over, judge
from autograder.assurance.calibration.plan_files import plan_for
from autograder.assurance.calibration.recipes import EpochTimes, FineTuning
from autograder.course import load_course

TABLE = plan_for(load_course().find("hw2"))


def _first(run):
    return run["a"]["hidden"]


def _judged(goal: Goal, *values: float):
    effect = Effect("effect", "an effect", ("a",), (goal,))
    (row,) = judge([effect], [{"a": {"hidden": value}} for value in values])
    return row


def test_the_median_may_hide_a_bad_seed_and_the_worst_may_not():
    assert _judged(Goal("x", _first, Over.MEDIAN, least=0.5), 0.1, 0.6, 0.7).on_target
    assert not _judged(Goal("x", _first, Over.EVERY, least=0.5), 0.1, 0.6, 0.7).on_target
    assert not _judged(Goal("x", _first, Over.EVERY, most=0.5), 0.1, 0.2, 0.7).on_target


def test_the_margin_is_negative_outside():
    (inside,) = _judged(Goal("x", _first, Over.EVERY, least=0.5), 0.6, 0.9).findings
    (outside,) = _judged(Goal("x", _first, Over.MEDIAN, most=0.5), 0.6, 0.9).findings
    assert inside.margin == pytest.approx(0.1)
    assert outside.margin == pytest.approx(-0.25)


def test_a_value_on_the_limit_is_on_target():
    assert _judged(Goal("x", lambda run: 0.1 + 0.2, Over.MEDIAN, most=0.3), 0.0).on_target


def test_one_missed_goal_misses_the_effect():
    goals = (Goal("x", _first, Over.MEDIAN, least=0.5), Goal("y", _first, Over.MEDIAN, most=0.55))
    (row,) = judge([Effect("e", "e", ("a",), goals)], [{"a": {"hidden": 0.6}}])
    assert [finding.met for finding in row.findings] == [True, False]
    assert not row.on_target


@pytest.mark.parametrize("effect", TABLE.effects, ids=lambda effect: effect.name)
def test_an_effect_reads_what_it_says_and_has_one_limit_per_goal(effect):
    run = {name: _keys_of(name) for name in effect.needs}
    for goal in effect.goals:
        assert isinstance(goal.value(run), float)
        assert (goal.least is None) != (goal.most is None)


def _keys_of(name: str) -> dict[str, float]:
    recipe = TABLE.recipes[name]
    if isinstance(recipe, EpochTimes):
        return {"frozen": 1.0, "trainable": 2.0}
    scores = {"train": 0.9, "validation": 0.5, "hidden": 0.5}
    return scores | ({f"before_{part}": 0.4 for part in scores} if isinstance(recipe, FineTuning) else {})


def test_all_eleven_rows_are_there():
    assert len({effect.name for effect in TABLE.effects}) == 11


def test_every_measurement_is_used():
    assert set(TABLE.recipes) == {name for effect in TABLE.effects for name in effect.needs}


def test_a_network_from_scratch_gets_three_times_the_epochs():
    assert TABLE.recipes["scratch"].epochs == 3 * TABLE.recipes["frozen"].epochs
