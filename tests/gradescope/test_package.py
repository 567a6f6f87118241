"""What is in the zip, and what is not."""

from __future__ import annotations

import ast
import dataclasses
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from autograder.engine.kit import GradingKit
from autograder.errors import CourseError
from autograder.gradescope import package
from autograder.gradescope.layout import kit_in
from autograder.gradescope.package import PACKAGE, PRIVATE, engine_files, write_gradescope_zip
from tests.engine.toy import SECRET


def test_layout(archive: Path) -> None:
    with zipfile.ZipFile(archive) as zipped:
        names = set(zipped.namelist())
        modes = {info.filename: info.external_attr >> 16 & 0o777 for info in zipped.infolist()}
    top = {name for name in names if "/" not in name}
    assert top == {"setup.sh", "run_autograder", "requirements.txt", "assignment.json", "Dockerfile"}
    assert {name.split("/")[0] for name in names - top} == {"engine", "graders", "hidden", "materials"}
    assert {name for name in names if name.startswith(("graders/", "hidden/"))} == {
        "graders/grader.py",
        "hidden/hidden.npz",
    }
    assert {name for name in names if name.startswith("materials/")} == {"materials/lab/__init__.py"}
    assert {name for name, mode in modes.items() if mode & 0o111} == {"setup.sh", "run_autograder"}


def test_secrets_lie_in_the_closed_folders_only(root: Path) -> None:
    holders = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*")
        if path.is_file() and (SECRET.encode() in path.read_bytes() or SECRET.encode("utf-32-le") in path.read_bytes())
    }
    assert holders == {"source/graders/grader.py", "source/hidden/hidden.npz"}


def test_same_input_same_bytes(kit: GradingKit, tmp_path: Path) -> None:
    first = write_gradescope_zip(kit, tmp_path / "first.zip").read_bytes()
    for path in kit.materials.rglob("*"):
        os.utime(path, (1, 1_600_000_000))
        path.chmod(0o700)
    assert write_gradescope_zip(kit, tmp_path / "new" / "second.zip").read_bytes() == first


def test_the_kit_survives_the_zip(kit: GradingKit, root: Path) -> None:
    source = root / "source"
    found = kit_in(source, source / "materials")
    assert found.assignment == kit.assignment
    assert found.grader.read_bytes() == kit.grader.read_bytes()
    assert found.hidden.read_bytes() == kit.hidden.read_bytes()
    assert (found.materials / "lab" / "__init__.py").is_file()


def test_calibrated_thresholds_go_with_the_grader(kit: GradingKit, tmp_path: Path) -> None:
    grader = tmp_path / "grader.py"
    grader.write_bytes(kit.grader.read_bytes())
    grader.with_name("thresholds.json").write_text("{}")
    with zipfile.ZipFile(write_gradescope_zip(dataclasses.replace(kit, grader=grader), tmp_path / "x.zip")) as zipped:
        found = {name for name in zipped.namelist() if name.startswith("graders/")}
    assert found == {"graders/grader.py", "graders/thresholds.json"}


def test_what_students_leave_in_the_materials_stays_here(kit: GradingKit, tmp_path: Path) -> None:
    materials = tmp_path / "materials"
    for name in (
        "lab/__init__.py",
        "lab/__pycache__/x.pyc",
        "hw9_toy/hw9_toy.ipynb",
        "hw9_toy/.OTTER_LOG",
        "hw1/hw1.ipynb",
    ):
        path = materials / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    with zipfile.ZipFile(
        write_gradescope_zip(dataclasses.replace(kit, materials=materials), tmp_path / "x.zip")
    ) as zipped:
        found = {name for name in zipped.namelist() if name.startswith("materials/")}
    assert found == {"materials/lab/__init__.py", "materials/hw9_toy/hw9_toy.ipynb"}


def test_the_engine_alone_can_be_imported(root: Path) -> None:
    """Nothing that the closure of imports has missed, nothing of the checkout."""
    program = (
        "import autograder.gradescope.run, autograder.engine.supervisor, autograder.engine.student, sys\n"
        "files = [m.__file__ for n, m in sys.modules.items() if n.split('.')[0] == 'autograder']\n"
        "print(*files, sep='\\n')"
    )
    engine = root / "source" / "engine"
    done = subprocess.run(
        [sys.executable, "-S", "-c", program],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(engine), *(p for p in sys.path if p.endswith("-packages"))]),
        },
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert all(Path(file).is_relative_to(engine) for file in done.stdout.split())


def test_no_instructors_module_is_in_the_engine(kit: GradingKit) -> None:
    modules = {
        ".".join(["autograder", *path.relative_to(PACKAGE).with_suffix("").parts]) for path in engine_files(kit.grader)
    }
    assert "autograder.engine.supervisor" in modules
    assert not [name for name in modules if name.startswith((*PRIVATE, "autograder.authoring.demo", "autograder.cli"))]


def test_the_engine_imports_nothing_that_the_image_lacks(kit: GradingKit) -> None:
    lock = Path(package.__file__).with_name("requirements.txt").read_text()
    locked = {line.split("==")[0].lower().replace("-", "_") for line in lock.splitlines() if "==" in line}
    names = {"PIL": "pillow", "tensorflow": "tensorflow_cpu", "IPython": "ipython"}
    for path in (path for path in engine_files(kit.grader) if path.suffix == ".py"):
        for node in ast.walk(ast.parse(path.read_text())):
            imported = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            imported += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for top in {name.split(".")[0] for name in imported} - {"autograder", "tomllib"} - sys.stdlib_module_names:
                assert names.get(top, top) in locked, f"{path} imports {top}"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("from autograder.authoring import new", "imports autograder.authoring"),
        ("import autograder.datasets.doodles.pen", "imports autograder.datasets.doodles.pen"),
        ("def f():\n    from autograder import authoring", "imports autograder.authoring"),
        ("from autograder.checks.nonsense import x", "nonsense, which does not exist"),
    ],
)
def test_graders_that_could_not_run_there_are_refused(line: str, message: str, kit: GradingKit, tmp_path: Path) -> None:
    grader = tmp_path / "grader.py"
    grader.write_text(line)
    with pytest.raises(CourseError, match=message):
        write_gradescope_zip(dataclasses.replace(kit, grader=grader), tmp_path / "x.zip")


@pytest.mark.parametrize("part", ["grader", "hidden"])
def test_a_missing_file_is_named(part: str, kit: GradingKit, tmp_path: Path) -> None:
    missing = tmp_path / "missing.file"
    with pytest.raises(CourseError, match=r"missing\.file"):
        write_gradescope_zip(dataclasses.replace(kit, **{part: missing}), tmp_path / "x.zip")


def test_missing_materials_are_named(kit: GradingKit, tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="helper package lab"):
        write_gradescope_zip(dataclasses.replace(kit, materials=tmp_path), tmp_path / "x.zip")


def test_too_large_a_zip_is_refused(kit: GradingKit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = tmp_path / "hidden.npz"
    hidden.write_bytes(os.urandom(2 * 2**20))
    monkeypatch.setattr(package, "MAX_BYTES", 2**20)
    with pytest.raises(CourseError, match="1 MB is the most") as caught:
        write_gradescope_zip(dataclasses.replace(kit, hidden=hidden), tmp_path / "x.zip")
    assert "hidden/hidden.npz (2 MB)" in caught.value.next_step
