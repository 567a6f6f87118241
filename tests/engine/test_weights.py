"""Weights that students load by a name: Keras finds them in the sandbox, offline, and nobody can change them."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from autograder.engine.launch import Zygote
from autograder.engine.supervisor import grade
from autograder.errors import AutograderError
from autograder.results import Status
from tests.engine.toy import replaced, toy_kit, write_notebook

pytestmark = pytest.mark.slow

FETCH = """
import os, keras
where = keras.utils.get_file("base.h5", origin="http://127.0.0.1:9/base.h5", cache_subdir="models")
content = open(where, "rb").read()
answer = 41 if content == b"weights" else content
"""
CHANGE = """
for change in (lambda: open(where, "r+b").write(b"other"), lambda: os.remove(where), lambda: os.rename(where, "x"),
               lambda: os.rename(os.path.dirname(where), "x"), lambda: os.chmod(where, 0o666)):
    try:
        change()
        answer = 0
    except OSError:
        pass
answer = answer if open(where, "rb").read() == b"weights" else 0
"""


@pytest.fixture
def kit(tmp_path: Path):
    weights = tmp_path / "closed" / "base.h5"
    weights.parent.mkdir(mode=0o700)
    weights.write_bytes(b"weights")
    weights.chmod(0o600)
    return dataclasses.replace(toy_kit(tmp_path), pretrained=weights)


@pytest.mark.parametrize("cell", [FETCH, FETCH + CHANGE], ids=["found", "cannot be changed"])
def test_weights_are_found_by_their_name(cell: str, kit, tmp_path: Path) -> None:
    report = grade(write_notebook(tmp_path / "x.ipynb", replaced(answer=cell)), kit)
    assert report.outcomes[0].status is Status.PASSED, (report.outcomes[0].feedback, report.notes)


def test_missing_weights_are_the_staffs_to_mend(kit, tmp_path: Path) -> None:
    missing = dataclasses.replace(kit, pretrained=tmp_path / "missing.h5")
    with pytest.raises(AutograderError, match=r"missing\.h5 cannot be read"):
        grade(write_notebook(tmp_path / "x.ipynb", replaced()), missing)


def test_the_cache_goes_with_the_zygote() -> None:
    with Zygote() as zygote:
        assert (zygote.keras_home / "models").is_dir()
    assert not zygote.keras_home.exists()
