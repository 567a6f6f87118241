"""A submission that dumps everything it can reach does not find the marker planted among the hidden things."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from autograder import sandbox
from autograder.engine.supervisor import grade
from autograder.results import Report
from autograder.sandbox import Layer
from tests.engine.toy import SECRET, replaced, toy_kit, write_notebook

pytestmark = pytest.mark.slow

# Knows exactly where to look, reads files, environments, descriptors and memory, and reports what it found.
DUMP = """
import os, pathlib, glob
wanted = b"".join([b"MAR", b"KER", b"-7f", b"3a"])
found = []
def look(where, data):
    position = data.find(wanted)
    if position >= 0:
        found.append(str(where) + " " + data[position:position + 40].decode("latin1"))
def read(path):
    try:
        look(path, pathlib.Path(path).read_bytes())
    except BaseException:
        pass
for root in ["KIT", os.getcwd(), "/dev/shm", "/root/.local"]:
    for folder, _, names in os.walk(root):
        for name in names:
            read(os.path.join(folder, name))
for pid in {os.getpid(), os.getppid(), PARENTS}:
    for name in ("environ", "cmdline"):
        read(f"/proc/{pid}/{name}")
    for path in glob.glob(f"/proc/{pid}/fd/*"):
        if os.path.isfile(path):
            read(path)
def memory(pid):
    try:
        with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as mem:
            for line in maps:
                span, rights, *_ = line.split()
                start, end = (int(part, 16) for part in span.split("-"))
                if rights.startswith("rw") and end - start < 2**28:
                    try:
                        mem.seek(start)
                        data = mem.read(end - start)
                    except (OSError, ValueError, OverflowError):
                        continue
                    position = data.find(SEARCHED)
                    if position >= 0:
                        look(f"memory of {pid}", data[position:position + 60])
    except OSError:
        pass
# the searched bytes themselves lie in this process's memory, so that only a longer match counts there
SEARCHED = wanted + b"9c-hid"
for pid in (os.getppid(), PARENTS):
    memory(pid)
answer = " | ".join(found) or "nothing"
"""


@pytest.fixture
def kit():
    """The toy kit in a folder that other users may enter, as on Gradescope; its secrets are closed."""
    folder = Path(tempfile.mkdtemp(prefix="autograder-kit-"))
    folder.chmod(0o755)
    yield toy_kit(folder, cell_seconds=60)
    shutil.rmtree(folder)


def dumped(kit, tmp_path: Path, disabled: frozenset[Layer]) -> Report:
    source = DUMP.replace("KIT", str(kit.hidden.parent.parent)).replace("PARENTS", str(os.getpid()))
    return grade(write_notebook(tmp_path / "hw9_toy.ipynb", replaced(answer=source)), kit, disabled=disabled)


def told(report: Report) -> str:
    return "\n".join([*report.notes, report.error, *(outcome.feedback for outcome in report.outcomes)])


@pytest.mark.parametrize(
    ("disabled", "needs_root"),
    [
        (frozenset(), False),
        (frozenset({Layer.USER, Layer.NAMESPACE}), False),
        (frozenset({Layer.LANDLOCK, Layer.SECCOMP, Layer.NAMESPACE}), True),
    ],
    ids=["all layers", "Landlock without another user", "another user without Landlock"],
)
def test_the_marker_is_not_found(kit, tmp_path, disabled, needs_root):
    if needs_root and os.geteuid() != 0:
        pytest.skip("changing the user needs root")
    report = dumped(kit, tmp_path, disabled)
    if needs_root and not report.isolation.isolated:
        pytest.skip(f"here another user cannot run this Python: {report.isolation.missing}")
    assert report.isolation.isolated, report.isolation
    assert "the text 'nothing'" in told(report), told(report)
    assert SECRET not in told(report)


def test_without_the_layers_the_marker_is_found(kit, tmp_path):
    """The control: the dump works where nothing stops it, and the report does not claim isolation."""
    report = dumped(kit, tmp_path, frozenset(sandbox.Layer))
    assert not report.isolation.isolated
    assert "MARKER" in told(report), told(report)
