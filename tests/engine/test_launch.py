"""What the helper process is told of the supervisor's environment."""

from __future__ import annotations

import pytest

from autograder.engine.launch import _environment


def test_no_secret_is_passed_on_for_its_first_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = ("TF_VAR_db_password", "TF_TOKEN_app_terraform_io", "PYTHON_KEYRING", "KERAS_TOKEN", "LC_SECRET")
    for name in secrets:
        monkeypatch.setenv(name, "MARKER")
    monkeypatch.setenv("TF_NUM_INTRAOP_THREADS", "3")
    found = _environment()
    assert "MARKER" not in found.values()
    assert found["TF_NUM_INTRAOP_THREADS"] == "3"
