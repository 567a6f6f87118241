"""Measuring what is not known yet: here, one after the other, or several seeds at a time in processes of their own."""

from __future__ import annotations

import multiprocessing
import os
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from multiprocessing.queues import Queue
from queue import Empty

from autograder.assurance.calibration.bench import Bench
from autograder.assurance.calibration.material import Material, load_material
from autograder.assurance.calibration.recipes import EpochTimes, Recipe
from autograder.assurance.calibration.store import Record, weights_of


@dataclass(frozen=True)
class Task:
    """A recipe to measure under a seed; name and key are those of its :class:`Record`."""

    name: str
    seed: int
    recipe: Recipe
    key: str

    @property
    def alone(self) -> bool:
        """Whether it takes times, for which nothing else may run beside it."""
        return isinstance(self.recipe, EpochTimes)


def measure(
    tasks: Sequence[Task], material: Material, jobs: int, on_start: Callable[[Task], None]
) -> Iterator[tuple[Task, Record]]:
    """Measure tasks that come sorted by seed.

    Args:
        tasks: what.
        material: what on.
        jobs: how many seeds at a time. Above 1, each is measured in a process with one TensorFlow thread: two such
            processes get through more than one with two threads.
        on_start: called before a task, or, with several jobs, when one is through.

    Yields:
        A task and its record, as soon as it is there.
    """
    if jobs > 1:
        yield from _measure_apart([task for task in tasks if not task.alone], material.profile, jobs, on_start)
        tasks = [task for task in tasks if task.alone]
    bench = Bench(material)
    for task in tasks:
        on_start(task)
        yield task, _measure_one(task, bench)


def _measure_one(task: Task, bench: Bench) -> Record:
    start = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Keras warns of some of the mistakes that are measured on purpose
        scores = {name: round(score, 6) for name, score in task.recipe.measure(bench, task.seed).items()}
    seconds = round(time.perf_counter() - start, 1)
    return Record(task.name, task.key, weights_of(task.recipe, bench.material), task.seed, scores, seconds)


def _measure_apart(
    tasks: Sequence[Task], profile: str, jobs: int, on_start: Callable[[Task], None]
) -> Iterator[tuple[Task, Record]]:
    """By seeds, since one seed's hidden pictures are shared."""
    context = multiprocessing.get_context("spawn")  # TensorFlow may have threads here already
    results = context.Queue()
    with ProcessPoolExecutor(jobs, context, _start_worker, (results, profile)) as pool:
        seeds = [list(group) for _, group in groupby(tasks, key=lambda task: task.seed)]
        futures = [pool.submit(_measure_seed, group) for group in seeds]
        try:
            for _ in tasks:
                task, record = _next(results, futures)
                on_start(task)
                yield task, record
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _next(results: Queue[tuple[Task, Record]], futures: Sequence[Future[None]]) -> tuple[Task, Record]:
    """The next result; raises what a worker raised."""
    while True:
        ended = [future for future in futures if future.done()]
        try:
            return results.get(timeout=1)
        except Empty:
            for future in ended:
                future.result()


_worker: tuple[Bench, Queue[tuple[Task, Record]]]


def _start_worker(results: Queue[tuple[Task, Record]], profile: str) -> None:
    global _worker
    os.environ |= {"TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1"}
    _worker = Bench(load_material(profile)), results


def _measure_seed(tasks: Sequence[Task]) -> None:
    bench, results = _worker
    for task in tasks:
        results.put((task, _measure_one(task, bench)))
