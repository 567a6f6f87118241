"""The zygote: children belong to the supervisor, and nothing of it survives its end."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from autograder import sandbox
from autograder.engine.jobs import Role
from autograder.engine.launch import Zygote
from tests.sandbox.inside import until

pytestmark = pytest.mark.slow


def test_children_become_the_supervisors_own_and_go_when_told():
    with Zygote() as zygote:
        child, channel = zygote.fork(Role.STUDENT)
        assert psutil.Process(child.pid).ppid() == os.getpid()
        assert child.is_alive()
        channel.close()  # without a job it ends
        assert "os._exit" in child.fate()
        assert not child.is_alive()
        child.wait()
        assert not psutil.pid_exists(child.pid)
    assert not psutil.pid_exists(zygote.pid)


_DAEMON = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(120)
    os._exit(0)
os.wait()
"""
_SUPERVISOR = """
import sys
from pathlib import Path
import nbformat
from autograder.engine.supervisor import grade
from tests.engine.toy import CELLS, toy_kit
root = Path(sys.argv[1])
cells = [*CELLS, sys.argv[2], "def double(x):\\n    import time\\n    time.sleep(4)\\n    return 2 * x"]
made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
nbformat.write(made, root / "hw9_toy.ipynb")
grade(root / "hw9_toy.ipynb", toy_kit(root))
"""


@pytest.mark.linux  # only there a submission can be told from other programs
def test_a_supervisor_that_is_killed_leaves_nothing_behind(tmp_path):
    tmp_path.chmod(0o755)
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    command = [sys.executable, "-c", _SUPERVISOR, str(tmp_path), _DAEMON]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        # The zygote, the student's process, its orphan, and the grader.
        assert until(lambda: len(children := sandbox.descendants(process.pid)) >= 4 and children, 90)
        time.sleep(1)  # the grader has asked, and waits
        left = sandbox.descendants(process.pid)
        process.kill()
        process.wait()
    assert len(left) >= 4
    assert until(lambda: not any(map(sandbox.is_alive, left)), 10)
    assert until(lambda: not list(tmp_path.glob("autograder-*")), 10)
