"""A small zip, and where it is unpacked."""

from __future__ import annotations

import shutil
import signal
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.engine.kit import GradingKit
from autograder.gradescope.package import write_gradescope_zip
from tests.engine.toy import toy_kit


@pytest.fixture(scope="session")
def kit(tmp_path_factory: pytest.TempPathFactory) -> GradingKit:
    """The toy assignment."""
    return toy_kit(tmp_path_factory.mktemp("toy"))


@pytest.fixture(scope="session")
def archive(kit: GradingKit, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its zip."""
    return write_gradescope_zip(kit, tmp_path_factory.mktemp("zip") / "gradescope.zip")


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """What ``run.main`` does to signals is undone: it is meant to be the last thing that its process does."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGALRM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def lay_out(archive: Path, root: Path) -> Path:
    """What Gradescope does with a zip: unpack it, with the permissions that it holds, and copy one script."""
    source = root / "source"
    for folder in (source, root / "submission", root / "results"):
        folder.mkdir(parents=True)
    with zipfile.ZipFile(archive) as zipped:
        for info in zipped.infolist():
            Path(zipped.extract(info, source)).chmod(info.external_attr >> 16 & 0o777)
    shutil.copy(source / "run_autograder", root / "run_autograder")
    return root


@pytest.fixture
def root(archive: Path, tmp_path: Path) -> Path:
    """A fresh ``/autograder`` with the zip unpacked and no submission yet."""
    return lay_out(archive, tmp_path / "autograder")
