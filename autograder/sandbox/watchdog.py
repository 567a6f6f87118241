"""Watch what a submission uses: memory, processes and disk."""

from __future__ import annotations

import os
import re
import shutil
import stat
import sys
import time
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import psutil

from autograder.portable import LINUX
from autograder.sandbox import linux
from autograder.sandbox.box import Box, remove_tree
from autograder.sandbox.hoards import Hoard, hoard
from autograder.sandbox.plan import Plan
from autograder.sandbox.processes import descendants, household

_MIB = 2**20
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_TABLES = re.compile(rb"^VmPTE:\s+(\d+) kB$", re.M)
#: Weigh a process again when its resident memory has changed by this much or after this long.
_CHANGE_MIB = 64.0
_STALE_SECONDS = 2.0
_WEIGHING_SECONDS = 0.2  # for all processes; a fork bomb makes the kernel slow to answer
_DISK_SECONDS = 1.0
_HOARD_SECONDS = 0.3
_SETTLED_SECONDS = 1.0  # in which vfork is followed by another program
_SECOND_LOOKS = 3
_SECOND_LOOK_SECONDS = 0.02
_MOST_DESCRIPTORS = 8_000  # of all processes; more take long to look through
_SPARE_SOCKETS_MIB = 16  # what a program of good will has open
_RESERVE_MIB = 128  # of the disk, for the results
#: Where anybody may write when no Landlock stops it.
_SHARED_FOLDERS = tuple(map(Path, ("/tmp", "/var/tmp", "/dev/shm", "/run/lock", "/dev/mqueue", "/var/crash")))


class Resource(str, Enum):
    """What can be used up."""

    MEMORY = "memory"
    DISK = "disk"
    PROCESSES = "processes"


@dataclass(frozen=True)
class Excess:
    """More was used than is allowed; ``detail`` completes "Your program …"."""

    resource: Resource
    detail: str


@dataclass(frozen=True)
class Usage:
    """What lies on the disk: ``megabytes`` in MiB, ``files`` counts folders, too."""

    megabytes: float
    files: int


def memory_mb(pid: int) -> float:
    """MiB of memory that a process and its descendants take; of shared pages only its share counts (PSS).

    Forked from a process that has TensorFlow loaded, a student shares most of its pages with it, so that
    resident memory (RSS) would count those twice. Where the kernel does not tell PSS, RSS is what is
    returned.
    """
    return MemoryMeter().read((pid, *descendants(pid)))


