"""The picture of the packages agrees with the code."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def architecture(repository: Path) -> ModuleType:
    pytest.importorskip("grimp")
    spec = importlib.util.spec_from_file_location("architecture", repository / "docs" / "site" / "architecture.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["architecture"] = module  # dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


def test_the_picture_is_up_to_date(architecture: ModuleType) -> None:
    assert architecture.PICTURE.read_text(encoding="utf-8") == architecture.draw(), "run docs/site/architecture.py"


def test_every_package_is_in_a_layer_and_says_what_it_is_for(architecture: ModuleType, repository: Path) -> None:
    named = [name for layer in architecture.layers() for name in layer]
    there = {path.stem for path in (repository / "autograder").glob("*.py")} | {
        path.parent.name for path in (repository / "autograder").glob("*/__init__.py")
    }
    assert set(named) == there - {"__init__", "__main__"}
    assert all(architecture.Package.read(name).purpose for name in named)


def test_arrows_implied_by_others_are_left_out(architecture: ModuleType) -> None:
    direct = {("a", "b"), ("b", "c"), ("a", "c")}
    assert architecture._implied("a", "c", direct)
    assert not architecture._implied("a", "b", direct)
