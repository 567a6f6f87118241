"""Memory: given back where it is scarce, left alone where there is plenty."""

from __future__ import annotations

import subprocess
import sys

import pytest

from autograder.engine.launch import _allocator

# In a process of its own, with one small heap, as the zygote has it.
HOLD_AND_RETURN = """
import sys
import psutil
from autograder.engine.machine import Thrift

def held():
    return psutil.Process().memory_info().rss / 2**20

small = [bytes(50_000) for _ in range(4_000)]  # 190 MiB, in pieces that stay in the heap
del small[::2]
full = held()
del small[:-1]  # the last one keeps the end of the heap in use
Thrift(float(sys.argv[1])).between()
print(full - held())
"""


def given_back(limit_mb: float) -> float:
    """MiB that a process returned after it had freed about 95, when it may use ``limit_mb``."""
    environment = {"MALLOC_MMAP_THRESHOLD_": str(32 * 2**20), "MALLOC_TRIM_THRESHOLD_": str(512 * 2**20)}
    done = subprocess.run(
        [sys.executable, "-c", HOLD_AND_RETURN, str(limit_mb)], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return float(done.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="glibc gives memory back when told")
def test_freed_memory_goes_back_where_it_is_scarce():
    assert given_back(limit_mb=300) > 60


def test_nothing_is_done_where_there_is_plenty():
    assert given_back(limit_mb=16_000) < 30


def test_a_small_container_keeps_no_freed_tensors():
    small, large = _allocator(768), _allocator(3072)
    assert int(small["MALLOC_MMAP_THRESHOLD_"]) < 2**22 < int(large["MALLOC_MMAP_THRESHOLD_"])
    assert small["MALLOC_ARENA_MAX"] == large["MALLOC_ARENA_MAX"]
