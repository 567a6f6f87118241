"""The zip that ``otter run`` takes: a test file for each check, and the students' files beside the notebook."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

PEER = Path(__file__).parent
TEST = """OK_FORMAT = False

from otter.test_files import test_case

name = "{name}"
points = 1


@test_case(hidden=True)
def test(env):
    from checks import check_{name}

    check_{name}(env)
"""


def write_peer(short: str, materials: Path, hidden: Path, out: Path) -> Path:
    """Make the zip in ``out`` and return it.

    Args:
        short: the assignment, ``hw2`` or ``hw3``.
        materials: the folder that holds ``lab`` as students have it.
        hidden: ``hidden.npz``.
        out: an empty folder.
    """
    source = (PEER / f"{short}.py").read_text(encoding="utf-8")
    tests = out / "tests"
    tests.mkdir(parents=True)
    for name in re.findall(r"^def check_(\w+)", source, flags=re.MULTILINE):
        (tests / f"{name}.py").write_text(TEST.format(name=name), encoding="utf-8")
    (out / "checks.py").write_text(source, encoding="utf-8")
    shutil.copy(PEER / "common.py", out)
    shutil.copy(hidden, out / "hidden.npz")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(materials / "lab", out / "lab", ignore=ignored)
    command = [sys.executable, "-m", "otter", "generate", "-t", "tests", "-o", "peer.zip", "--no-config"]
    command += ["--no-requirements", "--no-environment", "checks.py", "common.py", "hidden.npz", "lab"]
    subprocess.run(command, cwd=out, check=True, capture_output=True)
    return out / "peer.zip"
