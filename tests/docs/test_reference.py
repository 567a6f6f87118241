"""docs/cli.md says what the command line can do now."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def script(repository: Path) -> ModuleType:
    path = repository / "docs" / "site" / "reference.py"
    spec = importlib.util.spec_from_file_location("reference", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_reference_is_fresh(script: ModuleType) -> None:
    fresh = script.PAGE.read_text(encoding="utf-8") == script.reference()
    assert fresh, "docs/cli.md is stale: run python docs/site/reference.py"


def test_it_names_commands_arguments_and_options(script: ModuleType) -> None:
    page = script.reference()
    for text in ("## autograder grade", "SUBMISSION...", "`--assignment ASSIGNMENT`", "Required.", "data fetch"):
        assert text in page
    assert "--once" not in page, "what is hidden on the command line is hidden here"
