"""Calibrating an assignment: measure what is missing, judge the effects, place the limits, write the files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from autograder.assurance.calibration.claims import judge_claim
from autograder.assurance.calibration.effects import JudgedEffect, judge
from autograder.assurance.calibration.material import Material, load_material
from autograder.assurance.calibration.meaning import leave_out_absent
from autograder.assurance.calibration.measuring import Measurement, Workplace, measure
from autograder.assurance.calibration.plan import CalibrationPlan, Limit
from autograder.assurance.calibration.plan_files import plan_file, plan_for
from autograder.assurance.calibration.recipes import Recipe
from autograder.assurance.calibration.store import MeasurementStore, Record, key_of, weights_of
from autograder.assurance.calibration.thresholds import Contender, Forecast, Threshold, place
from autograder.course import Assignment, load_course
from autograder.datasets.measured_effects import MeasuredEffects, by_name, effects_json, read_effects
from autograder.datasets.picture_profiles import DOODLES, Profile, find_profile
from autograder.errors import AutograderError

#: The strategies that train on stored features run this many times as often: the threshold stands on their tails.
MORE = 3


@dataclass(frozen=True)
class CalibrationProgress:
    """What is being measured next; ``share`` of the whole work is done."""

    name: str
    seed: int
    share: float


@dataclass(frozen=True)
class Calibration:
    """What was measured.

    Attributes:
        assignment: for which.
        profile: whose pictures and base.
        runs: seeds per effect.
        pictures: hidden ones in each run.
        weights: SHA-256 of the base's weights.
        records: measurements, each recipe and seed once.
        keys: the record key of each measurement and strategy.
        essential: only what the limits cannot do without was measured.
    """

    assignment: Assignment
    profile: str
    runs: int
    pictures: int
    weights: str
    records: tuple[Record, ...]
    keys: Mapping[str, str]
    essential: bool = False

    @property
    def plan(self) -> CalibrationPlan:
        """Effects and strategies."""
        plan = plan_for(self.assignment, find_profile(self.profile))
        return plan.essential() if self.essential else plan

    @cached_property
    def judged(self) -> tuple[JudgedEffect, ...]:
        """The table of effects."""
        scores = {(record.key, record.seed): record.scores for record in self.records}
        return judge(
            self.plan.effects,
            [
                {name: scores[self.keys[name], seed] for effect in self.plan.effects for name in effect.needs}
                for seed in range(self.runs)
            ],
        )

    @cached_property
    def shown(self) -> MeasuredEffects:
        """What photos show of the plan's claims."""
        found = []
        for claim in self.plan.claims:
            needed = [{r.seed: r.scores for r in self.records if r.key == self.keys[name]} for name in claim.needs]
            seeds = sorted(set.intersection(*map(set, needed)))
            runs = [dict(zip(claim.needs, (scores[seed] for scores in needed), strict=True)) for seed in seeds]
            found.append(judge_claim(claim, [claim.value(run) for run in runs], self.pictures))
        return by_name(found)

    @property
    def outside(self) -> tuple[JudgedEffect, ...]:
        """Effects that miss their target."""
        return tuple(row for row in self.judged if not row.on_target)

    def values(self, limit: Limit, strategy: str) -> list[float]:
        """What a limit judges, of every run of a strategy, in the order of seeds."""
        key = self.keys[strategy]
        found = {record.seed: limit.value(record.scores) for record in self.records if record.key == key}
        return [found[seed] for seed in sorted(found)]

    def threshold(self, limit: Limit) -> Threshold:
        """Placed from what the strategies reach; for a limit to stay below, all values are negated.

        Raises:
            AutograderError: the runs are too few for that.
        """
        sign = -1 if limit.most else 1
        return place(
            [
                Contender(
                    s.name,
                    s.right,
                    s.seen_by,
                    Forecast.of([sign * value for value in self.values(limit, s.name)], self.pictures, limit.scale),
                )
                for s in limit.strategies
            ]
        )

    def passes(self, limit: Limit) -> tuple[int, int]:
        """In how many runs the reference passed, and in how many it was tried."""
        placed = self.threshold(limit).value
        values = self.values(limit, limit.strategies[0].name)
        return sum((-value if limit.most else value) >= placed - 1e-9 for value in values), len(values)

    @property
    def digest(self) -> str:
        """Of all that was measured, seconds aside."""
        lines = sorted(f"{r.key} {r.weights} {r.seed} {json.dumps(r.scores, sort_keys=True)}" for r in self.records)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]

    def summary(self) -> dict[str, Any]:
        """What ``--check --json`` prints: how many effects were checked, and how many missed their target.

        Of photos also which effects they show.
        """
        shown = {name: one.model_dump(mode="json", exclude={"name"}) for name, one in self.shown.items()}
        return {
            "assignment": self.assignment.short,
            "profile": self.profile,
            "runs": self.runs,
            "effects": len(self.judged),
            "outside_targets": len(self.outside),
            "outside": [row.effect.name for row in self.outside],
            **({"shown": shown} if shown else {}),
        }

    def as_json(self) -> dict[str, Any]:
        """What is committed."""
        return {
            **self.summary(),
            "pictures": self.pictures,
            "weights": self.weights,
            "digest": self.digest,
            "versions": {name: _version(name) for name in ("keras", "numpy", "pillow", "tensorflow")},
            "table": [_row(row) for row in self.judged],
            "keys": dict(self.keys),
            "records": [asdict(record) for record in self.records],
        }


