"""Memory and files that show in no size of a process and in no folder."""

from __future__ import annotations

import mmap
import os
import socket
import sys
import tempfile
from pathlib import Path

import pytest

from autograder.sandbox.hoards import hoard

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it goes by what /proc tells")
MIB = 2**20


def found(folder: Path):
    return hoard([os.getpid()], [folder], 512, 100_000)


def test_shared_memory_counts_when_it_was_given_back(tmp_path: Path) -> None:
    before = found(tmp_path)
    with mmap.mmap(-1, 64 * MIB) as part:
        part.write(bytes(64 * MIB))
        part.madvise(mmap.MADV_DONTNEED)
        assert found(tmp_path).memory_mb >= before.memory_mb + 64
        child = os.fork()
        if child == 0:
            os.read(os.pipe()[0], 1)
        assert hoard([os.getpid(), child], [tmp_path], 512, 100_000).memory_mb < before.memory_mb + 100  # once
        os.kill(child, 9)
        os.waitpid(child, 0)
    assert found(tmp_path).memory_mb < before.memory_mb + 1


def test_sockets_count_for_what_they_may_hold(tmp_path: Path) -> None:
    before = found(tmp_path)
    pairs = [socket.socketpair() for _ in range(20)]
    after = found(tmp_path)
    for pair in pairs:
        for one in pair:
            one.close()
    assert after.memory_mb >= before.memory_mb + 40 * 0.2
    assert after.descriptors == before.descriptors + 40


@pytest.mark.parametrize("mapped", [False, True])
def test_deleted_files_count(tmp_path: Path, mapped: bool) -> None:
    with tempfile.TemporaryFile(dir=tmp_path) as file:
        file.write(b"x" * (8 * MIB))
        file.flush()
        part = mmap.mmap(file.fileno(), 4096)
        if not mapped:
            part.close()
            assert 8 <= found(tmp_path).deleted_mb < 9
    if mapped:  # and no descriptor is left but the one that Python keeps for the mapping
        assert found(tmp_path).deleted_mb >= 8
        part.close()
    assert found(tmp_path).deleted_mb == 0


def test_what_lies_elsewhere_is_not_its_own(tmp_path: Path) -> None:
    with tempfile.NamedTemporaryFile(dir=tmp_path) as file:
        assert found(tmp_path).deleted_mb == 0
        assert file.name
