"""A place that other users can reach, with a secret in it, and a process worth attacking."""

from __future__ import annotations

import os
import secrets as random
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from autograder import sandbox
from autograder.sandbox import plan as planning

from .inside import NOBODY, Setting, until


@dataclass(frozen=True)
class Place:
    """Where a test happens.

    Attributes:
        root: open to everybody, like /opt.
        secret: a closed folder.
        file: in it, holding ``marker``.
        marker: what must not be found.
        readable: an open folder with ``data.txt``, handed to the submission.
        outside: a folder anybody may write to.
    """

    root: Path
    secret: Path
    file: Path
    marker: str
    readable: Path
    outside: Path


@pytest.fixture
def place() -> Iterator[Place]:
    root = Path(tempfile.mkdtemp(prefix="sandbox-test-"))
    root.chmod(0o755)
    marker = f"MARKER-{random.token_hex(16)}"
    place = Place(root, root / "secret", root / "secret" / "answers.txt", marker, root / "open", root / "outside")
    for folder in (place.secret, place.readable, place.outside):
        folder.mkdir()
    place.file.write_text(marker)
    (place.readable / "data.txt").write_text("for everybody")
    place.secret.chmod(0o700)
    place.outside.chmod(0o777)
    (place.outside / "theirs.txt").write_text("do not touch")
    (place.outside / "theirs.txt").chmod(0o666)
    yield place
    shutil.rmtree(root)


@pytest.fixture
def box() -> Iterator[sandbox.Box]:
    with sandbox.Box() as box:
        yield box


@pytest.fixture
def setting(request: pytest.FixtureRequest, place: Place, box: sandbox.Box, monkeypatch: pytest.MonkeyPatch) -> Setting:
    """A setting given by indirect parametrisation; everything belongs to whoever the supervisor is."""
    chosen: Setting = request.param
    if reason := chosen.why_not():
        pytest.skip(reason)
    # All that these tests need is imported before the fork, so any answer to this question will do.
    sample = (place.secret,) if chosen.private_python else ()
    monkeypatch.setattr(planning, "interpreter_sample", lambda: iter(sample))
    if chosen.as_root is False and os.geteuid() == 0:
        for path in (place.root, *place.root.rglob("*"), box.root, *box.root.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
    return chosen


@pytest.fixture
def victim(place: Place, setting: Setting) -> Iterator[int]:
    """A process of the supervisor's user that holds the secret in its environment and in an open file."""
    drops = setting.as_root is False and os.geteuid() == 0
    user = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if drops else {}
    with (
        place.file.open("rb") as secret,
        subprocess.Popen(["/bin/sleep", "60"], env={"SECRET": place.marker}, stdin=secret, **user) as process,
    ):
        assert until(lambda: psutil.Process(process.pid).status() == psutil.STATUS_SLEEPING)
        yield process.pid
        process.kill()
