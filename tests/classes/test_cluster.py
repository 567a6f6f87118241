"""A real Dask cluster of a scheduler and two workers, one of which is killed half-way."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from autograder.classes.platforms import read_folder
from autograder.classes.pool import LocalPool
from autograder.classes.run import enter_class, grade_class
from autograder.classes.store import ClassStore
from autograder.classes.worker import GradingTask
from autograder.course import Assignment
from autograder.engine.kit import GradingKit
from autograder.errors import AutograderError
from tests.classes.certificates import make_certificates
from tests.classes.conftest import COMMAND, NAME, write_class

pytest.importorskip("distributed")

from autograder.classes import cluster
from autograder.classes.cluster import DaskCluster, pack_kit, pack_submission, unpack_kit, unpack_submission
from autograder.classes.cluster_access import find_access

# Dask leaves sockets and loops to the garbage collector, which says so.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")


def start(module: str, *arguments: str, cwd: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"distributed.cli.{module}", *arguments]
    repository = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "PYTHONPATH": str(repository), "TMPDIR": str(cwd)}
    return subprocess.Popen(command, cwd=cwd, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextmanager
def running(
    tmp_path: Path, *arguments: str, workers: int, options: Iterable[str] = ()
) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The scheduler's address, and the workers."""
    place = tmp_path / "dask"
    place.mkdir()
    file = place / "scheduler.json"
    common = ["--scheduler-file", str(file), "--no-dashboard", *options]
    scheduler = start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", *common, *arguments, cwd=place)
    started = [start("dask_worker", "--nthreads", "1", "--no-nanny", *common, cwd=place) for _ in range(workers)]
    end = time.monotonic() + 120
    while not file.exists() and time.monotonic() < end:
        time.sleep(0.2)
    yield json.loads(file.read_text())["address"], started
    for process in (*started, scheduler):
        if process.poll() is None:
            process.terminate()
        process.wait(60)


