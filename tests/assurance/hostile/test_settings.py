"""Every attack, in every setting: nothing comes of it."""

from __future__ import annotations

import json
from collections import defaultdict

import pytest

from autograder.assurance.hostile.attacks import EARNED, load_attacks
from autograder.assurance.hostile.run import Tried, totals, try_attacks
from autograder.assurance.hostile.settings import DEFENDED, Setting
from tests.gradescope.schema import Results

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.timeout(3600)]

ATTACKS = load_attacks()


@pytest.fixture(scope="module")
def tried() -> dict[Setting, dict[str, Tried]]:
    found: dict[Setting, dict[str, Tried]] = defaultdict(dict)
    for one in try_attacks(ATTACKS):
        found[one.setting][one.attack.name] = one
    return found


@pytest.mark.parametrize("setting", DEFENDED, ids=lambda setting: setting.name.lower())
def test_nothing_succeeds(setting: Setting, tried: dict[Setting, dict[str, Tried]]) -> None:
    if reason := setting.why_not():
        pytest.skip(reason)
    everything = tried[setting]
    assert set(everything) == {attack.name for attack in ATTACKS}
    achieved = {name: (one.verdict.harms, one.verdict.told) for name, one in everything.items() if one.succeeded}
    assert not achieved
    assert totals(list(everything.values())) == {"attacks": len(ATTACKS), "settings": 1, "succeeded": 0}
    for one in everything.values():
        assert one.verdict.stopped_by
        if one.attack.form.is_of_many:  # whose rows were looked at when they were judged
            continue
        results = Results.model_validate(json.loads(one.verdict.results))
        assert results.score == one.verdict.score <= EARNED
        if one.attack.earns is not None:
            assert results.score == one.attack.earns
