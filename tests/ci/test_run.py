"""``.ci/run`` in a checkout whose tools are stand-ins: it does what README.md says, and no failure gets past it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

README = """
<!-- command: demo -->
```sh
./make-venv && : pip install -q . && .venv/bin/autograder demo
```
<!-- command: test -->
```sh
./make-venv && : pip install -q -e '.[test]' && .venv/bin/python -m pytest
```
"""
MAKE_VENV = """#!/bin/bash
mkdir -p .venv/bin
for name in pip ruff mypy lint-imports python autograder; do
    printf '#!/bin/bash\\necho "$(basename $0) $@" | tee -a %s\\n[[ "$(basename $0) $1 $2" != "%s" ]]\\n' \\
        "$CALLS" "$FAILING" > .venv/bin/$name
    chmod +x .venv/bin/$name
done
"""
SCRIPTS = (
    "autograder/gradescope/setup.sh",
    "autograder/gradescope/run_autograder",
    "benchmarks/fresh_container/enter.sh",
    ".ci/run",
)


@pytest.fixture
def checkout(repository: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "checkout"
    for name in SCRIPTS:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(repository / name, folder / name)
    (folder / "README.md").write_text(README)
    (folder / "make-venv").write_text(MAKE_VENV)
    (folder / "make-venv").chmod(0o755)
    (folder / ".gitignore").write_text("ignored\n")
    (folder / "ignored").write_text("x")
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    return folder


def ci(checkout: Path, *options: str, failing: str = "nothing") -> tuple[subprocess.CompletedProcess[str], list[str]]:
    calls = checkout.parent / "calls"
    calls.write_text("")
    programs = checkout.parent / "programs"
    programs.mkdir(exist_ok=True)
    (programs / "apt-get").write_text("#!/bin/bash\nexit 1\n")  # tests install nothing on anybody's machine
    (programs / "apt-get").chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{programs}:{os.environ['PATH']}",
        "CALLS": str(calls),
        "FAILING": failing,
        "TMPDIR": str(checkout.parent),
    }
    done = subprocess.run(
        [checkout / ".ci" / "run", *options], env=environment, capture_output=True, text=True, check=False
    )
    return done, calls.read_text().splitlines()


def test_everything_is_run_and_nothing_is_left(checkout: Path) -> None:
    done, calls = ci(checkout)
    assert done.returncode == 0, done.stderr
    assert calls == [
        "pip list",
        "ruff check .",
        "ruff format --check .",
        "mypy ",
        "lint-imports ",
        "python .ci/audit.py autograder/gradescope/requirements.txt",
        "python -m pytest --durations=15",
        "python -m benchmarks.fresh_container",
        "autograder demo",
    ]
    assert "pytest: python -m pytest --durations=15" in done.stdout
    assert not list(checkout.parent.glob("autograder-ci.*"))


def test_quick(checkout: Path) -> None:
    _, calls = ci(checkout, "--quick")
    assert calls[-1] == "python -m pytest -m not slow --durations=15"


def test_all(checkout: Path) -> None:
    _, calls = ci(checkout, "--all")
    assert "python -m pytest -m not jupyter --durations=15" in calls


@pytest.mark.parametrize(
    "failing",
    [
        "ruff check .",
        "ruff format --check",
        "mypy  ",
        "python .ci/audit.py autograder/gradescope/requirements.txt",
        "python -m pytest",
        "python -m benchmarks.fresh_container",
        "autograder demo ",
    ],
)
def test_any_failure_fails(failing: str, checkout: Path) -> None:
    done, calls = ci(checkout, failing=failing)
    assert done.returncode != 0
    assert "CI FAILED while" in done.stderr
    assert calls[-1].startswith(failing.strip()), "it ends there"


@pytest.mark.parametrize("kind", ["test", "demo"])
def test_a_readme_without_the_commands_fails(kind: str, checkout: Path) -> None:
    (checkout / "README.md").write_text(README.replace(f"<!-- command: {kind} -->", ""))
    assert ci(checkout)[0].returncode != 0
