"""Notebooks and zips to read, made in memory."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

NAME = "hw2_build_head"


def code(source: Any = "x = 1", **extra: Any) -> dict[str, Any]:
    """A code cell of format 4."""
    return {
        "cell_type": "code",
        "source": source,
        "metadata": {},
        "outputs": [],
        "execution_count": 1,
        **extra,
    }


def notebook(*cells: Any, **metadata: Any) -> dict[str, Any]:
    """A notebook of format 4."""
    return {"cells": list(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def as_bytes(content: Any) -> bytes:
    """As Jupyter writes it."""
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


GOOD = as_bytes(notebook({"cell_type": "markdown", "source": "# Hello"}, code("x = 1"), code("y = 2")))


def write_zip(path: Path, members: dict[str, bytes]) -> Path:
    """A zip of ordinary files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path
