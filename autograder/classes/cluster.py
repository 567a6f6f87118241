"""Grade on several machines: the same worker processes, started by the workers of a Dask cluster.

Dask carries the work; it does not see TensorFlow, and no student code runs in its processes. Each Dask worker gets the
kit once, as a zip, and keeps one warm :class:`WorkerProcess` for each of its threads, from task to task. Files travel
with the tasks, so that machines need not share a file system; they need this package.

Dask's own messages are pickled. They pass between the instructor's processes only, over TLS; see
:mod:`autograder.classes.cluster_access`.
"""

from __future__ import annotations

import io
import os
import queue
import secrets
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from itertools import islice
from pathlib import Path
from typing import Any

import psutil
from distributed import Client, Future, KilledWorker, Worker, WorkerPlugin, as_completed, get_worker

from autograder.classes.cluster_access import Access
from autograder.classes.layouts.naming import SUBMISSION
from autograder.classes.pool import TRIES, GradedTask, finished, given_up
from autograder.classes.process import COMMAND, WorkerProcess
from autograder.classes.worker import REPLY, GradingTask, Reply, WorkerSetup
from autograder.engine.kit import GradingKit
from autograder.engine.machine import processors
from autograder.errors import AutograderError
from autograder.sandbox.box import remove_tree
from autograder.submissions.choosing import MAX_FILE_BYTES, Folder

_MOST_BYTES = MAX_FILE_BYTES + 2**20  # a little more than is accepted: the worker says so, in the usual words
_PREFIX = "autograder-dask-"
CONNECT_SECONDS = 15
AHEAD = 3  # tasks for each thread that are with the cluster at a time; each carries its files


class DaskCluster:
    """A running Dask cluster; a context manager.

    Args:
        kit: the assignment.
        access: how the scheduler is reached.
        digest: of the grader; workers keep a kit by this name.
        command: what a worker process runs, for tests.

    Raises:
        AutograderError: there is no scheduler, or it has no workers.
    """

    def __init__(self, kit: GradingKit, access: Access, digest: str, command: Sequence[str] | None = None) -> None:
        self.kit = kit
        address = access.address
        try:
            self.client = Client(address, timeout=CONNECT_SECONDS, security=access.security)
        except (OSError, TimeoutError, ValueError) as problem:
            raise AutograderError(
                f"No Dask scheduler answers at {address}: {problem}.",
                "Start one with dask scheduler, and dask worker ADDRESS on each machine. With TLS, see who has signed "
                "the certificates, and whether they have run out.",
            ) from problem
        try:
            self.client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        except TimeoutError as problem:
            self.client.close()
            raise AutograderError(
                f"The Dask scheduler at {address} has no workers.", f"Start dask worker {address} on each machine."
            ) from problem
        self.plugin = f"autograder-{digest}-{secrets.token_hex(4)}"
        self.client.register_plugin(KitOnWorker(pack_kit(kit), command), name=self.plugin)

    @property
    def threads(self) -> int:
        """How many submissions the cluster grades at a time, now."""
        return sum(self.client.nthreads().values())

    def run(self, tasks: Iterable[GradingTask]) -> Iterator[GradedTask]:
        """Grade every task.

        A Dask worker that is lost costs nothing but time: its tasks go to another. A submission whose own worker
        process crashes is tried once more.
        """
        source = iter(tasks)
        running: dict[Any, tuple[GradingTask, int]] = {}
        name = self.kit.assignment.name

        def submit(task: GradingTask, tries: int) -> Future:
            key = f"{task.digest[:20]}-{secrets.token_hex(4)}"
            running[key] = (task, tries)
            return self.client.submit(grade_there, pack_submission(task), self.plugin, key=key)

        done = as_completed([submit(task, 1) for task in islice(source, max(2, AHEAD * self.threads))])
        for future in done:
            task, tries = running.pop(future.key)
            reply = _outcome(future)
            if reply.report is None and tries < TRIES:
                done.add(submit(task, tries + 1))
                continue
            if (following := next(source, None)) is not None:
                done.add(submit(following, 1))
            if reply.report is None:
                yield given_up(task.digest, name, reply.problem)
            else:
                yield finished(reply, tries)

    def close(self) -> None:
        """End the worker processes, and let go of the cluster; the cluster itself goes on."""
        with suppress(OSError, TimeoutError, ValueError):
            self.client.unregister_worker_plugin(self.plugin)
        self.client.close()

    def __enter__(self) -> DaskCluster:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass(frozen=True)
class Parcel:
    """A submission on its way: a file, or a folder as a zip."""

    digest: str
    name: str
    data: bytes
    is_folder: bool = False


def pack_submission(task: GradingTask) -> Parcel:
    """Read a submission to send it, without more than is needed to judge that a file is too large."""
    if not task.path.is_dir():
        with task.path.open("rb") as file:
            return Parcel(task.digest, task.path.name, file.read(_MOST_BYTES))
    buffer = io.BytesIO()
    folder = Folder(task.path)
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in folder.names:
            with folder.open(name) as file:  # of what is no submission, the name alone matters
                archive.writestr(name, file.read(_MOST_BYTES if SUBMISSION.search(name) else 0))
    return Parcel(task.digest, task.path.name, buffer.getvalue(), is_folder=True)