class MemoryMeter:
    """Memory of a set of processes, cheap enough for ten readings a second.

    PSS takes the kernel some milliseconds per process and RSS some microseconds. What a process gains is its
    own, so between two weighings the change in RSS is added to the last PSS. Page tables are in neither: who only looks
    at very many regions that are empty takes a page for each.
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[float, float, float]] = {}  # pid: RSS then, PSS then, when

    def read(self, pids: Iterable[int]) -> float:
        """MiB in all; processes that are gone count nothing."""
        now = time.monotonic()
        sizes = {pid: sizes for pid in set(pids) if (sizes := _sizes(pid)) is not None}
        fresh: dict[int, tuple[float, float, float]] = {}
        total = 0.0
        for pid, own in sizes.items():
            if _is_about_to_run(pid, own, sizes):
                continue
            total += own.tables_mb
            resident = own.resident_mb
            entry = self._known.get(pid)
            if entry is None or abs(resident - entry[0]) > _CHANGE_MIB or now - entry[2] > _STALE_SECONDS:
                if time.monotonic() > now + _WEIGHING_SECONDS:
                    total += resident  # for this time
                    continue
                proportional = _proportional_mb(pid)
                entry = (resident, resident if proportional is None else proportional, now)
            fresh[pid] = entry
            total += max(0.0, entry[1] + resident - entry[0])
        self._known = fresh
        return total


def box_usage(box: Box, uid: int | None = None, most: int = sys.maxsize) -> Usage:
    """What a submission has put on the disk.

    Args:
        box: its folder.
        uid: its own user, if it has one: then what it has left in the folders that are open to everybody
            counts, too.
        most: stop counting beyond this many files. Folders that cannot be looked into, or lie too deep for
            any path, count as that many.
    """
    counter = _Counter(most)
    counter.walk(box.root)
    for path in left_outside(uid, box) if uid is not None else ():
        counter.add(path)
    return Usage(counter.blocks * 512 / _MIB, counter.files)


def left_outside(uid: int, box: Box, others: Iterable[Path] = ()) -> list[Path]:
    """What a user has in folders that are open to everybody (such as ``/tmp``), other than its box.

    Args:
        uid: the user.
        box: its folder, which does not count.
        others: further folders to look into; those that are not open to everybody are passed over.
    """
    found = []
    for folder in (*_SHARED_FOLDERS, *filter(_is_open, others)):
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                with suppress(OSError):
                    if entry.stat(follow_symlinks=False).st_uid == uid and Path(entry.path) != box.root:
                        found.append(Path(entry.path))
    return found


def _is_open(folder: Path) -> bool:
    with suppress(OSError):
        found = folder.stat().st_mode
        return stat.S_ISDIR(found) and bool(found & stat.S_IWOTH)
    return False


def remove_litter(plan: Plan) -> None:
    """Remove what a submission that has been swept away has left outside its box (only its own user's, if any)."""
    for path in left_outside(plan.uid, plan.box, plan.readable) if plan.uid is not None else ():
        if path.is_dir() and not path.is_symlink():
            remove_tree(path)
        else:
            path.unlink(missing_ok=True)


class Watchdog:
    """Looks at one running submission whenever it is asked to."""

    def __init__(self, plan: Plan, student: int, *, spare: Collection[int] = ()) -> None:
        """Watch a submission.

        Args:
            plan: how it was sandboxed, with its limits.
            student: its first process.
            spare: children of the calling process that are not its own, such as the zygote and the grader.
        """
        self.peak_memory_mb = 0.0
        self._plan = plan
        self._student = student
        self._spare = spare
        self._meter = MemoryMeter()
        self._disk_due = 0.0
        self._hoard_due = 0.0
        self._hoard = Hoard()
        self._had_room = self._has_room()

    def check(self, *, thorough: bool = False) -> Excess | None:
        """Measure what is due, or if ``thorough`` everything; returns what is over its limit, if anything."""
        walls = self._plan.walls
        too_many = Excess(Resource.PROCESSES, f"started more than {walls.processes} processes")
        family = self._family()
        if len(family) > walls.processes:
            return too_many
        if sum(map(_threads, family)) > walls.threads:
            return Excess(Resource.PROCESSES, f"started more than {walls.threads} threads")
        if thorough or time.monotonic() >= self._hoard_due:
            self._hoard_due = time.monotonic() + _HOARD_SECONDS
            self._hoard = self._look_for_hoards(family)
            if self._hoard.descriptors > _MOST_DESCRIPTORS:
                return Excess(Resource.DISK, f"had more than {_MOST_DESCRIPTORS} files open")
        used = self._memory_of(family) + max(0.0, self._hoard.memory_mb - _SPARE_SOCKETS_MIB)
        if len(family) > 1 and len(self._family()) > walls.processes:  # by now, and that says more than memory does
            return too_many
        self.peak_memory_mb = max(self.peak_memory_mb, used)
        if used > walls.memory_mb:
            return Excess(Resource.MEMORY, walls.beyond_memory)
        if time.monotonic() < self._disk_due and not thorough:
            return None
        self._disk_due = time.monotonic() + _DISK_SECONDS
        return self._check_disk()

    def _memory_of(self, family: list[int]) -> float:
        """MiB; a new peak of several processes counts only if it lasts, since one may be starting another."""
        used = self._meter.read(family)
        for _ in range(_SECOND_LOOKS if len(family) > 1 else 0):
            if used <= self.peak_memory_mb:
                break
            time.sleep(_SECOND_LOOK_SECONDS)
            family = self._family()
            if len(family) > self._plan.walls.processes:
                break
            used = min(used, self._meter.read(family))
        return used

    def _look_for_hoards(self, pids: Iterable[int]) -> Hoard:
        folders = (self._plan.box.root, *_SHARED_FOLDERS)
        return hoard(pids, folders, self._plan.walls.file_mb, _MOST_DESCRIPTORS)

    def _family(self) -> list[int]:
        return household(self._student, uid=self._plan.uid, spare=self._spare)

    def _check_disk(self) -> Excess | None:
        walls = self._plan.walls
        usage = box_usage(self._plan.box, self._plan.uid, walls.box_files)
        if usage.megabytes + self._hoard.deleted_mb > walls.box_mb:
            return Excess(Resource.DISK, f"wrote more than {walls.box_mb} MB to the disk")
        if usage.files > walls.box_files:
            return Excess(Resource.DISK, f"made more than {walls.box_files} files, or folders too deep to count")
        if self._had_room and not self._has_room():  # deleted files that are still open are in no folder
            return Excess(Resource.DISK, "filled the disk")
        return None

    def _has_room(self) -> bool:
        with suppress(OSError):
            return shutil.disk_usage(self._plan.box.root).free > _RESERVE_MIB * _MIB
        return True


class _Counter:
    def __init__(self, most: int) -> None:
        self.most = most
        self.files = 0
        self.blocks = 0

    def walk(self, root: Path) -> None:
        folders = [] if root.is_symlink() else [os.fspath(root)]
        while folders and self.files <= self.most:
            try:
                with os.scandir(folders.pop()) as entries:
                    for entry in entries:
                        if self._count(entry):
                            folders.append(entry.path)
                        if self.files > self.most:
                            return
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError:
                self.files = self.most + 1

    def add(self, path: Path) -> None:
        with suppress(OSError):
            self.files += 1
            self.blocks += _blocks(path.lstat())
            if path.is_dir() and not path.is_symlink():
                self.walk(path)

    def _count(self, entry: os.DirEntry[str]) -> bool:
        self.files += 1
        with suppress(FileNotFoundError):
            self.blocks += _blocks(entry.stat(follow_symlinks=False))
            return entry.is_dir(follow_symlinks=False)
        return False


def _blocks(found: os.stat_result) -> int:
    """Blocks of 512 bytes that a file takes; where the system does not tell, what its length makes."""
    return getattr(found, "st_blocks", -(-found.st_size // 512))


@dataclass(frozen=True)
class _Sizes:
    """The sizes of a process that are cheap to get.

    Attributes:
        resident_mb: of its pages.
        exact: all sizes of its pages as the kernel tells them.
        tables_mb: of its page tables.
    """

    resident_mb: float
    exact: str = ""
    tables_mb: float = 0.0


def _sizes(pid: int) -> _Sizes | None:
    try:
        if not LINUX:
            return _Sizes(float(psutil.Process(pid).memory_info().rss) / _MIB)
        thread = _living_thread(pid)
        exact = linux.told(thread / "statm")
        return _Sizes(int(exact.split()[1]) * _PAGE / _MIB, exact, _tables_mb(thread))
    except (OSError, IndexError, psutil.Error):
        return None


def _tables_mb(thread: Path) -> float:
    found = _TABLES.search((thread / "status").read_bytes())
    return int(found[1]) / 1024 if found else 0.0


def _threads(pid: int) -> int:
    try:
        if not LINUX:
            return psutil.Process(pid).num_threads()
        return int(linux.stat_fields(Path(f"/proc/{pid}"))[17])
    except (OSError, psutil.Error):
        return 0


def _is_about_to_run(pid: int, own: _Sizes, others: Mapping[int, _Sizes]) -> bool:
    """Whether a process is its parent's memory a second time: between vfork and running another program.

    The kernel does not tell plainly. It is taken to be so if the two agree to the page, for a second at most.
    """
    if not own.exact:
        return False
    try:
        fields = linux.stat_fields(Path(f"/proc/{pid}"))
    except OSError:
        return False
    parent, age = int(fields[1]), time.clock_gettime(time.CLOCK_BOOTTIME) - int(fields[19]) / _TICKS
    return age < _SETTLED_SECONDS and parent in others and others[parent].exact == own.exact


def _living_thread(pid: int) -> Path:
    """Where ``/proc`` tells a process's memory: at its first thread, unless that one has ended."""
    process = Path(f"/proc/{pid}")
    if linux.told(process / "statm").startswith("0 "):
        for thread in (process / "task").iterdir():
            if not linux.told(thread / "statm").startswith("0 "):
                return thread
    return process


def _proportional_mb(pid: int) -> float | None:
    if not LINUX:
        return None
    try:
        path = _living_thread(pid) / "smaps_rollup"
        try:
            return _pss(path)
        except PermissionError:
            # In a container even root may not look into other users' processes; their own user may.
            owner = path.parent.stat()
            with linux.file_access_as(owner.st_uid, owner.st_gid):
                return _pss(path)
    except OSError:
        return None


def _pss(path: Path) -> float:
    for line in linux.told(path).splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise OSError(f"{path} tells no PSS")
