"""A submission whose supervisor is gone is known by what it cannot get rid of, and ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder.sandbox import Box, Mark, identity, is_alive, linux

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only there a submission can be told so")
_CLONE_NEWUSER = 0x10000000


def test_all_in_its_namespace_end_and_its_box_goes(tmp_path: Path) -> None:
    box = Box(tmp_path / "autograder-a" / "b").__enter__()
    reader, writer = os.pipe()
    if (first := os.fork()) == 0:
        try:
            linux.unshare(_CLONE_NEWUSER)
        except OSError:
            os._exit(3)
        if (second := os.fork()) == 0:
            os.setsid()
            time.sleep(60)
        os.write(writer, str(second).encode())
        time.sleep(60)
    os.close(writer)
    told = os.read(reader, 32)
    os.close(reader)
    if not told:
        os.waitpid(first, 0)
        pytest.skip("this system lets nobody make a user namespace")
    mark = Mark.of(first, box.root, None)
    assert mark.namespace is not None
    os.kill(first, signal.SIGKILL)  # as if by the kernel, with its supervisor
    os.waitpid(first, 0)
    mark.end()
    assert not is_alive(int(told))
    assert not box.root.parent.exists()


@pytest.mark.root
@pytest.mark.skipif(identity.problem() is not None, reason="only root has users to spare")
def test_all_of_its_user_end(tmp_path: Path) -> None:
    uid = identity.free_uid()
    with subprocess.Popen(["/bin/sleep", "60"], user=uid, group=uid, extra_groups=()) as process:
        Mark.of(process.pid, tmp_path / "box", uid).end()
        assert process.wait(10) == -signal.SIGKILL


def test_without_either_nobody_is_ended(tmp_path: Path) -> None:
    with subprocess.Popen(["/bin/sleep", "60"]) as process:
        mark = Mark.of(process.pid, tmp_path / "box", None)
        mark.end()
        assert process.poll() is None
        process.kill()
    assert mark == Mark(tmp_path / "box")
