"""Plans name things that exist, and say the same of them everywhere."""

from __future__ import annotations

import pytest

from autograder.assurance.calibration.plan import Strategy, known_plans, plan_for
from autograder.assurance.calibration.recipes import Head
from autograder.errors import AutograderError


@pytest.fixture(params=known_plans())
def plan(request):
    return plan_for(request.param)


def test_what_effects_need_is_measured(plan):
    assert {need for effect in plan.effects for need in effect.needs} <= set(plan.recipes)


def test_names_do_not_clash(plan):
    for limit in plan.limits:
        assert limit.strategies[0].right
        recipes = {strategy.name: strategy.recipe for strategy in plan.strategies}
        assert all(strategy.recipe == recipes[strategy.name] for strategy in limit.strategies), "one name, two recipes"
    assert not {strategy.name for strategy in plan.strategies} & set(plan.recipes)
    names = [limit.name for limit in plan.limits]
    assert len(set(names)) == len(names)


def test_the_checks_that_see_wrong_strategies_exist(plan, repository):
    grader = (repository / "autograder" / "graders" / f"{plan.grader}.py").read_text(encoding="utf-8")
    assert all(f'"{s.seen_by} ' in grader for s in plan.strategies if s.seen_by)


def test_the_reference_of_hw2_trains_as_the_solution_does(repository):
    solution = (repository / "solutions" / "hw2_build_head.py").read_text(encoding="utf-8")
    reference = plan_for("hw2").strategies[0].recipe
    for text in (
        f"learning_rate={reference.rate})",
        f"epochs={reference.epochs},",
        f"Dropout({reference.dropout})",
        "optimizers.Adam(",
        "from_logits=True",
    ):
        assert text in solution


def test_the_references_of_hw1_train_as_the_solution_does(repository):
    solution = (repository / "solutions" / "hw1_why_transfer.py").read_text(encoding="utf-8")
    networks = (repository / "assignments" / "lab" / "networks.py").read_text(encoding="utf-8")
    race = next(s.recipe for s in plan_for("hw1").strategies if s.name == "the race")
    for recipe in (race.better, race.worse):
        assert f"\nEPOCHS = {recipe.epochs}\nBATCH_SIZE = {recipe.batch}\n" in solution
        assert f"_RATE = {recipe.rate}\n" in networks
    assert f"Dropout({race.better.dropout})" in networks
    assert f"_MOMENTUM = {race.worse.momentum} " in networks


def test_an_assignment_without_a_plan_is_refused():
    with pytest.raises(AutograderError, match="nothing to calibrate for hw77"):
        plan_for("hw77")


def test_only_heads_on_stored_features_are_repeated_more_often():
    cheap = {s.name for s in plan_for("hw2").strategies if s.cheap}
    assert "reference" in cheap
    assert not {"weights=None", "not frozen", "from scratch"} & cheap
    assert not Strategy("x", Head(augmented=True)).cheap