@pytest.fixture
def dask(tmp_path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The scheduler's address, and the two workers."""
    with running(tmp_path, workers=2) as found:
        yield found


def results(store: ClassStore) -> dict[str, object]:
    return {
        item.handed_in.label: (item.crashed, replace(item.report, seconds=0, peak_memory_mb=0, faults=[]))
        for item in store.graded("g1")
    }


@pytest.mark.slow
def test_the_results_are_the_local_ones_though_a_worker_is_killed(dask, kit, tmp_path):
    address, workers = dask
    texts = {f"student{number:02}": f"graded {'PF'[number % 2]}P {number}" for number in range(40)}
    folder = write_class(
        tmp_path / "class", {**texts, "cy": "ungradable", "di": "crash", "ed": "once PP", "fy": "problem"}
    )
    (folder / "gus").mkdir()
    (folder / "gus" / "hw9_toy.py").write_text("graded PP")
    found = [item for item in read_folder(folder, NAME, tmp_path / "staged").handed_in if item.students[0].id != "gus"]

    def kill_one(tally) -> None:
        if tally.graded == 15:
            workers[0].send_signal(signal.SIGKILL)

    with ClassStore(tmp_path / "there", create=True) as store:
        enter_class(store, found)
        with DaskCluster(kit, find_access(address), "g1", COMMAND) as grading:
            deadline = time.monotonic() + 120
            while grading.threads < 2 and time.monotonic() < deadline:
                time.sleep(0.2)
            assert grading.threads == 2
            tally = grade_class(store, "g1", grading, NAME, on_progress=kill_one)
            assert grading.threads == 1
        assert tally.graded == 44
        there = results(store)
    (folder / "ed.tried").unlink(missing_ok=True)
    with ClassStore(tmp_path / "here", create=True) as store:
        enter_class(store, found)
        grade_class(store, "g1", LocalPool(kit, 1, 1, tmp_path / "scratch", COMMAND), NAME)
        here = results(store)
    assert there.keys() == here.keys()
    # "once" leaves its mark beside the file, which on a cluster is in another place each time.
    there.pop("ed")
    here.pop("ed")
    assert there == here
    assert not [
        process for process in psutil.process_iter(["cmdline"]) if "fake_worker" in str(process.info["cmdline"])
    ]


@pytest.mark.slow
def test_worker_processes_are_kept_from_task_to_task(dask, kit, tmp_path):
    """40 tasks on two threads need two processes, not 40."""
    address, _ = dask
    folder = write_class(tmp_path / "class", {f"student{number:02}": f"graded PP {number}" for number in range(20)})
    started: set[int] = set()

    def count(tally) -> None:
        for process in psutil.process_iter(["pid", "cmdline"]):
            if "tests.classes.fake_worker" in (process.info["cmdline"] or ()):
                started.add(process.info["pid"])

    with (
        ClassStore(tmp_path / "out", create=True) as store,
        DaskCluster(kit, find_access(address), "g1", COMMAND) as grading,
    ):
        enter_class(store, read_folder(folder, NAME, tmp_path / "staged").handed_in)
        grade_class(store, "g1", grading, NAME, on_progress=count)
    assert 1 <= len(started) <= 2
    assert not list((tmp_path / "dask").glob("autograder-dask-*"))


@pytest.mark.slow
def test_over_tls_and_not_with_other_certificates(kit, tmp_path):
    tls = make_certificates(tmp_path)
    (tmp_path / "others").mkdir()
    others = make_certificates(tmp_path / "others")
    options = ["--tls-ca-file", tls / "ca.pem", "--tls-cert", tls / "cert.pem", "--tls-key", tls / "key.pem"]
    with running(tmp_path, "--protocol", "tls", workers=1, options=map(str, options)) as (address, _):
        assert address.startswith("tls://127.0.0.1:")
        folder = write_class(tmp_path / "class", {"ada": "graded PP", "bob": "graded PF"})
        with (
            ClassStore(tmp_path / "out", create=True) as store,
            DaskCluster(kit, find_access(address, tls), "g1", COMMAND) as grading,
        ):
            enter_class(store, read_folder(folder, NAME, tmp_path / "staged").handed_in)
            assert grade_class(store, "g1", grading, NAME).graded == 2
        with pytest.raises(AutograderError, match=f"No Dask scheduler answers at {address}"):
            DaskCluster(kit, find_access(address, others), "g1", COMMAND)


def test_no_scheduler_is_explained(kit, monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1)
    with pytest.raises(AutograderError, match=r"No Dask scheduler answers at tcp://127.0.0.1:9"):
        DaskCluster(kit, find_access("tcp://127.0.0.1:9"), "g1")


def test_a_kit_survives_the_way(kit, tmp_path):
    questions = tmp_path / "questions.toml"
    questions.write_text("x = 1")
    kit = replace(kit, questions=questions)
    (kit.grader.parent / "toy.json").write_text("{}")
    (kit.grader.parent / "toy_a_helper.py").write_text("y = 1")
    there = unpack_kit(pack_kit(kit), tmp_path / "there")
    assert isinstance(there, GradingKit)
    assert isinstance(there.assignment, Assignment)
    assert there.assignment == kit.assignment
    for own, other in zip(kit.secrets, there.secrets, strict=True):
        assert own.read_bytes() == other.read_bytes()
        assert other.parent.stat().st_mode & 0o777 == 0o700
    assert (there.materials / "lab" / "__init__.py").read_text() == "NUMBER = 40\n"
    assert there.grader.name == "grader.py"
    assert there.pretrained is None


def test_a_submission_survives_the_way(tmp_path):
    folder = tmp_path / "ada"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "hw9_toy.ipynb").write_text("{}")
    (folder / "data.csv").write_text("1,2")
    (folder / "link").symlink_to("/etc/passwd")
    there = unpack_submission(pack_submission(GradingTask("d", folder)), tmp_path / "there").path
    assert sorted(path.name for path in there.rglob("*")) == ["data.csv", "deep", "hw9_toy.ipynb"]
    assert (there / "deep" / "hw9_toy.ipynb").read_text() == "{}"
    assert (there / "data.csv").read_text() == ""  # its name is enough
