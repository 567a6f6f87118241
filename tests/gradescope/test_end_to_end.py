"""The zip in the platform's layout: ``setup.sh`` as root, then ``run_autograder``, with the system's own Python."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder import gradescope
from autograder.sandbox.files import closed_to
from tests.engine.toy import CELLS, SECRET, replaced, write_notebook
from tests.gradescope.conftest import lay_out
from tests.gradescope.schema import Results, read_results

LOCK = Path(gradescope.__file__).with_name("requirements.txt")
#: The installed packages. Kept between runs of the tests: making it takes two minutes. Another lock, another one.
PACKAGES = Path(f"/var/tmp/autograder-test-venv-{hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]}")
LIMITS = Path(__file__).parents[2] / "benchmarks" / "run_in_container_limits.py"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.root,
    pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root, as on Gradescope"),
    pytest.mark.skipif(not Path("/usr/bin/apt-get").exists(), reason="needs Debian or Ubuntu, as on Gradescope"),
]


@pytest.fixture(scope="module")
def image(archive: Path) -> Iterator[Path]:
    """``/autograder`` after set-up, without a submission; in a folder that, like ``/``, is open to everybody."""
    parent = Path(tempfile.mkdtemp(prefix="autograder-test-image-", dir="/var/tmp"))
    parent.chmod(0o755)
    root = lay_out(archive, parent / "autograder")
    import fcntl  # only where these tests run

    # Two processes that run the tests must not set up one environment at the same time: each has links of its own.
    with PACKAGES.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (PACKAGES / "set-up-complete").exists():
            set_up(root, PACKAGES)
        shutil.copytree(PACKAGES, venv_of(root), symlinks=True, copy_function=os.link)
    print(set_up(root, venv_of(root)))
    yield root
    shutil.rmtree(parent)


def set_up(root: Path, venv: Path) -> str:
    """Run ``setup.sh``; returns the last line that it prints."""
    done = subprocess.run(
        ["bash", root / "source" / "setup.sh"],
        env={**environment(root), "AUTOGRADER_VENV": str(venv)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    last = done.stdout.splitlines()[-1]
    assert last.startswith("Set-up complete after"), last
    return last


def venv_of(root: Path) -> Path:
    """The image's own virtual environment."""
    return root.parent / "venv"


def environment(root: Path) -> dict[str, str]:
    passed_on = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "HTTP", "http", "SSL"))}
    return {
        **passed_on,
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "AUTOGRADER_ROOT": str(root),
        "AUTOGRADER_VENV": str(venv_of(root)),
    }


def grade(root: Path, cells: list[str], *prefix: str | Path) -> tuple[Results, str]:
    """Hand in a notebook; returns the results and what staff see."""
    write_notebook(root / "submission" / "hw9_toy.ipynb", cells)
    (root / "results" / "results.json").unlink(missing_ok=True)
    (root / "submission_metadata.json").write_text(json.dumps({"id": 17, "assignment": {"total_points": "5.0"}}))
    done = subprocess.run(
        [*prefix, "bash", root / "run_autograder"],
        env=environment(root),
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    print(done.stdout, done.stderr)
    return read_results(root), done.stdout + done.stderr


def test_the_solution_gets_full_marks_and_the_run_was_isolated(image: Path) -> None:
    results, log = grade(image, CELLS)
    assert results.score == 5, results
    assert [test.status for test in results.tests] == ["passed"] * 4
    assert results.extra_data["submission"] == "submission 17"
    assert "own user" in results.extra_data["isolation"]
    assert "closed file permissions" in results.extra_data["isolation"]
    assert "WARNING" not in log


def test_a_wrong_answer_costs_its_points_only(image: Path) -> None:
    results, _ = grade(image, replaced(answer="answer = 3"))
    assert results.score == 4
    assert [test.status for test in results.tests] == ["failed", "passed", "passed", "passed"]


DUMP = """
import os, pathlib
found = []
for top in {tops!r}:
    for folder, _, names in os.walk(top):
        for name in names:
            try:
                found.append(pathlib.Path(folder, name).read_bytes())
            except OSError:
                pass
for name in {secrets!r}:
    try:
        found.append(open(name, "rb").read())
    except OSError as problem:
        found.append(type(problem).__name__.encode())
answer = (b"|".join(found)).decode("latin-1").replace(chr(0), "")
answer = "LEAK" if {marker!r} in answer else f"{{os.getuid() != 0}} {{answer[-200:]}}"
raise RuntimeError(answer)
"""


def shown(results: Results) -> str:
    """What is said at the top, as Markdown shows it."""
    return re.sub(r"\\([^A-Za-z0-9\s])", r"\1", str(results.output))


def test_the_hidden_grader_and_images_cannot_be_read(image: Path) -> None:
    secrets = [str(image / "source" / "graders" / "grader.py"), str(image / "source" / "hidden" / "hidden.npz")]
    dump = DUMP.format(tops=[str(image)], secrets=secrets, marker=SECRET)
    results, log = grade(image, replaced(first=dump))
    assert "RuntimeError: True" in str(results.output), "it ran, and not as root"
    assert "PermissionError|PermissionError" in shown(results)
    assert "LEAK" not in results.model_dump_json() + log
    assert SECRET not in results.model_dump_json() + log
    assert results.score == 5
    for secret in secrets:
        assert closed_to(65534, Path(secret)), "permissions alone would be enough"
        assert SECRET.encode() in Path(secret).read_bytes().replace(b"\0", b""), "as root it can be read"


def test_nothing_handed_in(image: Path) -> None:
    for file in (image / "submission").iterdir():
        file.unlink()
    subprocess.run(["bash", image / "run_autograder"], env=environment(image), cwd=image, check=True)
    results = read_results(image)
    assert results.score == 0
    assert "No file was handed in. Save your notebook and hand in hw9_toy.ipynb." in shown(results)


@pytest.mark.skipif(not os.access("/sys/fs/cgroup", os.W_OK), reason="needs a cgroup of its own")
def test_it_fits_the_default_container(image: Path) -> None:
    results, log = grade(image, CELLS, sys.executable, LIMITS, "--json", "--")
    usage = json.loads(log.splitlines()[-1] if log.startswith("submission") else log)
    assert results.score == 5
    assert usage["out_of_memory_kills"] == 0
    assert usage["peak_anonymous_mb"] < 768


def test_setting_up_again_takes_seconds_and_keeps_the_packages(image: Path) -> None:
    before = (venv_of(image) / "packages").stat().st_mtime_ns
    subprocess.run(["bash", image / "source" / "setup.sh"], env=environment(image), capture_output=True, check=True)
    assert (venv_of(image) / "packages").stat().st_mtime_ns == before
    assert (venv_of(image) / "set-up-complete").exists()
