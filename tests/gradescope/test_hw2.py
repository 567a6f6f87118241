"""hw2 as an instructor uploads it: set-up as root, then the reference and the stub, in the default container."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.authoring.release import Release, release
from autograder.course import load_course
from tests.gradescope import test_end_to_end as layout
from tests.gradescope.conftest import lay_out
from tests.gradescope.schema import Results, read_results

pytestmark = layout.pytestmark


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return release(load_course().find("hw2"), tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def image(built: Release) -> Iterator[Path]:
    parent = Path(tempfile.mkdtemp(prefix="autograder-test-hw2-", dir="/var/tmp"))
    parent.chmod(0o755)
    root = lay_out(built.gradescope_zip, parent / "autograder")
    subprocess.run(
        ["bash", root / "source" / "setup.sh"], env=layout.environment(root), check=True, capture_output=True
    )
    yield root
    shutil.rmtree(parent)


def grade(root: Path, notebook: Path, *prefix: str | Path) -> tuple[Results, str]:
    for old in (root / "submission").iterdir():
        old.unlink()
    shutil.copy(notebook, root / "submission")
    command = [*prefix, "bash", root / "run_autograder"]
    done = subprocess.run(
        command, env=layout.environment(root), cwd=root, capture_output=True, text=True, check=False, timeout=900
    )
    return read_results(root), done.stdout


def test_the_zip_is_small(built: Release) -> None:
    assert built.gradescope_zip.stat().st_size < 60 * 2**20


def test_the_stub_gets_at_most_a_tenth(image: Path, built: Release, tmp_path: Path) -> None:
    results, _ = grade(image, built.stub(tmp_path))
    assert results.score <= 10
    assert sum(test.max_score for test in results.tests) == 100
    assert "Not answered yet" in str(results.tests[0].output)


@pytest.mark.long  # each day one assignment is graded in these limits, in a container: .ci/run
@pytest.mark.skipif(not os.access("/sys/fs/cgroup", os.W_OK), reason="needs a cgroup of its own")
def test_the_reference_gets_full_marks_in_the_default_container(image: Path, built: Release) -> None:
    results, log = grade(image, built.solution, sys.executable, layout.LIMITS, "--json", "--")
    usage = json.loads(log.splitlines()[-1])
    print(usage)
    assert results.score == 100, results
    assert usage["out_of_memory_kills"] == 0
    assert results.execution_time is not None
    assert usage["wall_seconds"] < 240


@pytest.mark.parametrize("times", [2, pytest.param(5, marks=pytest.mark.long)])
def test_the_same_submission_gets_the_same_score_each_time(image: Path, built: Release, times: int) -> None:
    runs = [grade(image, built.solution)[0] for _ in range(times)]
    first = [(test.number, test.score, test.output) for test in runs[0].tests]
    for other in runs[1:]:
        assert [(test.number, test.score, test.output) for test in other.tests] == first
