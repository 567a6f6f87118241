"""Shared by all tests: secrets and caches of the machine's owner are left alone."""

from __future__ import annotations

import importlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import settings

from autograder.portable import LINUX

#: The same examples in every run: a change is never refused by luck. ``--hypothesis-profile=default`` draws others.
settings.register_profile("repeatable", derandomize=True, database=None)
settings.load_profile("repeatable")

_HOME = Path(tempfile.gettempdir()) / f"autograder-test-home-{os.getuid()}"
os.environ["AUTOGRADER_HOME"] = str(_HOME)

#: A fixed seed, so that a run of the tests can be repeated; drawn sets are kept between runs.
_HOME.mkdir(mode=0o700, exist_ok=True)
(_HOME / "secret-seed").write_text("20240607")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The checkout."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def lab(repository: Path) -> Iterator[ModuleType]:
    """The package that students are handed, as a notebook finds it."""
    sys.path.insert(0, str(repository / "assignments"))
    try:
        yield importlib.import_module("lab")
    finally:
        sys.path.remove(str(repository / "assignments"))


#: Tests of what only Linux has, and of Gradescope's containers.
_LINUX_ONLY = ("tests/sandbox", "tests/gradescope", "tests/assurance/hostile", "tests/ci")
_ANYWHERE = ("test_box.py", "test_dockerfile.py", "test_leaderboard.py", "test_package.py", "test_results.py")


def _pass_over_linux(items: list[pytest.Item]) -> None:
    here = pytest.mark.skip(reason="only Linux has this")
    for item in items:
        of_linux = item.nodeid.startswith(_LINUX_ONLY) and item.path.name not in _ANYWHERE
        if of_linux or item.get_closest_marker("linux") or item.get_closest_marker("root"):
            item.add_marker(here)


@pytest.hookimpl(tryfirst=True)  # before pytest selects by marker
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The sandbox's tests fork from this process and measure the child's memory, so they run before large imports.

    Files with slow tests come next: with two workers, the quick ones fill the gaps at the end. Long tests are slow,
    too, so that ``-m "not slow"`` leaves them out.
    """
    for item in items:
        if item.get_closest_marker("long") or item.get_closest_marker("jupyter"):
            item.add_marker("slow")
    if not LINUX:
        _pass_over_linux(items)
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: ("sandbox" not in item.path.parts, item.path not in slow))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With ``-n``, a file's tests stay together, as its fixtures are costly; and files are begun in their order."""
    from xdist.scheduler import LoadFileScheduling

    config.option.loadscopereorder = False
    return LoadFileScheduling(config, log)
