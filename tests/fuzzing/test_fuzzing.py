"""A small run of each target; ``python -m tests.fuzzing`` is the large one. And that the watching watches."""

from __future__ import annotations

import os
import pickle
import socket
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest

from tests.fuzzing.running import fuzz
from tests.fuzzing.targets import TARGETS
from tests.fuzzing.watching import Forbidden, watched


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_no_input_does_worse_than_a_refusal(target) -> None:
    assert fuzz(target, 150) >= 100


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_many_inputs_do_no_worse(target) -> None:
    inputs = round(100_000 * target.share)
    assert fuzz(target, inputs) >= inputs


def test_every_target_has_its_share() -> None:
    assert sum(target.share for target in TARGETS) == pytest.approx(1)


@pytest.mark.parametrize(
    "deed",
    [
        lambda: exec("1 + 1"),
        lambda: __import__("this_is_nowhere"),
        lambda: pickle.loads(pickle.dumps(Path)),
        lambda: subprocess.run(["/bin/true"]),
        lambda: os.system("true"),
        lambda: socket.socket(),
        lambda: open("/etc/passwd"),  # noqa: PTH123, SIM115
        lambda: Path("/nowhere").unlink(),
    ],
)
def test_what_is_forbidden_is_noticed(deed: Callable[[], object]) -> None:
    with pytest.raises(Forbidden), watched():
        deed()


def test_it_is_noticed_even_if_it_was_caught() -> None:
    def deed() -> None:
        with suppress(BaseException):
            exec("1 + 1")

    with pytest.raises(Forbidden), watched():
        deed()


def test_what_is_allowed_is_allowed(tmp_path: Path) -> None:
    path = tmp_path / "a"
    with watched(lambda opened: opened == str(path)):
        path.write_text("x")


def test_other_threads_are_not_watched() -> None:
    with watched():
        thread = Thread(target=lambda: exec("1 + 1"))
        thread.start()
        thread.join()
