"""The wheel, installed: it carries the course, and nothing of a checkout is needed."""

from __future__ import annotations

import json
import os
import shutil
import site
import subprocess
import sys
import tempfile
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.sandbox import Layer

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]

LEFT_OUT = {"__pycache__", ".ipynb_checkpoints", ".OTTER_LOG"}
PLACES = {"autograder": "autograder"} | {
    name: f"autograder/bundled_course/{name}" for name in ("assignments", "solutions")
}
#: A submission that tries to read every file of the hidden graders that come with the package.
SPY = """
import json, os, sys
from pathlib import Path
from autograder import sandbox
from autograder.course import Limits, bundled_course
from autograder.sandbox import Layer
from autograder.sandbox import plan as planning

planning.interpreter_sample = lambda: iter(())  # all that is needed is imported, so Python may lie where it likes
disabled = frozenset(map(Layer, sys.argv[1:]))
course = bundled_course()
paths = [path for path in course.solutions.rglob("*") if path.is_file()]
reader, writer = os.pipe()
with sandbox.Box() as box:
    plan = sandbox.make_plan(
        box=box, readable=(course.assignments,), secrets=(), limits=Limits(), disabled=disabled
    )
    if os.fork() == 0:
        sandbox.enter(plan, keep=(writer,))
        def reads(path):
            try:
                return bool(path.read_bytes()) or True
            except OSError:
                return False
        answer = [sum(map(reads, paths)), reads(course.lab / "settings.json")]
        os.write(writer, json.dumps(answer).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answers:
        read, handed_out = json.load(answers)
    os.wait()
found = {"files": len(paths), "read": read, "handed_out": handed_out, "isolated": plan.isolation.isolated}
print(json.dumps({**found, "own_user": plan.uid is not None, "course": str(course.root)}))
"""


@pytest.fixture(scope="module")
def wheel(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built without a network: what builds it is here."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet"]
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "-w", folder, repository], check=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Iterator[Path]:
    """The programs of an environment with the wheel, as pip installs it, and all else borrowed from this one.

    Other users can get there, unlike to pytest's folders.
    """
    root = Path(tempfile.mkdtemp(prefix="autograder-installed-"))
    root.chmod(0o755)
    venv.create(root, with_pip=False, symlinks=True)
    programs = root / "bin"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", programs / "python", "install"]
    subprocess.run([*pip, "--quiet", "--no-deps", "--no-index", wheel], check=True)
    [packages] = root.glob("lib/python*/site-packages")
    # Its own come first. A path in such a file is not searched for further ones, so the checkout stays out of it.
    (packages / "borrowed.pth").write_text("\n".join(site.getsitepackages()) + "\n")
    yield programs
    shutil.rmtree(root)


def _run(program: Path, *arguments: str | Path, folder: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment |= {"NO_COLOR": "1", "COLUMNS": "120", "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        [program, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{arguments}: {done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


def test_the_wheel_holds_all_of_the_engine_and_the_course_and_nothing_else(wheel: Path, repository: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    wanted = {
        f"{place}/{path.relative_to(repository / tree).as_posix()}"
        for tree, place in PLACES.items()
        for path in (repository / tree).rglob("*")
        if path.is_file() and not LEFT_OUT & set(path.parts)
    }
    assert held == wanted
    assert wheel.stat().st_size < 10 * 2**20


@pytest.mark.parametrize("disabled", [(), (Layer.LANDLOCK, Layer.SECCOMP)], ids=["every layer", "own user alone"])
def test_a_submission_cannot_read_the_graders_that_come_with_the_package(
    installed: Path, tmp_path: Path, disabled: tuple[Layer, ...]
) -> None:
    found = json.loads(_run(installed / "python", "-c", SPY, *(layer.value for layer in disabled), folder=tmp_path))
    assert found["course"].startswith(str(installed.parent.resolve()))
    assert found["files"] > 300
    if not found["isolated"]:
        pytest.skip("this machine cannot shut a submission in so")
    assert found["own_user"] or not disabled
    assert found["handed_out"]
    assert found["read"] == 0


@pytest.mark.long  # the gate runs a demo as well
def test_the_demo_runs_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    [packages] = installed.parent.glob("lib/python*/site-packages/autograder")
    before = _state(packages)
    told = _run(installed / "autograder", "demo", folder=tmp_path)
    assert f"Course: {tmp_path / 'autograder-demo' / 'course'}" in told
    assert (tmp_path / "autograder-demo" / "index.html").is_file()
    assert {path.name for path in tmp_path.iterdir()} == {"autograder-demo"}
    assert _state(packages) == before


def test_a_course_of_ones_own_builds_and_verifies(installed: Path, tmp_path: Path) -> None:
    _run(installed / "autograder", "init", "mine", folder=tmp_path)
    course = tmp_path / "mine"
    _run(installed / "autograder", "build", "hw2", folder=course)
    dist = course / "dist" / "hw2_build_head"
    with zipfile.ZipFile(dist / "gradescope.zip") as archive:
        packed = [Path(name) for name in archive.namelist()]
    assert not [path for path in packed if {"bundled_course", "solutions", "valid", "wrong"} & set(path.parts)]
    told = _run(installed / "autograder", "verify", "hw2", folder=course)
    assert f"Course: {course}" in told
    assert "100 of 100" in told


def _state(folder: Path) -> dict[Path, bytes]:
    """What is in a folder; Python's own cache does not count."""
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path: path.read_bytes() for path in files}
