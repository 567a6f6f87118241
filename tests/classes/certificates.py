"""Certificates for tests, as docs/scale.md has them made."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

_PAGE = Path(__file__).resolve().parents[2] / "docs" / "scale.md"


def make_certificates(folder: Path) -> Path:
    """``ca.pem``, ``cert.pem`` and ``key.pem`` in ``folder/tls``, with the key of the authority."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    (folder / "tls").mkdir()
    commands = re.findall(r"^openssl .*$", _PAGE.read_text(encoding="utf-8"), re.M)
    assert len(commands) == 3
    for command in commands:
        subprocess.run(shlex.split(command), cwd=folder, check=True, capture_output=True)
    return folder / "tls"
