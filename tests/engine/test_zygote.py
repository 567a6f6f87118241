"""The zygote: children belong to the supervisor, and nothing of it survives its end."""

from __future__ import annotations

import os

import psutil
import pytest

from autograder.engine.jobs import Role
from autograder.engine.launch import Zygote

pytestmark = pytest.mark.slow


def test_children_become_the_supervisors_own_and_go_when_told():
    with Zygote() as zygote:
        pid, channel = zygote.fork(Role.STUDENT)
        assert psutil.Process(pid).ppid() == os.getpid()
        channel.close()  # without a job it ends
        assert os.waitpid(pid, 0)[0] == pid
    assert not psutil.pid_exists(zygote.pid)
