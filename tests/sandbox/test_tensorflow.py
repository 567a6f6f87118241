"""What honest notebooks do works in the sandbox, with the real libraries."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder import sandbox
from autograder.sandbox import Layer

from .conftest import Place

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="forking with TensorFlow is done on Linux only"),
]
_NONE_BUT_LIMITS = tuple(layer for layer in Layer if layer is not Layer.LIMITS)


@pytest.mark.parametrize("disabled", [(), _NONE_BUT_LIMITS], ids=["everything", "limits only"])
def test_honest_notebook_works(disabled: tuple[Layer, ...], place: Place, repository: Path) -> None:
    place.root.chmod(0o755)
    script = Path(__file__).with_name("tensorflow_inside.py")
    done = subprocess.run(
        [sys.executable, str(script), *(layer.value for layer in disabled)],
        env={
            **os.environ,
            "PYTHONPATH": str(repository),
            "SECRET_FILE": str(place.file),
            "READABLE_FILE": str(place.readable / "data.txt"),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
        timeout=300,
    )
    facts = json.loads(done.stdout.splitlines()[-1])
    assert "error" not in facts, facts["error"]
    expected = {
        "epochs": 2,
        "reloaded": True,
        "figure": True,
        "image": [96, 96],
        "cell": 42,
        "magic": "hello\n",
        "shell": True,
        "program": "Linux",
        "threads": 4,
        "loop": "done",
        "temporary": True,
        "readable": "for everybody",
        "xla": 3.0,
        "memory": "MemoryError",
        "excess": None,
        "box removed": True,
    }
    assert {key: facts.get(key) for key in expected} == expected
    assert "network" in facts  # fetching failed
    assert 100 < facts["peak"] < 900
    assert facts["fresh imports"] > 6


def test_all_layers_of_this_machine_are_used() -> None:
    if any(sandbox.available().values()):
        pytest.skip("some layer is missing here")
    with sandbox.Box() as box:
        from autograder.course import Limits

        plan = sandbox.make_plan(box=box, readable=(), secrets=(), limits=Limits())
    assert plan.layers >= set(Layer) - {Layer.PERMISSIONS}
