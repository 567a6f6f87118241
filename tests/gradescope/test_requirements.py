"""The image's lock: fresh, complete, and of the CPU build only."""

from __future__ import annotations

import importlib.util
import platform
import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from autograder import gradescope
from autograder.authoring.libraries import Library, student_libraries, student_requirements

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HERE = Path(gradescope.__file__).parent
LOCK = (HERE / "requirements.txt").read_text()
TENSORFLOW = "tensorflow-cpu" if (sys.platform, platform.machine()) == ("linux", "x86_64") else "tensorflow"
PYTHONS = ["3.10", "3.11", "3.12", "3.13"]


def requirements(text: str) -> list[Requirement]:
    lines = [line.partition("#")[0].rstrip("\\ ").strip() for line in text.splitlines()]
    return [Requirement(line) for line in lines if line and not line.startswith("-")]


def wanted_in_the_image() -> list[Requirement]:
    """What requirements.in asks for, with the libraries that it includes."""
    text = (HERE / "requirements.in").read_text()
    assert "\n-r libraries.txt\n" in text
    return [*requirements((HERE / "libraries.txt").read_text()), *requirements(text)]


def locked(python: str) -> dict[str, Version]:
    """What the lock gives a Python on Gradescope's machines."""
    place = {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": "linux",
        "platform_machine": "x86_64",
        "platform_system": "Linux",
        "os_name": "posix",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    found: dict[str, Version] = {}
    for requirement in requirements(LOCK):
        if requirement.marker is None or requirement.marker.evaluate(place):
            (pin,) = requirement.specifier
            assert pin.operator == "=="
            assert canonicalize_name(requirement.name) not in found, f"{requirement.name} is pinned twice"
            found[canonicalize_name(requirement.name)] = Version(pin.version)
    return found


@pytest.mark.parametrize("python", PYTHONS)
def test_the_lock_is_fresh(python: str) -> None:
    """After a change of requirements.in it has to be renewed, with the command that requirements.in gives."""
    pins = locked(python)
    on_gradescope = {"python_version": python, "sys_platform": "linux", "platform_machine": "x86_64"}
    for wanted in wanted_in_the_image():
        if wanted.marker is None or wanted.marker.evaluate(on_gradescope):
            assert pins[canonicalize_name(wanted.name)] in wanted.specifier, wanted


@pytest.mark.parametrize("python", PYTHONS)
def test_the_image_fits_the_package(python: str, repository: Path) -> None:
    """What graders are written against here is what they run with there."""
    project = tomllib.loads((repository / "pyproject.toml").read_text())["project"]
    pins = locked(python)
    for wanted in map(Requirement, project["dependencies"]):
        if canonicalize_name(wanted.name) in pins:
            assert pins[canonicalize_name(wanted.name)] in wanted.specifier, wanted


def test_students_graders_and_the_image_have_the_same_libraries(repository: Path) -> None:
    libraries = requirements((HERE / "libraries.txt").read_text())
    assert {library.name for library in libraries} >= {"pandas", "scikit-learn", "scipy", "seaborn", "tensorboard"}
    here = list(map(Requirement, tomllib.loads((repository / "pyproject.toml").read_text())["project"]["dependencies"]))
    assert all(library in here for library in libraries)
    students = requirements(student_requirements())
    (otter, jupyter) = [one for one in students if one not in libraries]
    assert otter in here
    assert otter.name == "otter-grader"
    assert jupyter.name == "jupyterlab"
    assert not [one for one in libraries if one not in students]
    unique = {canonicalize_name(library.name) for library in libraries}
    assert {canonicalize_name(Requirement(one.requirement).name) for one in student_libraries()} == (
        unique - {"tensorflow-cpu"} | {"otter-grader"}
    )


@pytest.mark.parametrize("library", student_libraries(), ids=lambda library: library.module)
def test_the_setup_cell_looks_for_what_the_library_brings(library: Library) -> None:
    assert importlib.util.find_spec(library.module) is not None
    there = Version(metadata.version(Requirement(library.requirement).name.replace("tensorflow", TENSORFLOW)))
    assert there in Requirement(library.requirement).specifier


@pytest.mark.parametrize("python", PYTHONS)
def test_the_cpu_build_and_nothing_that_grading_does_not_need(python: str) -> None:
    pins = locked(python)
    assert "tensorflow-cpu" in pins
    assert not {"tensorflow", "otter-grader", "jupyter-client", "pip", "ipykernel"} & set(pins)
    assert not [name for name in pins if name.startswith("nvidia")]


def uv(*arguments: str | Path) -> None:
    """Run uv; without it or without the index, the test is skipped."""
    beside = Path(sys.executable).with_name("uv")
    program = beside if beside.is_file() else shutil.which("uv")
    if program is None:
        pytest.skip("uv is not installed")
    done = subprocess.run([program, *arguments, "--quiet"], capture_output=True, text=True, check=False)
    if re.search(r"[Ff]ailed to fetch|error sending request|dns error", done.stderr):
        pytest.skip(f"the package index cannot be reached: {done.stderr[-200:]}")
    assert done.returncode == 0, done.stderr


def hashes(lock: str) -> dict[str, set[str]]:
    """Name, version and condition of each pin → its hashes."""
    found: dict[str, set[str]] = {}
    pin = ""
    for line in lock.splitlines():
        if "==" in line and not line.startswith(("#", " ")):
            pin = line.rstrip("\\ ")
            found[pin] = set()
        found.get(pin, set()).update(re.findall(r"sha256:[0-9a-f]{64}", line))
    return found


@pytest.mark.slow
def test_the_hashes_are_the_indexs_own(tmp_path: Path) -> None:
    """The lock is what uv makes of requirements.in; a release may have got more wheels since."""
    (tmp_path / "pins.txt").write_text("\n".join(hashes(LOCK)))
    uv(
        *("pip", "compile", "--universal", "--python-version", PYTHONS[0], "--generate-hashes", "--no-annotate"),
        *("--only-binary", ":all:", "--constraint", tmp_path / "pins.txt", "--output-file", tmp_path / "new.txt"),
        HERE / "requirements.in",
    )
    index = hashes((tmp_path / "new.txt").read_text())
    ours = hashes(LOCK)
    assert len(ours) > 50
    assert ours.keys() == index.keys()
    assert not {pin: strange for pin in ours if (strange := ours[pin] - index[pin])}


@pytest.mark.slow
@pytest.mark.parametrize("python", PYTHONS)
def test_every_python_of_an_image_gets_wheels(python: str, tmp_path: Path) -> None:
    uv(
        *("pip", "install", "--dry-run", "--target", tmp_path, "--python-version", python),
        *("--python-platform", "x86_64-manylinux_2_28", "--only-binary", ":all:", "--no-deps", "--require-hashes"),
        *("-r", HERE / "requirements.txt"),
    )


def test_every_pin_has_hashes_and_comes_from_the_public_index() -> None:
    blocks = re.split(r"\n(?=\S)", "\n".join(line for line in LOCK.splitlines() if not line.startswith("#")))
    assert len(blocks) > 50
    for block in blocks:
        assert re.fullmatch(r"[\w.-]+==[^\s;]+( ; [^\\]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+", block.strip()), (
            block[:80]
        )
    assert not re.search(
        r"file:|https?:|--find-links|--index|/opt/|/work/", LOCK.replace("--default-index https://pypi.org/simple", "")
    )
