"""A class with every attack in it: the honest have their points in their own rows, and soon."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from autograder.assurance.hostile.attacks import EARNED, load_attacks
from autograder.assurance.hostile.settings import Setting
from autograder.sandbox import remove_tree
from tests.assurance.hostile.classroom import ClassOutcome

pytestmark = [
    pytest.mark.long,
    pytest.mark.slow,
    pytest.mark.timeout(5400),
    pytest.mark.skipif(sys.platform != "linux", reason="the attacks are written for Linux"),
]
CHECKOUT = Path(__file__).resolve().parents[3]
HONEST = 40


def graded(setting: Setting, honest: int, attacks: list[str]) -> ClassOutcome:
    """What comes of a class in a process of its own."""
    root = Path(tempfile.mkdtemp(prefix="autograder-classroom-"))
    try:
        command = [sys.executable, "-m", "tests.assurance.hostile.classroom", setting.name, str(root), str(honest)]
        done = subprocess.run([*command, *attacks], cwd=CHECKOUT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
        return ClassOutcome(**json.loads(done.stdout.splitlines()[-1]))
    finally:
        remove_tree(root)


@pytest.mark.parametrize("setting", [Setting.EVERYTHING, Setting.NO_ROOT], ids=lambda setting: setting.name.lower())
def test_the_honest_are_graded_as_if_nobody_attacked(setting: Setting) -> None:
    if reason := setting.why_not():
        pytest.skip(reason)
    attacks = [attack for attack in load_attacks() if not attack.form.is_of_many]
    found = graded(setting, HONEST, [attack.name for attack in attacks])
    assert found.full == HONEST
    assert not found.strangers
    assert max(found.attackers.values()) <= EARNED
    assert not found.left
    assert found.seconds <= 1.5 * found.calm_seconds