def calibrate(
    name: str,
    *,
    runs: int = 10,
    profile: str = DOODLES,
    on_progress: Callable[[CalibrationProgress], None] = lambda progress: None,
    fresh: bool = False,
    essential: bool = False,
    jobs: int = 1,
    only_known: bool = False,
) -> Calibration:
    """Measure all that is not known yet.

    Args:
        name: of the assignment, whole or short.
        runs: seeds for each effect, 2 or more.
        profile: whose pictures and base.
        on_progress: called before each measurement, and once at the end.
        fresh: measure everything again, whatever is known.
        essential: measure only what the limits cannot do without, which takes minutes.
        jobs: seeds measured at a time, see :class:`autograder.assurance.calibration.measuring.Workplace`.
        only_known: measure nothing.

    Raises:
        AutograderError: there is no such assignment, nothing to calibrate, a file is missing, ``runs`` is below 2, or
            measurements are missing and only known ones are asked for.
    """
    from autograder.datasets.hidden_pictures import home

    if runs < 2:
        raise AutograderError(f"{runs} runs show no spread.", "Ask for 2 at least; 10 are the standard.")
    assignment = load_course().find(name)
    pictures = find_profile(profile)
    plan = plan_for(assignment, pictures)
    plan = plan.essential() if essential else plan
    material = load_material(pictures.name)
    recipes = {**plan.recipes, **{strategy.name: strategy.recipe for strategy in plan.strategies}}
    keys = {name: key_of(recipe, material) for name, recipe in recipes.items()}
    store = MeasurementStore(
        home() / "calibration" / f"{pictures.name}.jsonl",  # assignments share what they measure alike
        known_records(pictures.measured_file(assignment.name)),
        forget=keys.values() if fresh else (),
    )
    wanted = _wanted(plan, recipes, keys, runs)
    if only_known and (missing := _missing(wanted, material, store)):
        raise AutograderError(
            f"Of {len(wanted)} measurements of {assignment.short} for {runs} seeds, {len(missing)} are missing.",
            f"Measure them: autograder calibrate {assignment.short} --runs {runs}",
        )
    records = _measure(wanted, Workplace(material, jobs, plan_file(assignment)), store, on_progress)
    return Calibration(
        assignment=assignment,
        profile=pictures.name,
        runs=runs,
        pictures=len(material.draw_hidden(0)[1]),
        weights=material.weights_sha256,
        records=tuple(records),
        keys=keys,
        essential=essential,
    )


def _wanted(
    plan: CalibrationPlan, recipes: Mapping[str, Recipe], keys: Mapping[str, str], runs: int
) -> list[Measurement]:
    """Seed by seed, because one seed's hidden pictures are shared; each recipe once per seed."""
    needed = {name: runs for effect in plan.effects for name in effect.needs}
    needed |= {name: runs for claim in plan.claims for name in claim.needs}
    needed |= {strategy.name: runs * (MORE if strategy.cheap else 1) for strategy in plan.strategies}
    wanted: dict[tuple[str, int], Measurement] = {}
    for seed in range(max(needed.values())):
        for name, count in needed.items():
            if seed < count:
                wanted.setdefault((keys[name], seed), Measurement(name, seed, recipes[name], keys[name]))
    return list(wanted.values())


def _missing(wanted: Sequence[Measurement], material: Material, store: MeasurementStore) -> list[Measurement]:
    return [one for one in wanted if store.find(one.key, weights_of(one.recipe, material), one.seed) is None]


