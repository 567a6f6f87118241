"""Measure all sides in turn and print a table of ratios to ``otter run``.

    sudo python -m benchmarks.against_otter [hw2 hw3] [--settings two small class] [--repeats 1]
        [--without plain] [--out FILE.json]

Needs root, for cgroups. The settings: ``two`` is one submission on 2 processors; ``small`` is one in Gradescope's
default container (0.5 processors, 768 MB), where a side whose processes are ended for lack of memory is measured again
with as much memory as it likes, and says so; ``class`` is 30 submissions on 2 processors.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.against_otter.sides import FLOOR, OTTER, SIDES, Scene, Side, lay_out
from benchmarks.run_in_container_limits import run

ROOT = Path(__file__).resolve().parents[2]
PLENTY_MB = 16_000
SETTINGS = {"two": (2.0, PLENTY_MB), "small": (0.5, 768), "class": (2.0, PLENTY_MB)}
JOBS = 2


@dataclass(frozen=True)
class Measure:
    """What a side took.

    Attributes:
        assignment: such as ``hw2``.
        setting: a key of ``SETTINGS``.
        side: its name.
        wall_seconds: for one submission; in a class, the whole divided by the number of submissions.
        cpu_seconds: likewise, of all processes.
        peak_mb: of the whole process tree, memory that cannot be given back by dropping caches.
        note: what is special about it.
    """

    assignment: str
    setting: str
    side: str
    wall_seconds: float
    cpu_seconds: float
    peak_mb: float
    note: str = ""


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Grading time beside otter, the floor, and plain execution.")
    parser.add_argument("assignments", nargs="*", default=["hw2", "hw3"])
    parser.add_argument("--settings", nargs="+", choices=SETTINGS, default=list(SETTINGS))
    parser.add_argument("--repeats", type=int, default=1, help="rounds through all sides; medians are shown")
    parser.add_argument("--students", type=int, default=30, help="of the class")
    parser.add_argument("--without", nargs="+", default=[], choices=["plain"], help="sides to leave out")
    parser.add_argument("--out", type=Path, help="JSON for docs/performance.md")
    options = parser.parse_args()
    console = Console()
    sides = [side for side in SIDES if side.name.split()[0] not in options.without]
    measures: list[Measure] = []
    with tempfile.TemporaryDirectory(prefix="autograder-peers-") as name:
        Path(name).chmod(0o755)
        for short in options.assignments:
            scene = lay_out(short, Path(name) / short)
            for setting in options.settings:
                rounds = [
                    measure
                    for _ in range(options.repeats)
                    for measure in one_round(scene, setting, sides, options.students, console)
                ]
                measures += [median(rounds, side) for side in sides if any(m.side == side.name for m in rounds)]
                console.print(table([m for m in measures if (m.assignment, m.setting) == (short, setting)]))
                if options.out:
                    write(options.out, measures)
    return 0


def one_round(scene: Scene, setting: str, sides: list[Side], students: int, console: Console) -> Iterator[Measure]:
    """All sides, one after the other."""
    for side in sides:
        with console.status(f"{scene.short}, {setting}: {side.name}"):
            yield measured(scene, setting, side, students)


def measured(scene: Scene, setting: str, side: Side, students: int) -> Measure:
    """Run one side in a cgroup.

    Raises:
        SystemExit: it failed; what it printed is shown.
    """
    cpus, memory_mb = SETTINGS[setting]
    is_class = setting == "class"
    command = side.several(scene, students, JOBS) if is_class else side.one(scene)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3", "MPLBACKEND": "Agg"}
    if side.is_floor and is_class:
        environment |= {"TF_NUM_INTRAOP_THREADS": "1", "OMP_NUM_THREADS": "1"}  # as many threads as processors, in all
    log = scene.folder / "log"
    here = Path.cwd()
    os.chdir(scene.folder)
    try:
        usage, note = run(command, cpus, memory_mb, environment=environment, log=log), ""
        if usage.out_of_memory_kills:
            note = f"ended for lack of memory at {memory_mb} MB; measured with more"
            usage = run(command, cpus, PLENTY_MB, environment=environment, log=log)
    finally:
        os.chdir(here)
    if usage.status:
        sys.stderr.write(log.read_text(errors="replace")[-3000:])
        raise SystemExit(f"{side.name} ended with status {usage.status}.")
    each = students if is_class else 1
    found = Measure(scene.short, setting, side.name, usage.wall_seconds / each, usage.cpu_seconds / each,
                    usage.peak_anonymous_mb, note)  # fmt: skip
    if side.is_floor:  # without the imports
        runs = [json.loads(line) for line in log.read_text(errors="replace").splitlines() if line.startswith('{"sec')]
        jobs = JOBS if is_class else 1
        found = replace(
            found,
            wall_seconds=statistics.mean(run["seconds"] for run in runs) / jobs,
            cpu_seconds=statistics.mean(run["cpu_seconds"] for run in runs),
        )
    return found


def median(rounds: list[Measure], side: Side) -> Measure:
    """Of one side over all rounds, each figure by itself."""
    mine = [measure for measure in rounds if measure.side == side.name]
    return replace(
        mine[-1],
        wall_seconds=statistics.median(one.wall_seconds for one in mine),
        cpu_seconds=statistics.median(one.cpu_seconds for one in mine),
        peak_mb=statistics.median(one.peak_mb for one in mine),
    )


def table(measures: list[Measure]) -> Table:
    """Figures of one setting, and their ratios to otter's and to the floor's."""
    by_name = {measure.side: measure for measure in measures}
    shown = Table(title=f"{measures[0].assignment}, {measures[0].setting}")
    for head in ("side", "wall s", "CPU s", "peak MB", "wall / otter", "peak / otter", "wall / floor", ""):
        shown.add_column(head, justify="left" if head in ("side", "") else "right")
    for one in measures:
        otter, floor = by_name[OTTER], by_name[FLOOR]
        ratios = (one.wall_seconds / otter.wall_seconds, one.peak_mb / otter.peak_mb,
                  one.wall_seconds / floor.wall_seconds)  # fmt: skip
        figures = (f"{one.wall_seconds:.1f}", f"{one.cpu_seconds:.1f}", f"{one.peak_mb:.0f}")
        shown.add_row(one.side, *figures, *(f"{ratio:.2f}" for ratio in ratios), one.note)
    return shown


def write(path: Path, measures: list[Measure]) -> None:
    """Everything, with the machine."""
    machine = {"processors": os.cpu_count(), "kernel": platform.release(), "python": platform.python_version()}
    content = {"machine": machine, "measures": [asdict(measure) for measure in measures]}
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