def unpack_submission(parcel: Parcel, folder: Path) -> GradingTask:
    """Write a submission below ``folder``."""
    path = folder / parcel.name
    if parcel.is_folder:
        with zipfile.ZipFile(io.BytesIO(parcel.data)) as archive:
            archive.extractall(path)  # names are those that os.walk gave
    else:
        path.write_bytes(parcel.data)
    return GradingTask(parcel.digest, path)


def pack_kit(kit: GradingKit) -> bytes:
    """A kit as a zip: its files, and what it is."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("assignment.json", kit.assignment.model_dump_json())
        archive.writestr("grader.txt", kit.grader.name)
        for path in kit.grader_files:
            archive.write(path, f"grader/{path.name}")
        for field in ("hidden", "questions", "pretrained"):
            path = getattr(kit, field)
            if path is not None:
                archive.write(path, f"{field}/{path.name}")
        for path in _materials(kit):
            archive.write(path, f"materials/{path.relative_to(kit.materials)}")
    return buffer.getvalue()


def unpack_kit(data: bytes, folder: Path) -> GradingKit:
    """The kit that :func:`pack_kit` has packed, in ``folder``, with its secrets closed to other users."""
    from autograder.course import Assignment

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(folder)
    assignment = Assignment.model_validate_json((folder / "assignment.json").read_bytes())
    found: dict[str, Any] = {"assignment": assignment, "materials": folder / "materials"}
    found["grader"] = folder / "grader" / (folder / "grader.txt").read_text()
    for field in ("hidden", "questions", "pretrained"):
        found[field] = next((folder / field).glob("*"), None) if (folder / field).is_dir() else None
    for secret in ("grader", "hidden", "questions"):
        if (folder / secret).is_dir():
            (folder / secret).chmod(0o700)
    assert set(found) == {field.name for field in fields(GradingKit)}
    return GradingKit(**found)


def _materials(kit: GradingKit) -> Iterator[Path]:
    """``lab``, and the notebook that was handed out: what grading reads of the materials."""
    for path in sorted((kit.materials / "lab").rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path
    if kit.handed_out.is_file():
        yield kit.handed_out


class KitOnWorker(WorkerPlugin):  # type: ignore[misc]
    """What a Dask worker keeps between tasks: the unpacked kit, and warm worker processes."""

    def __init__(self, kit: bytes, command: Sequence[str] | None) -> None:
        self._packed = kit
        self._command = command

    def setup(self, worker: Worker) -> None:
        """Unpack the kit; also on workers that join later."""
        _remove_left_behind()
        self.folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
        self.folder.chmod(0o711)
        self.kit = unpack_kit(self._packed, self.folder / "kit")
        self.threads = max(1, processors() // worker.state.nthreads)
        self.idle: queue.SimpleQueue[WorkerProcess] = queue.SimpleQueue()
        self.processes: set[WorkerProcess] = set()

    def teardown(self, worker: Worker) -> None:
        """End the processes and remove everything."""
        for process in self.processes:
            process.ask_to_end()
        for process in self.processes:
            process.end()
        remove_tree(self.folder)

    def grade(self, parcel: Parcel) -> Reply:
        """Grade with a warm process, or else with a new one."""
        name = secrets.token_hex(6)
        try:
            process = self.idle.get_nowait()
        except queue.Empty:
            setup = WorkerSetup(self.kit, self.threads, self.folder / f"worker-{name}")
            process = WorkerProcess(setup, self._command or COMMAND)  # this machine's own Python
            self.processes.add(process)
        inbox = self.folder / f"inbox-{name}"
        inbox.mkdir(mode=0o700)
        try:
            process.give(unpack_submission(parcel, inbox))
            reply = process.wait_for_reply()
        except (EOFError, ValueError):
            reply = Reply(parcel.digest, problem=f"The worker ended: {process.how_it_ended()}.")
        finally:
            shutil.rmtree(inbox, ignore_errors=True)
        if reply.problem:
            self.processes.discard(process)
            process.end()
        else:
            self.idle.put(process)
        return reply


def _remove_left_behind() -> None:
    """Remove folders of Dask workers on this machine that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        pid = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if pid.isdigit() and not psutil.pid_exists(int(pid)):
            remove_tree(folder)


def grade_there(parcel: Parcel, plugin: str) -> bytes:
    """The task that Dask runs on a worker."""
    kept = get_worker().plugins[plugin]
    assert isinstance(kept, KitOnWorker)
    return REPLY.dump_json(kept.grade(parcel))


def _outcome(future: Future) -> Reply:
    if future.status == "finished":
        return REPLY.validate_json(future.result())
    if future.status == "cancelled":
        return Reply("", problem="The cluster gave up on the task.")
    problem = future.exception()
    if isinstance(problem, KilledWorker):
        return Reply("", problem="Several Dask workers were lost while they graded it.")
    return Reply("", problem=f"{type(problem).__name__}: {problem}")