def _measure(
    wanted: Sequence[Measurement],
    workplace: Workplace,
    store: MeasurementStore,
    on_progress: Callable[[CalibrationProgress], None],
) -> list[Record]:
    def find(measurement: Measurement) -> Record | None:
        return store.find(measurement.key, weights_of(measurement.recipe, workplace.material), measurement.seed)

    missing = _missing(wanted, workplace.material, store)
    whole = sum(measurement.recipe.effort for measurement in wanted)
    done = whole - sum(measurement.recipe.effort for measurement in missing)

    def starts(measurement: Measurement) -> None:
        on_progress(CalibrationProgress(measurement.name, measurement.seed, done / whole))

    if missing:
        for measurement, record in measure(missing, workplace, starts):
            store.add(record)
            done += measurement.recipe.effort
    on_progress(CalibrationProgress("done", 0, 1.0))
    return [known for measurement in wanted if (known := find(measurement)) is not None]


def known_records(path: Path) -> list[Record]:
    """The records of committed results; none where there is no such file."""
    if not path.exists():
        return []
    return [Record(**record) for record in json.loads(path.read_text(encoding="utf-8"))["records"]]


def load_results(path: Path) -> Calibration:
    """Committed results.

    Raises:
        OSError: there are none.
    """
    stored = json.loads(path.read_text(encoding="utf-8"))
    chosen = {name: stored[name] for name in ("profile", "runs", "pictures", "weights", "keys")}
    assignment = load_course().find(stored["assignment"])
    return Calibration(assignment=assignment, records=tuple(known_records(path)), **chosen)


def write_results(calibration: Calibration) -> Path:
    """Write the results file; gives its path."""
    path = _measured_file(calibration)
    _write_json(path, calibration.as_json())
    return path


def _measured_file(calibration: Calibration) -> Path:
    return find_profile(calibration.profile).measured_file(calibration.assignment.name)


def threshold_json(calibration: Calibration) -> dict[str, Any]:
    """The content of the file beside the hidden grader: an object for each limit."""
    profile = find_profile(calibration.profile)
    origin = {"results": _measured_file(calibration).name, "digest": calibration.digest, **profile.choices}
    return {
        limit.name: {**_signed(limit, calibration.threshold(limit).as_json()), "calibration": origin}
        for limit in calibration.plan.limits
    }


def _signed(limit: Limit, content: dict[str, Any]) -> dict[str, Any]:
    """A limit to stay below is placed among negated values; people and graders read it the right way round."""
    if not limit.most:
        return content
    turned = {name: {**row, "mean": -row["mean"]} for name, row in {**content["right"], **content["wrong"]}.items()}
    return {
        **content,
        "threshold": -content["threshold"],
        **{kind: {name: turned[name] for name in content[kind]} for kind in ("right", "wrong")},
    }


def write_thresholds(calibration: Calibration) -> list[Path]:
    """Write the file beside the hidden grader, and the public goals in ``lab``; gives the paths.

    Beside those for photos it is kept which effects they show.

    Raises:
        AutograderError: see :meth:`Calibration.threshold`; the files stay as they are.
    """
    placed = threshold_json(calibration)
    profile = find_profile(calibration.profile)
    path = profile.thresholds_file(calibration.assignment.name)
    _write_json(path, placed)
    if profile.data is not None:
        _write_effects(calibration, profile)
    goals = {limit.task: placed[limit.name]["threshold"] for limit in calibration.plan.limits if limit.task}
    if not goals:
        return [path]
    content = json.loads(profile.settings_file.read_text(encoding="utf-8"))
    _write_json(profile.settings_file, {**content, "goals": dict(sorted({**content["goals"], **goals}.items()))})
    return [path, profile.settings_file]


def _write_effects(calibration: Calibration, profile: Profile) -> None:
    """Which effects photos show; a check that asks for one that they do not show is left out from now on."""
    path = profile.effects_file(calibration.assignment.name)
    before, now = read_effects(path).absent_checks if path.is_file() else frozenset(), calibration.shown.absent_checks
    path.write_bytes(effects_json(calibration.shown))
    leave_out_absent(calibration.assignment, profile, before, now)


def _write_json(path: Path, content: dict[str, Any]) -> None:
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    partial.replace(path)


def _row(row: JudgedEffect) -> dict[str, Any]:
    return {
        "effect": row.effect.name,
        "title": row.effect.title,
        "on_target": row.on_target,
        "goals": [
            {
                "value": finding.goal.label,
                "target": finding.goal.text,
                "measured": round(finding.measured, 4),
                "margin": round(finding.margin, 4),
                "by_seed": [round(value, 4) for value in finding.values],
            }
            for finding in row.findings
        ],
    }


def _version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError

    for candidate in (name, f"{name}-cpu"):
        try:
            return version(candidate)
        except PackageNotFoundError:
            continue
    return "unknown"
