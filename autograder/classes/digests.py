"""A digest of everything in a grader that decides about scores."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import autograder.checks
from autograder.engine.kit import GradingKit

#: Code next to notebooks that neither students nor graders read.
_LEFT_OUT = ("__pycache__", ".ipynb_checkpoints")


def grader_digest(kit: GradingKit) -> str:
    """16 hexadecimal digits that change with the hidden checks, their thresholds and questions, what checks are
    built from, the hidden images, the pretrained weights, ``lab``, and the limits.
    """
    digest = hashlib.sha256(kit.assignment.model_dump_json().encode())
    for path in _files(kit):
        content = hashlib.sha256(path.read_bytes()).digest()  # the largest are weights, some ten MB
        digest.update(path.name.encode() + b"\0" + content)
    return digest.hexdigest()[:16]


def _files(kit: GradingKit) -> Iterator[Path]:
    yield from kit.secrets
    if kit.pretrained is not None:
        yield kit.pretrained
    if kit.handed_out.is_file():
        yield kit.handed_out
    yield from _tree(kit.materials / "lab")
    yield from _tree(Path(autograder.checks.__file__).parent)


def _tree(folder: Path) -> list[Path]:
    return sorted(
        path for path in folder.rglob("*") if path.is_file() and not any(part in _LEFT_OUT for part in path.parts)
    )
