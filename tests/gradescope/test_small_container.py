"""Every reference gets full marks in the limits of Gradescope's default container, and nothing is killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.authoring.build import build_notebooks
from autograder.course import load_course
from tests.gradescope.test_end_to_end import LIMITS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.long,
    pytest.mark.root,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(not os.access("/sys/fs/cgroup", os.W_OK), reason="needs a cgroup of its own"),
]


@pytest.mark.parametrize("short", [assignment.short for assignment in load_course().assignments])
def test_the_reference_gets_full_marks(short: str, tmp_path: Path) -> None:
    notebook = build_notebooks(load_course().find(short), tmp_path).solution
    grading = [sys.executable, "-m", "autograder", "grade", notebook, "--assignment", short, "--json"]
    done = subprocess.run(
        [sys.executable, LIMITS, "--json", "--", *grading], capture_output=True, text=True, check=False
    )
    result, usage = (json.loads(line) for line in done.stdout.splitlines()[-2:])
    print(result["seconds"], usage)
    assert result["score"] == 100, result
    assert usage["out_of_memory_kills"] == 0
