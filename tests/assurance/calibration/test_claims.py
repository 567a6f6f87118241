"""Claims about photos: there, weak or absent; and an absent one is not asked for."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from rich.console import Console
from typer.testing import CliRunner

from autograder.assurance.calibration.claims import Claim, judge_claim
from autograder.assurance.calibration.meaning import leave_out, left_out
from autograder.assurance.calibration.plan_files import known_plans, plan_for
from autograder.assurance.calibration.run import Calibration, write_thresholds
from autograder.assurance.calibration.store import Record
from autograder.assurance.calibration.table import effects_table
from autograder.assurance.calibration.thresholds import t_cdf, t_quantile
from autograder.authoring.wording import wording_for
from autograder.cli.app import app
from autograder.course import load_course
from autograder.datasets.keras_cache import MODELS, cached, imagenet_url
from autograder.datasets.measured_effects import MeasuredEffects, Presence, read_effects
from autograder.datasets.photos.importing import import_photos
from autograder.datasets.picture_profiles import Profile
from tests.datasets.photos.conftest import home, make_folder  # noqa: F401 - fixtures

GAIN = Claim("gain", "gain by more of it", ("a", "b"), lambda run: run["a"]["hidden"] - run["b"]["hidden"])
HW4 = load_course().find("hw4")


@pytest.fixture
def photos(make_folder) -> Profile:  # noqa: F811
    return Profile(import_photos(make_folder({"cats": 30, "dogs": 30}))[0])


@pytest.mark.parametrize(("share", "freedom", "value"), [(0.975, 1, 12.706), (0.975, 4, 2.776), (0.95, 29, 1.699)])
def test_quantiles_are_those_of_the_tables(share: float, freedom: int, value: float) -> None:
    assert t_quantile(share, freedom) == pytest.approx(value, abs=5e-4)
    assert t_cdf(t_quantile(share, freedom), freedom) == pytest.approx(share)


@pytest.mark.parametrize(
    ("values", "presence"),
    [
        ([0.30, 0.28, 0.33, 0.31, 0.29], Presence.THERE),
        ([0.06, -0.01, 0.05, 0.04, 0.00, 0.07, 0.03, 0.02], Presence.WEAK),
        ([0.06, -0.05, 0.03, -0.02, 0.01], Presence.ABSENT),
        ([-0.30, -0.28, -0.33], Presence.ABSENT),
        ([0.0, 0.0, 0.0], Presence.ABSENT),
        ([0.04, 0.06], Presence.ABSENT),  # two trainings say next to nothing
    ],
)
def test_there_weak_or_absent(values: list[float], presence: Presence) -> None:
    found = judge_claim(GAIN, values, pictures=500)
    assert found.presence is presence
    assert found.low <= found.mean <= found.high
    assert (found.mean, found.runs) == (pytest.approx(np.mean(values), abs=1e-4), len(values))


def test_the_interval_is_students() -> None:
    found = judge_claim(GAIN, [0.1, 0.2, 0.3], pictures=500)
    assert (found.low, found.high) == (
        pytest.approx(0.2 - 4.3027 * 0.1 / 3**0.5, abs=1e-4),
        pytest.approx(0.4484, abs=1e-4),
    )


@pytest.mark.parametrize("assignment", known_plans(), ids=lambda assignment: assignment.short)
def test_claims_can_be_measured(assignment, photos: Profile) -> None:
    plan = plan_for(assignment, photos)
    measured = {*plan.recipes, *(strategy.name for strategy in plan.strategies)}
    assert plan.claims, "a notebook says what photos show, so it has to be measured"
    for claim in plan.claims:
        assert set(claim.needs) <= measured
        assert not claim.check or claim.check in {limit.check for limit in plan.limits}
    assert plan.essential().claims, "the first build has to say something of them"
    assert not plan_for(assignment).claims


def calibrated(photos: Profile, gap: float) -> Calibration:
    """What hw4 measures, where the remedies make the gap that much smaller."""
    plan = plan_for(HW4, photos).essential()
    keys = {strategy.name: f"key of {strategy.name}" for strategy in plan.strategies}
    records = []
    for strategy in plan.strategies:
        for seed in range(6):
            loss = 0.9 + 0.02 * (seed % 3) + (0.0 if strategy.right else gap)
            scores = {"hidden": 0.8 - loss / 10, "hidden_loss": loss, "train_loss": 0.5}
            records.append(Record(strategy.name, keys[strategy.name], "weights", seed, scores, 1.0))
    return Calibration(HW4, photos.name, 6, 500, "weights", tuple(records), keys, essential=True)


def test_what_is_absent_is_not_asked_for_until_it_is_there_or_somebody_insists(photos: Profile) -> None:
    write_thresholds(calibrated(photos, 0.0))
    file = photos.effects_file(HW4.name)
    found = read_effects(file)
    assert {name: one.presence for name, one in found.items()} == {
        "overfitting": Presence.THERE,
        "smaller_gap": Presence.ABSENT,
        "repair": Presence.ABSENT,
    }
    assert left_out(HW4, photos) == {"4.8.3"}
    told = " ".join(wording_for(HW4, photos).text("Compare these curves with Tom's. Which gap is smaller?").split())
    assert "So here the remedies do not make the model more accurate. Compare" in told
    leave_out([HW4], photos, [])
    assert left_out(HW4, photos) == frozenset()
    write_thresholds(calibrated(photos, 0.0))
    leave_out([HW4], photos, ["4.8.2", "4.8.3"])
    write_thresholds(calibrated(photos, 2.0))
    assert read_effects(file)["smaller_gap"].presence is Presence.THERE
    assert left_out(HW4, photos) == {"4.8.2"}, "what an instructor has left out stays so"


@pytest.mark.parametrize(
    ("options", "left"), [((), {"4.8.3"}), (("--without", "none"), set()), (("--without", "4.8.2"), {"4.8.2"})]
)
def test_the_first_build_leaves_out_what_is_absent_unless_told_otherwise(
    options: tuple[str, ...], left: set[str], photos: Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    weights = cached(imagenet_url(1.0, 96), MODELS)
    weights.parent.mkdir(parents=True)
    weights.write_bytes(b"weights")
    asked: list[frozenset[str]] = []

    def build(*_: object, **__: object) -> SimpleNamespace:
        asked.append(left_out(HW4, photos))
        return SimpleNamespace(files=())

    monkeypatch.setattr("autograder.assurance.calibration.run.calibrate", lambda *_, **__: calibrated(photos, 0.0))
    monkeypatch.setattr("autograder.assurance.calibration.meaning.require_meaning", lambda *_: ())
    monkeypatch.setattr("autograder.authoring.release.release", build)
    done = CliRunner().invoke(app, ["build", "hw4", "--data", "pets", "--out", str(tmp_path / "dist"), *options])
    assert done.exit_code == 0, done.output
    assert asked == [left]
    assert "hw4: what these photos show" in done.stderr


def test_the_summary_holds_figures_of_photos(photos: Profile) -> None:
    shown = calibrated(photos, 2.0).summary()["shown"]
    assert (shown["smaller_gap"]["presence"], shown["smaller_gap"]["mean"]) == ("there", 2.0)


def test_photos_know_which_limits_they_belong_to(photos: Profile) -> None:
    write_thresholds(calibrated(photos, 2.0))
    placed = json.loads(photos.thresholds_file(HW4.name).read_text())
    assert {key: placed["gap"]["calibration"][key] for key in ("alpha", "positive")} == photos.choices


def test_the_table_says_what_follows(photos: Profile) -> None:
    console = Console(width=160)
    with console.capture() as captured:
        console.print(effects_table("hw4", calibrated(photos, 0.0).shown))
    text = captured.get()
    assert "absent, so 4.8.3 is not asked for" in text
    assert "there" in text
    assert MeasuredEffects() == {}
    assert not Path(photos.effects_file(HW4.name)).exists()
