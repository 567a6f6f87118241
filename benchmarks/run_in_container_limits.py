#!/usr/bin/env python3
"""Run a command in the limits of Gradescope's default container (0.5 processors, 768 MB) and say what it used.

    sudo python benchmarks/run_in_container_limits.py [--cpus 0.5] [--memory-mb 768] [--json] -- COMMAND...

It makes a cgroup (version 2 where that can be written to, else version 1), and removes it with whatever is still
running in it. Needs root and nothing but the standard library. The status is the command's, or 125 when no cgroup
could be made.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
PERIOD_US = 100_000
MB = 2**20
SAMPLE_SECONDS = 0.1


@dataclass(frozen=True)
class Usage:
    """What a command used.

    Attributes:
        status: its exit status; negative for a signal.
        wall_seconds: from start to end.
        cpu_seconds: of all its processes.
        peak_anonymous_mb: sampled ten times a second: what cannot be given back by dropping caches.
        peak_total_mb: as the kernel counts, with cached files, so it often touches the limit.
        out_of_memory_kills: processes that the kernel ended for the limit.
    """

    status: int
    wall_seconds: float
    cpu_seconds: float
    peak_anonymous_mb: float
    peak_total_mb: float
    out_of_memory_kills: int


@dataclass(frozen=True)
class Group:
    """A cgroup; under version 1 one folder for each controller, under version 2 always the same."""

    cpu: Path
    accounting: Path
    memory: Path
    version: int

    @property
    def folders(self) -> tuple[Path, ...]:
        """All of them, once."""
        return tuple(dict.fromkeys((self.cpu, self.accounting, self.memory)))

    def enter(self) -> None:
        """Move the calling process in."""
        for folder in self.folders:
            (folder / "cgroup.procs").write_text(str(os.getpid()))

    def limit(self, cpus: float, memory_mb: int) -> None:
        """Set the limits; swap does not add to memory where the kernel can count it.

        Up to its limit the group goes before everybody else, so that wall times mean something on a busy machine.
        """
        quota, memory = int(cpus * PERIOD_US), memory_mb * MB
        if self.version == 2:
            (self.cpu / "cpu.max").write_text(f"{quota} {PERIOD_US}")
            (self.cpu / "cpu.weight").write_text("10000")
            (self.memory / "memory.max").write_text(str(memory))
            swap, no_more = self.memory / "memory.swap.max", 0
        else:
            (self.cpu / "cpu.cfs_period_us").write_text(str(PERIOD_US))
            (self.cpu / "cpu.cfs_quota_us").write_text(str(quota))
            (self.cpu / "cpu.shares").write_text("262144")
            (self.memory / "memory.limit_in_bytes").write_text(str(memory))
            swap, no_more = self.memory / "memory.memsw.limit_in_bytes", memory
        if swap.exists():
            swap.write_text(str(no_more))

    def cpu_seconds(self) -> float:
        """Processor time so far."""
        if self.version == 2:
            return _table(self.accounting / "cpu.stat")["usage_usec"] / 1e6
        return int((self.accounting / "cpuacct.usage").read_text()) / 1e9

    def anonymous_bytes(self) -> int:
        """Memory that is not cached files, now."""
        stat = _table(self.memory / "memory.stat")
        return stat["anon"] + stat.get("shmem", 0) if self.version == 2 else stat["total_rss"] + stat["total_shmem"]

    def peak_bytes(self) -> int:
        """The most memory so far, cached files included."""
        name = "memory.peak" if self.version == 2 else "memory.max_usage_in_bytes"
        file = self.memory / name  # memory.peak came with Linux 5.19
        return int(file.read_text()) if file.exists() else 0

    def kills(self) -> int:
        """Processes ended because memory ran out."""
        name = "memory.events" if self.version == 2 else "memory.oom_control"
        return _table(self.memory / name).get("oom_kill", 0)

    def remove(self) -> None:
        """End what still runs in it and remove it."""
        for folder in self.folders:
            deadline = time.monotonic() + 20
            while folder.exists() and time.monotonic() < deadline:
                for pid in (folder / "cgroup.procs").read_text().split():
                    with suppress(ProcessLookupError):
                        os.kill(int(pid), signal.SIGKILL)
                with suppress(OSError):  # busy until the last process is gone
                    folder.rmdir()
                time.sleep(0.02)


def _table(file: Path) -> dict[str, int]:
    """A file of lines ``name number``."""
    rows = (line.split() for line in file.read_text().splitlines())
    return {name: int(number) for name, number in rows}


@contextmanager
def new_group(cpus: float, memory_mb: int) -> Iterator[Group]:
    """A fresh cgroup with limits.

    Raises:
        OSError: this user or this machine cannot make one.
    """
    name = f"autograder-limits-{os.getpid()}"
    if (ROOT / "cgroup.controllers").exists():
        (ROOT / "cgroup.subtree_control").write_text("+cpu +memory")
        group = Group(ROOT / name, ROOT / name, ROOT / name, version=2)
    else:
        group = Group(ROOT / "cpu" / name, ROOT / "cpuacct" / name, ROOT / "memory" / name, version=1)
    try:
        for folder in group.folders:
            folder.mkdir(exist_ok=True)  # cpu and cpuacct may be one
        group.limit(cpus, memory_mb)
        yield group
    finally:
        group.remove()


def run(
    command: list[str],
    cpus: float = 0.5,
    memory_mb: int = 768,
    *,
    environment: Mapping[str, str] | None = None,
    log: Path | None = None,
) -> Usage:
    """Run ``command`` to its end in a fresh cgroup.

    Args:
        command: program and arguments.
        cpus: how many processors' worth of time it gets.
        memory_mb: the most memory that it gets.
        environment: its variables; by default those of this process.
        log: where its output goes; by default where this process's goes.

    Raises:
        OSError: no cgroup can be made, or there is no such command.
    """
    with new_group(cpus, memory_mb) as group, log.open("wb") if log else nullcontext() as output:
        started, peak = time.monotonic(), 0
        with subprocess.Popen(
            command, preexec_fn=group.enter, env=environment, stdout=output, stderr=output
        ) as process:
            while process.poll() is None:
                peak = max(peak, group.anonymous_bytes())
                time.sleep(SAMPLE_SECONDS)
        return Usage(
            status=process.returncode,
            wall_seconds=round(time.monotonic() - started, 2),
            cpu_seconds=round(group.cpu_seconds(), 2),
            peak_anonymous_mb=round(peak / MB, 1),
            peak_total_mb=round(group.peak_bytes() / MB, 1),
            out_of_memory_kills=group.kills(),
        )


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Run a command in the limits of a small container.")
    parser.add_argument("--cpus", type=float, default=0.5)
    parser.add_argument("--memory-mb", type=int, default=768)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    try:
        usage = run(options.command, options.cpus, options.memory_mb)
    except OSError as problem:
        print(f"No cgroup with limits could be used: {problem}. Run this as root.", file=sys.stderr)
        return 125
    if options.json:
        print(json.dumps(asdict(usage)))
    else:
        print(
            f"{usage.wall_seconds:.1f} s, {usage.cpu_seconds:.1f} s of processor time, "
            f"{usage.peak_anonymous_mb:.0f} MB peak ({usage.peak_total_mb:.0f} MB with cached files), "
            f"{usage.out_of_memory_kills} ended for lack of memory"
        )
    return usage.status if usage.status >= 0 else 128 - usage.status


if __name__ == "__main__":
    sys.exit(main())
