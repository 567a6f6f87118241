"""The parts of the attacks that run nothing hostile: reading, measuring, naming what stopped them, and the command."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from autograder.assurance.hostile import measuring, run
from autograder.assurance.hostile.attacks import Attack, Form, Harm, Undefended, load_attacks
from autograder.assurance.hostile.run import Tried, totals
from autograder.assurance.hostile.settings import DEFENDED, Setting
from autograder.assurance.hostile.stopping import stopped_by
from autograder.assurance.hostile.table import hostile_table
from autograder.assurance.hostile.worker_messages import ATTACK_RESULT, AttackResult
from autograder.cli.app import app
from autograder.errors import CourseError
from autograder.results import Check, Isolation, Outcome, Report, Status
from autograder.sandbox import Layer

ATTACK = Attack("eats_all", "to eat", "nothing is eaten", frozenset({Harm.RESOURCES}), Undefended.NAIVE, "# %%\nx = 1")
STOPPED = Tried(Setting.NO_ROOT, ATTACK, AttackResult("eats_all", stopped_by=("watchdog",)))
SUCCEEDED = replace(STOPPED, verdict=AttackResult("eats_all", (Harm.RESOURCES,), told="It ate all."))


def test_every_attack_says_what_it_is_about() -> None:
    attacks = load_attacks()
    assert len(attacks) >= 130
    assert len({attack.name for attack in attacks}) == len(attacks)
    assert all(attack.tries and attack.must_not and attack.would for attack in attacks)
    assert {harm for attack in attacks for harm in attack.would} == set(Harm) - {Harm.NEXT}
    assert {attack.form for attack in attacks} == set(Form)
    assert all(bool(attack.owners) == attack.form.is_of_many for attack in attacks)


def test_an_attack_that_does_not_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="holds no attacks"):
        load_attacks(tmp_path)
    folder = tmp_path / "cells"
    folder.mkdir()
    text = "# tries: a\n# must not: b\n# would: points\n# undefended: open\n# %%\nx = 1\n"
    (folder / "a.py").write_text(text)
    assert load_attacks(tmp_path)[0].would == {Harm.POINTS}
    for line in text.splitlines()[:4]:
        (folder / "a.py").write_text(text.replace(line, ""))
        with pytest.raises(CourseError, match="does not say what it is about"):
            load_attacks(tmp_path)


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ('{"score": 3.5, "tests": [{"score": 1}]}', 3.5),
        ('{"score": NaN}', None),
        ('{"score": 1e999}', None),
        ('{"score": -1}', None),
        ('{"score": "4"}', None),
        ('{"score": 1, "tests": [{"score": 1e999}]}', None),
        ("[]", None),
        ("", None),
        ("{" * 10_000, None),
    ],
)
def test_only_proper_results_count(text: str, score: float | None, tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    assert measuring._results(path) == ("", None)
    path.write_text(text)
    assert measuring._results(path) == (text, score)


def report(note: str = "", feedback: str = "", error: str = "", layers: tuple[str, ...] = ()) -> Report:
    outcome = Outcome(Check("T.1", "One", 1), Status.FAILED, 0.0, feedback)
    return Report("x", "hw9_toy", [outcome], [note], error, Isolation(("separate process", *layers), isolated=True))


ROOTLESS = (Layer.LANDLOCK.value, Layer.SECCOMP.value, Layer.LIMITS.value)
ALL = tuple(layer.value for layer in Layer)


@pytest.mark.parametrize(
    ("found", "names"),
    [
        (report("Cell 2 raised RuntimeError: FOUND [] TRIED read:EACCES (cell", layers=ROOTLESS), ("Landlock",)),
        (report("FOUND [] TRIED read:EACCES", layers=ALL), ("closed file permissions",)),
        (report("FOUND [] TRIED call:EPERM signal:EPERM", layers=ROOTLESS), ("seccomp", "Landlock")),
        (report("FOUND [] TRIED signal:EPERM", layers=ALL), ("own user",)),
        (report("FAILED 60 MB TRIED allocate:MemoryError", layers=ALL), ("resource limits",)),
        (report("FOUND [] TRIED read:done write:ENOENT", layers=ALL), ("the default",)),
        (report("Cell 2 was left out: it used more than 600 MB of memory."), ("watchdog",)),
        (report("Cell 2 was stopped after 5 seconds."), ("time limit",)),
        (report(feedback="`double` took too long, and did not react to being stopped."), ("time limit",)),
        (report(feedback="In the layer x: The model holds a lambda"), ("list of allowed parts",)),
        (report(error="The zip is damaged."), ("reader of submissions",)),
        (report(), ("the default",)),
    ],
)
def test_what_stopped_it_is_seen_from_the_answers(found: Report, names: tuple[str, ...]) -> None:
    assert stopped_by(found, "the default") == names


def test_totals_and_table() -> None:
    other = replace(STOPPED, setting=Setting.EVERYTHING)
    assert totals([STOPPED, other]) == {"attacks": 1, "settings": 2, "succeeded": 0}
    assert totals([SUCCEEDED, other])["succeeded"] == 1
    console = Console(width=120)
    with console.capture() as capture:
        console.print(hostile_table([SUCCEEDED, other]))
    text = capture.get()
    assert "eats all" in text
    assert "✗ it takes more than it may" in text
    assert "✓ watchdog" in text
    assert "It ate all." in text


@pytest.mark.parametrize(("tried", "code"), [(STOPPED, 0), (SUCCEEDED, 1)])
def test_the_command(tried: Tried, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "try_attacks", lambda attacks, settings: iter([tried]))
    done = CliRunner().invoke(app, ["verify", "--hostile", "--json"])
    assert done.exit_code == code
    assert json.loads(done.stdout.splitlines()[-1]) == {"attacks": 1, "settings": 1, "succeeded": code}


def test_a_group_is_to_blame_when_the_next_submission_suffers() -> None:
    class Fake:
        setting = Setting.NO_ROOT

        def judge(self, name: str) -> AttackResult:
            return AttackResult(name, (Harm.NEXT,)) if name == run.HONEST else AttackResult(name, stopped_by=("x",))

    (only,) = run._group(Fake(), [ATTACK])  # type: ignore[arg-type]
    assert only.succeeded
    assert only.verdict.harms == (Harm.NEXT,)


def test_settings_leave_out_what_they_say() -> None:
    assert len(DEFENDED) == 3
    assert Setting.EVERYTHING.disabled == Setting.NO_ROOT.disabled == frozenset()
    assert Layer.LANDLOCK in Setting.NO_LANDLOCK.disabled
    assert Layer.USER not in Setting.NO_LANDLOCK.disabled
    assert Setting.OPEN.disabled == frozenset(Layer)
    assert [setting for setting in DEFENDED if setting.on_platform] == [Setting.NO_LANDLOCK]


def test_a_verdict_travels_as_json() -> None:
    assert ATTACK_RESULT.validate_json(ATTACK_RESULT.dump_json(SUCCEEDED.verdict)) == SUCCEEDED.verdict
