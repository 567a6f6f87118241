"""The controls: each attack does harm where nothing stops it, or it would prove nothing."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograder.assurance.hostile.attacks import ATTACKS as FOLDER
from autograder.assurance.hostile.attacks import Attack, Undefended, load_attacks
from autograder.assurance.hostile.run import Worker
from autograder.assurance.hostile.settings import Setting
from autograder.sandbox import become_subreaper, remove_tree

pytestmark = [
    pytest.mark.long,
    pytest.mark.slow,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(sys.platform != "linux", reason="the attacks are written for Linux"),
]
CHECKOUT = Path(__file__).resolve().parents[3]
ATTACKS = load_attacks()


@pytest.fixture(scope="module")
def naive() -> Iterator[Callable[[str], set[str]]]:
    """What an attack does to a grader in one process."""
    root = Path(tempfile.mkdtemp(prefix="autograder-naive-"))
    root.chmod(0o755)
    with subprocess.Popen(
        [sys.executable, "-m", "tests.assurance.hostile.naive", str(root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=CHECKOUT,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None

        def done(name: str) -> set[str]:
            process.stdin.write(f"{name}\n")
            process.stdin.flush()
            return set(json.loads(process.stdout.readline()))

        yield done
        process.stdin.close()
    remove_tree(root)


@pytest.fixture(scope="module")
def unguarded() -> Iterator[Callable[[str], set[str]]]:
    """What an attack does to our grader without its layers."""
    become_subreaper()
    worker = Worker(Setting.OPEN, FOLDER)

    def done(name: str) -> set[str]:
        harms = {harm.name for harm in worker.judge(name).harms}
        if "FILES" in harms:
            worker.end()  # and a fresh one takes its place: it may be damaged
        return harms

    yield done
    worker.end()


@pytest.mark.parametrize(
    "attack", [attack for attack in ATTACKS if attack.undefended is Undefended.NAIVE], ids=lambda attack: attack.name
)
def test_without_separate_processes_it_succeeds(attack: Attack, naive: Callable[[str], set[str]]) -> None:
    assert {harm.name for harm in attack.would} <= naive(attack.name)


@pytest.mark.parametrize(
    "attack", [attack for attack in ATTACKS if attack.undefended is Undefended.OPEN], ids=lambda attack: attack.name
)
def test_without_layers_it_succeeds(attack: Attack, unguarded: Callable[[str], set[str]]) -> None:
    assert {harm.name for harm in attack.would} <= unguarded(attack.name)
