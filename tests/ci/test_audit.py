"""``.ci/audit.py``: every pin of the lock is looked up, and "could not be looked up" is never taken for "clean"."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

LOCK = """# comment
absl-py==2.5.1 \\
    --hash=sha256:00
numpy==2.2.6 ; python_full_version < '3.11' \\
    --hash=sha256:01
numpy==2.4.6 ; python_full_version >= '3.11' \\
    --hash=sha256:02
"""


@pytest.fixture
def audit(repository: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit", repository / ".ci" / "audit.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "audit", module)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    path = tmp_path / "requirements.txt"
    path.write_text(LOCK)
    return path


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch, audit: ModuleType) -> Callable[[dict[str, object]], list[str]]:
    """Give pip-audit's answer: package → what is said of it; returns the sheets that it was asked about."""

    def answer(known: dict[str, object]) -> list[str]:
        asked: list[str] = []

        def run(command: list[str | Path], **_: object) -> subprocess.CompletedProcess[str]:
            sheet = Path(command[command.index("--requirement") + 1]).read_text()
            asked.append(sheet)
            pins = [line.split("==") for line in sheet.split()]
            content = [{"name": name, "version": version, **known[name]} for name, version in pins if name in known]
            Path(command[command.index("--output") + 1]).write_text(json.dumps({"dependencies": content}))
            return subprocess.CompletedProcess(command, 0, "", "")

        monkeypatch.setattr(audit.subprocess, "run", run)
        return asked

    return answer


def test_no_condition_hides_a_pin(audit: ModuleType, repository: Path) -> None:
    assert audit.sheets(LOCK) == ["absl-py==2.5.1\nnumpy==2.2.6\n", "numpy==2.4.6\n"]
    real = (repository / "autograder" / "gradescope" / "requirements.txt").read_text()
    pins = {line.split(" ")[0] for line in real.splitlines() if "==" in line and not line.startswith("#")}
    assert sorted("".join(audit.sheets(real)).split()) == sorted(pins)


def test_all_clean(audit: ModuleType, lock: Path, answered, capsys) -> None:
    asked = answered({"absl-py": {"vulns": []}, "numpy": {"vulns": []}})
    assert audit.main(str(lock)) == 0
    assert len(asked) == 2
    assert capsys.readouterr().out == "clean: 3, vulnerable: 0, unknown: 0\n"


def test_a_vulnerability_fails_unless_it_is_accepted(
    audit: ModuleType, lock: Path, answered, capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered({"absl-py": {"vulns": []}, "numpy": {"vulns": [{"id": "PYSEC-1"}]}})
    assert audit.main(str(lock)) == 1
    assert "VULNERABLE: numpy 2.4.6: PYSEC-1" in capsys.readouterr().out
    monkeypatch.setattr(audit, "ACCEPTED", {"PYSEC-1": "not reachable"})
    assert audit.main(str(lock)) == 0


def test_what_the_database_does_not_know_is_a_warning(audit: ModuleType, lock: Path, answered, capsys) -> None:
    answered({"absl-py": {"vulns": []}, "numpy": {"skip_reason": "not found"}})
    assert audit.main(str(lock)) == 0
    said = capsys.readouterr().out
    assert "WARNING: not everything could be looked up, for example: not found" in said
    assert "clean: 1, vulnerable: 0, unknown: 1" in said


def test_no_network_is_a_warning(audit: ModuleType, lock: Path, capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = subprocess.CompletedProcess([], 1, "", "Traceback\nConnectionError: no route")
    monkeypatch.setattr(audit.subprocess, "run", lambda *_, **__: failed)
    assert audit.main(str(lock)) == 0
    said = capsys.readouterr().out
    assert "WARNING: not everything could be looked up, for example: ConnectionError: no route" in said
    assert "clean: 0, vulnerable: 0, unknown: 2" in said
